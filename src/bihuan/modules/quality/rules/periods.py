"""From city days to a period: means, percentiles, composite index, ranking, good and heavy days."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from bihuan.modules.quality.rules import rounding
from bihuan.modules.quality.rules.air import GOOD, HEAVY
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS, SCALE, IndexLimits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Whole = NDArray[np.signedinteger[Any]]

PERCENTILES = {"CO": 95, "O3": 90}
"""Pollutants judged by a percentile of days; the others by their mean (HJ 663)."""

HUNDRED = 100
FAR = np.iinfo(np.int32).max
"""Stands for a missing day while days are sorted: it comes last and is never read."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The six figures of one city and period, exact, in whole parts (CO in 0.1 mg/m³)."""

    figures: tuple[Fraction | None, ...]
    days: tuple[int, ...]

    def shown(self, item: str, decimals: int | None = None) -> str:
        """Return one figure as bulletins print it: µg/m³ whole, CO one decimal, unless asked."""
        figure = self.figures[POLLUTANTS.index(item)]
        if figure is None:
            return "--"
        places = (1 if item in SCALE else 0) if decimals is None else decimals
        return str(rounding.half_even(figure / SCALE.get(item, 1), places))


def percentile(values: Sequence[int], percent: int) -> Fraction:
    """Return the percentile of whole values by linear interpolation, exactly.

    k = 1 + (n-1)·p; m = X(s) + (X(s+1)-X(s))·(k-s), s the whole part of k.
    basis: HJ 663-2013 附录A (from memory; two public implementations agree).

    :raises ValueError: without values.
    """
    if not values:
        raise ValueError("没有有效数据，不能计算百分位数。")
    ordered = sorted(values)
    rank, part = divmod(HUNDRED + (len(ordered) - 1) * percent, HUNDRED)
    below = ordered[rank - 1]
    above = ordered[min(rank, len(ordered) - 1)]
    return Fraction(below * (HUNDRED - part) + above * part, HUNDRED)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of many cities, exact: `numerators / denominators`, both `[pollutant, city]`.

    A figure without a valid day has the denominator 0.
    """

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]
    days: NDArray[np.int64]

    def city(self, place: int) -> Figures:
        """Return the figures of one city."""
        return Figures(
            tuple(
                Fraction(int(above), int(below)) if below else None
                for above, below in zip(
                    self.numerators[:, place], self.denominators[:, place], strict=True
                )
            ),
            tuple(int(count) for count in self.days[:, place]),
        )


def summarise(cities: Whole) -> Table:
    """Summarise the whole city days `[pollutant, day, city]` of one period; -1 is missing."""
    gaps = (cities < 0).sum(axis=1)
    held = cities.shape[1] - gaps
    numerators = cities.sum(axis=1, dtype=np.int64) + gaps
    denominators = held.astype(np.int64)
    for item, percent in PERCENTILES.items():
        place = POLLUTANTS.index(item)
        numerators[place] = _percentiles(cities[place], held[place], percent)
        denominators[place] = np.where(held[place] > 0, HUNDRED, 0)
    return Table(numerators, denominators, held.astype(np.int64))


def _percentiles(days: Whole, held: NDArray[Any], percent: int) -> NDArray[np.int64]:
    """Return the percentile of each column `[day, city]` in hundredths of a whole part."""
    ordered = np.sort(np.where(days < 0, FAR, days), axis=0)
    rank, part = np.divmod(HUNDRED + np.maximum(held - 1, 0) * percent, HUNDRED)
    below = np.take_along_axis(ordered, (rank - 1)[None], axis=0)[0].astype(np.int64)
    last = np.maximum(held - 1, 0)
    upper = np.minimum(rank, last)
    above = np.take_along_axis(ordered, upper[None], axis=0)[0].astype(np.int64)
    found: NDArray[np.int64] = below * (HUNDRED - part) + above * part
    return np.where(held > 0, found, 0)


def period(city: Whole) -> Figures:
    """Summarise the whole city days `[pollutant, day]` of one city and period."""
    return summarise(city[:, :, None]).city(0)


@dataclass(frozen=True, slots=True)
class Composite:
    """The composite index of one city, its six singles and what contributes most."""

    index: Decimal
    singles: tuple[Decimal, ...]

    @property
    def main(self) -> tuple[str, ...]:
        """Return the main pollutants: the largest single index, ties all."""
        top = max(self.singles)
        return tuple(
            item for item, single in zip(POLLUTANTS, self.singles, strict=True) if single == top
        )


def composite(figures: Figures, limits: IndexLimits, *, decimals: int = 2) -> Composite | None:
    """Return the composite index, or None when one of the six figures is missing.

    The six concentrations are rounded as published (whole, CO to 0.1), each single index is
    rounded half to even, then they are added: the only reading that reproduces all published
    results at hand. basis: 城市环境空气质量排名技术规定; rounding as in published values.
    """
    singles: list[Decimal] = []
    for figure, limit in zip(figures.figures, limits.limits, strict=True):
        if figure is None:
            return None
        whole = rounding.divided(figure.numerator, figure.denominator)
        singles.append(rounding.half_even(Fraction(whole, limit), decimals))
    return Composite(sum(singles, Decimal(0)), tuple(singles))


def composites(table: Table, limits: IndexLimits, *, decimals: int = 2) -> NDArray[np.int64]:
    """Return the composite index of every city in units of the last decimal; -1 is none."""
    exists = (table.denominators > 0).all(axis=0)
    whole = rounding.divided_blocks(table.numerators, np.maximum(table.denominators, 1))
    divisors = np.array(limits.limits, dtype=np.int64)[:, None]
    singles = rounding.divided_blocks(whole * 10**decimals, divisors)
    return np.where(exists, singles.sum(axis=0), NOT_COMPUTED)


def ranks(indices: Sequence[Decimal | int | None]) -> list[int | None]:
    """Return ranks: small is good, equal index equal rank, the next rank is skipped.

    Cities without an index get no rank.
    """
    ordered = sorted(value for value in indices if value is not None)
    first: dict[Decimal | int, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in indices]


def rank_blocks(indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same ranks for whole indices; 0 for a city without one (-1)."""
    ordered = np.sort(indices[indices >= 0])
    place = np.searchsorted(ordered, indices, side="left") + 1
    return np.where(indices >= 0, place, 0)


