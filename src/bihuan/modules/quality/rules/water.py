"""Water: the class of a section by its worst item, its period, its river, and what changed.

Every concentration is a Decimal as it was reported, every share a fraction.
basis: GB 3838-2002; 地表水环境质量评价办法（试行）.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import rounding
from bihuan.modules.quality.rules.water_tables import CLASSES, THIRD, Item, Kind, WaterTables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

WORST = CLASSES + 1
PRECISION = 50
"""Digits kept where a logarithm is taken; results are published with at most four."""
ACID_PRECISION = 20
"""Digits kept of hydrogen ions; pH has two decimals, and whole powers of ten stay exact."""


class Decimals(StrEnum):
    """What is judged: the value as it is displayed, or rounded to the assessment decimals."""

    DISPLAYED = "displayed"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Judged:
    """One item of one section."""

    item: Item
    value: Decimal
    grade: int
    multiple: Fraction | None
    """(C - C_Ⅲ)/C_Ⅲ where it exceeds class III; None for pH, dissolved oxygen and what meets it."""


@dataclass(frozen=True, slots=True)
class Section:
    """The class of one section, item by item."""

    grade: int
    items: tuple[Judged, ...]
    reference: tuple[Judged, ...]
    """Judged apart, for reference: total nitrogen of lakes, faecal coliforms."""

    @property
    def deciding(self) -> tuple[str, ...]:
        """Return the items that give the section its class."""
        return tuple(one.item.key for one in self.items if one.grade == self.grade)


def assessed(item: Item, value: Decimal) -> Decimal:
    """Return a value at its assessment decimals, never rounded down to zero.

    A value that would become 0 keeps one significant digit.
    """
    if item.decimals is None:
        return value
    rounded = rounding.half_even(value, item.decimals)
    if rounded or not value:
        return rounded
    return rounding.half_even(value, -value.adjusted())


def grade(item: Item, value: Decimal, kind: Kind) -> int | None:
    """Return the class 1…6 of one value, the better one where two share a limit.

    None where the item is not judged on such a section (total nitrogen of rivers).
    """
    if item.range is not None:
        low, high = item.range
        return 1 if low <= value <= high else WORST
    limits = item.limits(kind)
    if not limits:
        return None
    for place, limit in enumerate(limits, start=1):
        if value >= limit if item.least else value <= limit:
            return place
    return WORST


def section(
    values: Mapping[str, Decimal],
    kind: Kind,
    tables: WaterTables,
    *,
    decimals: Decimals = Decimals.DISPLAYED,
) -> Section | None:
    """Return the class of a section: that of its worst item; None when nothing was measured."""
    counted: list[Judged] = []
    reference: list[Judged] = []
    for key, item in tables.items.items():
        if key not in values:
            continue
        value = values[key]
        if decimals is Decimals.ASSESSMENT:
            value = assessed(item, value)
        found = grade(item, value, kind)
        if found is not None:
            judged = Judged(item, value, found, _multiple(item, value, kind))
            (counted if item.counted else reference).append(judged)
    if not counted:
        return None
    return Section(max(one.grade for one in counted), tuple(counted), tuple(reference))


def _multiple(item: Item, value: Decimal, kind: Kind) -> Fraction | None:
    if item.range is not None or item.least:
        return None
    limit = item.limits(kind)[THIRD]
    return Fraction(value) / Fraction(limit) - 1 if value > limit else None


def is_on_a_limit(values: Mapping[str, Decimal], kind: Kind, tables: WaterTables) -> bool:
    """Say whether a displayed value stands exactly on a limit, where hidden digits decide."""
    return any(
        values[key] in (item.limits(kind) if item.range is None else item.range)
        for key, item in tables.items.items()
        if key in values and item.counted
    )


def main_indicators(found: Section, tables: WaterTables) -> tuple[str, ...]:
    """Return the main pollution indicators with their multiples, at most three: 镉(0.2).

    Only of a section worse than class III: cyanide and heavy metals first, then the worse class,
    then the larger multiple. Multiples have one decimal; pH and dissolved oxygen have none.
    """
    if found.grade <= tables.good_upto:
        return ()
    over = [one for one in found.items if one.grade > tables.good_upto]
    over.sort(key=lambda one: (not one.item.metal, -one.grade, -(one.multiple or Fraction(0))))
    return tuple(_named(one) for one in over[: tables.most_indicators])


def _named(one: Judged) -> str:
    if one.multiple is None:
        return one.item.label
    return f"{one.item.label}({rounding.half_even(one.multiple, 1)})"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of a section; `undetected` items carry their detection limit."""

    values: Mapping[str, Decimal]
    undetected: frozenset[str] = frozenset()


def mean_values(samples: Sequence[Sample], tables: WaterTables) -> dict[str, Decimal]:
    """Return the mean concentrations of several samples: first the mean, then the class.

    Below detection counts half the limit; pH goes through the concentration of hydrogen ions.
    """
    told: dict[str, list[Decimal]] = {}
    below: dict[str, list[Decimal]] = {}
    acid: list[Decimal] = []
    with localcontext() as context:
        context.prec = PRECISION
        for sample in samples:
            for key, value in sample.values.items():
                if key == "pH":
                    acid.append(_acidity(value))
                else:
                    (below if key in sample.undetected else told).setdefault(key, []).append(value)
        out = {
            key: _mean(told.get(key, []), below.get(key, []), tables.undetected)
            for key in dict.fromkeys((*told, *below))
        }
    if acid:
        with localcontext() as context:
            context.prec = ACID_PRECISION
            out["pH"] = -(sum(acid, Decimal(0)) / len(acid)).log10()
    return out


