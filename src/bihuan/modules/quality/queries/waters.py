"""Sections and their classes over a period: first the mean of the months, then the class."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bihuan.modules.quality.models import Section, SectionMonth, YearTarget
from bihuan.modules.quality.queries.files import water_tables_in_force
from bihuan.modules.quality.rules import water
from bihuan.modules.quality.rules.water_tables import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bihuan.modules.quality.rules.months import Period

DAY = timedelta(days=1)
GRADE = "grade"
"""The key of a target that is a class of a section."""


@dataclass(frozen=True, slots=True)
class Month:
    """One section and month as it was told."""

    month: date
    grade: int | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SectionClass:
    """The class of a section over a period."""

    code: str
    name: str
    place: str
    water: str
    kind: str
    national: bool
    months: int
    grade: int | None
    """1…6, None when it cannot be told."""
    main: tuple[str, ...]
    remark: str = ""

    @property
    def word(self) -> str:
        """Return the class as reports write it, "--" when it cannot be told."""
        return "--" if self.grade is None else water_tables_in_force().word(self.grade)


def sample_of(values: Mapping[str, str]) -> water.Sample:
    """Return the concentrations of a month; "<0.025" is below that detection limit."""
    below = frozenset(key for key, text in values.items() if text.startswith("<"))
    return water.Sample({key: _number(text) for key, text in values.items()}, below)


@lru_cache(maxsize=10_000)
def _number(text: str) -> Decimal:
    """Read a figure; the same few digits come again and again."""
    return Decimal(text.lstrip("<"))


def classify(section: Section, months: Sequence[Month]) -> SectionClass:
    """Judge one section over its months."""
    tables = water_tables_in_force()
    grade, remark = None, ""
    main: tuple[str, ...] = ()
    samples = [sample_of(one.values) for one in months if one.values]
    if samples and len(samples) == len(months):
        means = water.mean_values(samples, tables)
        found = water.section(means, Kind(section.kind), tables)
        if found is not None:
            grade, main = found.grade, water.main_indicators(found, tables)
    if len(months) == 1 and months[0].grade is not None:
        if grade is not None and grade != months[0].grade:
            remark = f"按浓度计算为{tables.word(grade)}类，与公布类别不同，采用公布类别。"
        grade = months[0].grade
    elif months and grade is None:
        remark = "有月份只有类别、没有浓度，多个月的类别不能由各月类别平均得出。"
    return SectionClass(
        section.code,
        section.name,
        section.place,
        section.water,
        section.kind,
        section.national,
        len(months),
        grade,
        main,
        remark,
    )


@lru_cache(maxsize=1000)
def month_end(month: date) -> date:
    """Return the last day of the month that begins on this day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def told_until(first: date, last: date) -> date | None:
    """Return the end of the last month between two days any section was told of."""
    whole = last if last == month_end(last.replace(day=1)) else last.replace(day=1) - DAY
    rows = SectionMonth.objects.filter(current=True, month__gte=first, month__lte=whole)
    newest = rows.order_by("-month").values_list("month", flat=True).first()
    return None if newest is None else month_end(newest)


def months_between(
    first: date, last: date, *, place: str = "", section: str = ""
) -> dict[int, list[Month]]:
    """Return the months that lie wholly between two days, by section."""
    rows = SectionMonth.objects.filter(current=True, month__gte=first, month__lte=last)
    if place:
        rows = rows.filter(section__place=place)
    if section:
        rows = rows.filter(section__code=section)
    found: dict[int, list[Month]] = defaultdict(list)
    told = rows.order_by("month").values_list("section_id", "month", "grade", "values")
    for pk, month, grade, values in told:
        if month_end(month) <= last:
            found[pk].append(Month(month, grade, values))
    return found


def register(*, place: str = "") -> dict[int, Section]:
    """Return the sections, or those of one city, by their key."""
    rows = Section.objects.order_by("place", "code")
    if place:
        rows = rows.filter(place=place)
    return {row.pk: row for row in rows}


def classes(span: Period, *, until: date | None = None, place: str = "") -> list[SectionClass]:
    """Return the class of every section that has months in the period."""
    last = min(span.end, until) if until else span.end
    held = months_between(span.start, last, place=place)
    return [
        classify(section, held[pk]) for pk, section in register(place=place).items() if held.get(pk)
    ]


def grade_targets(year: int) -> dict[str, int]:
    """Return the class each section has to reach in a year, by code."""
    rows = YearTarget.objects.filter(current=True, year=year, key=GRADE).exclude(section="")
    return {code: int(value) for code, value in rows.values_list("section", "value")}