def change_rate(now: Decimal | Fraction, then: Decimal | Fraction) -> Decimal | None:
    """Return (now - then)/then in percent to one decimal, None when there was nothing then."""
    before = Fraction(then)
    if not before:
        return None
    return rounding.half_even((Fraction(now) - before) / before * 100, 1)


@dataclass(frozen=True, slots=True)
class DayCount:
    """Good, heavy and valid days of one city and period."""

    good: int
    heavy: int
    valid: int

    @property
    def rate(self) -> Fraction | None:
        """Return the exact share of good days, None without a valid day."""
        return Fraction(self.good, self.valid) if self.valid else None


@dataclass(frozen=True, slots=True)
class Counted:
    """The same days twice: as they were, and without days of sand that were over the line."""

    with_sand: DayCount
    without_sand: DayCount


def count_days(aqi: NDArray[np.int16], sand: NDArray[np.bool_] | None = None) -> Counted:
    """Count the days of one city: good is AQI ≤ 100, heavy over 200, both of valid days only.

    `sand` marks days that the national centre declared as sand and dust. Without sand, a marked
    day that was over the line is taken out altogether; a marked good day stays.
    basis: HJ 633; 环办监测 2016 年第120号 (how marked days are taken out: to be verified).
    """
    marked = np.zeros(aqi.shape, dtype=np.bool_) if sand is None else sand
    return Counted(_count(aqi), _count(aqi[~(marked & (aqi > GOOD))]))


def _count(aqi: NDArray[np.int16]) -> DayCount:
    valid = aqi >= 0
    return DayCount(
        good=int((valid & (aqi <= GOOD)).sum()),
        heavy=int((aqi > HEAVY).sum()),
        valid=int(valid.sum()),
    )


def without_sand(cities: Whole, sand: NDArray[np.bool_]) -> Whole:
    """Return city days with particles missing on days of sand `[day, city]`.

    Concentrations and the composite index are told without sand (national report 2021-07, note).
    """
    out = cities.copy()
    for item in ("PM10", "PM25"):
        out[POLLUTANTS.index(item)][sand] = NOT_COMPUTED
    return out