@lru_cache(maxsize=2000)
def _acidity(value: Decimal) -> Decimal:
    """Return the concentration of hydrogen ions."""
    with localcontext() as context:
        context.prec = ACID_PRECISION
        return Decimal(10) ** -value


def _mean(told: Sequence[Decimal], below: Sequence[Decimal], share: Fraction) -> Decimal:
    """Return a mean; sums of readings are exact at this precision, so only the end divides."""
    if not below:
        return sum(told, Decimal(0)) / len(told)
    total = Fraction(sum(told, Decimal(0))) + Fraction(sum(below, Decimal(0))) * share
    total /= len(told) + len(below)
    return Decimal(total.numerator) / total.denominator


def year_is_valid(months: Collection[int], tables: WaterTables) -> bool:
    """Say whether a year has samples of enough months to be judged (normally 12)."""
    return len(set(months)) >= tables.months_of_year


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of the assessed sections are in each class."""

    counts: tuple[int, ...]
    good_upto: int

    @property
    def total(self) -> int:
        """Return how many sections were assessed."""
        return sum(self.counts)

    @property
    def good_count(self) -> int:
        """Return how many are I–III."""
        return sum(self.counts[: self.good_upto])

    @property
    def good(self) -> Fraction | None:
        """Return the exact share of I–III, None without a section."""
        return Fraction(self.good_count, self.total) if self.total else None

    @property
    def worst(self) -> Fraction | None:
        """Return the exact share worse than V."""
        return Fraction(self.counts[-1], self.total) if self.total else None

    @property
    def good_shown(self) -> str:
        """Return the share of I–III as bulletins print it."""
        return "--" if self.good is None else f"{rounding.half_even(self.good * 100, 1)}%"


def shares(grades: Sequence[int], tables: WaterTables) -> Shares:
    """Count the classes of sections."""
    held = Counter(grades)
    return Shares(tuple(held[number] for number in range(1, WORST + 1)), tables.good_upto)


@dataclass(frozen=True, slots=True)
class Basin:
    """What a river or basin is called, and by which of the two ways."""

    state: str
    shares: Shares
    grade: int | None


def basin(
    sections: Sequence[tuple[Kind, Mapping[str, Decimal]]], tables: WaterTables
) -> Basin | None:
    """Judge a river or basin: by shares from five sections on, below that by its mean."""
    judged = [
        (values, found)
        for kind, values in sections
        if (found := section(values, kind, tables)) is not None
    ]
    if not judged:
        return None
    counted = shares([found.grade for _, found in judged], tables)
    if len(judged) < tables.few_below:
        mean = mean_values([Sample(values) for values, _ in judged], tables)
        kinds = {kind for kind, _ in sections}
        whole = section(mean, Kind.LAKE if kinds == {Kind.LAKE} else Kind.RIVER, tables)
        assert whole is not None  # noqa: S101  every section judged above has an item of the 21
        return Basin(tables.state(whole.grade), counted, whole.grade)
    return Basin(share_state(counted, tables), counted, None)


def share_state(counted: Shares, tables: WaterTables) -> str:
    """Return the words for shares, by the first row that fits; "" without a section."""
    if counted.good is None or counted.worst is None:
        return ""
    for level in tables.levels:
        if level.good_least is not None and counted.good * 100 < level.good_least:
            continue
        if level.good_below is not None and counted.good * 100 >= level.good_below:
            continue
        if level.worst_least is not None and counted.worst * 100 < level.worst_least:
            continue
        return level.label
    return ""


def basin_indicators(sections: Sequence[Section], tables: WaterTables) -> tuple[str, ...]:
    """Return a river's main indicators: by the share of sections that exceed class III."""
    over = Counter(
        one.item.label for found in sections for one in found.items if one.grade > tables.good_upto
    )
    ordered = sorted(over.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        f"{label}({rounding.half_even(Fraction(count * 100, len(sections)), 1)}%)"
        for label, count in ordered[: tables.most_indicators]
    )


def section_change(now: int, then: int) -> str:
    """Return how a section's class changed between two periods."""
    if now == then:
        return "无明显变化"
    words = "明显" if abs(now - then) > 1 else "有所"
    return f"{words}{'好转' if now < then else '变差'}"


def share_change(now: Shares, then: Shares, tables: WaterTables) -> str:
    """Return how a river's shares changed: ΔG - ΔD in points, by size and by sign."""
    if now.good is None or then.good is None or now.worst is None or then.worst is None:
        return "不可比"
    points = ((now.good - then.good) - (now.worst - then.worst)) * 100
    if abs(points) <= tables.some_above:
        return "无明显变化"
    words = "明显" if abs(points) > tables.clear_above else "有所"
    return f"{words}{'好转' if points > 0 else '变差'}"


def spearman(values: Sequence[Fraction]) -> Fraction:
    """Return Spearman's rank correlation of five or more periods with time, ties averaged.

    :raises ValueError: with fewer than five periods.
    """
    count = len(values)
    if count < CLASSES:
        raise ValueError("秩相关分析至少需要五个时段。")
    squares = Fraction(0)
    for place, value in enumerate(values, start=1):
        below = sum(1 for one in values if one < value)
        same = sum(1 for one in values if one == value)
        squares += (Fraction(2 * below + same + 1, 2) - place) ** 2
    return 1 - 6 * squares / (count**3 - count)
