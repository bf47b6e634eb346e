"""Targets of a year held against what was reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.models import YearTarget
from bihuan.modules.quality.queries import waters
from bihuan.modules.quality.queries.files import air_tables, water_tables_in_force
from bihuan.modules.quality.rules import comparison, periods, water
from bihuan.modules.quality.rules.tables import POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.modules.quality.queries.waters import SectionClass
    from bihuan.modules.quality.rules.city_book import Book

WATER_TABLE = "GB 3838-2002"


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator a target may be set for."""

    key: str
    label: str
    unit: str
    smaller_is_better: bool
    decimals: int = 1


MEASURES = {
    one.key: one
    for one in (
        Measure("pm25", "PM2.5年均浓度", "微克/立方米", smaller_is_better=True),
        Measure("good_rate", "优良天数比例", "%", smaller_is_better=False),
        Measure("heavy", "重污染天数", "天", smaller_is_better=True, decimals=0),
        Measure("good_water", "水质优良断面比例", "%", smaller_is_better=False),
        Measure(waters.GRADE, "断面水质类别", "类", smaller_is_better=True, decimals=0),
    )
}
"""By the key that files write."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target of a place and what has been reached so far."""

    key: str
    label: str
    year: int
    value: str
    found: str
    met: bool | None
    sentence: str
    basis: str


def indicators(
    book: Book | None, code: str, sections: Sequence[SectionClass], *, edition: str
) -> dict[str, comparison.Indicator]:
    """Return the four indicators of a place over the days and sections given."""
    found: dict[str, comparison.Indicator] = {}
    if book is not None and code in book.cities:
        table = air_tables().aqi_edition(edition)
        number = book.cities.index(code)
        figures = periods.summarise(book.values[:, :, number : number + 1]).city(0)
        counted = book.counts(table)[number].with_sand
        fine = figures.figures[POLLUTANTS.index("PM25")]
        found["pm25"] = _indicator("pm25", fine, table.key)
        rate = None if counted.rate is None else counted.rate * 100
        found["good_rate"] = _indicator("good_rate", rate, table.key)
        heavy = Fraction(counted.heavy) if counted.valid else None
        found["heavy"] = _indicator("heavy", heavy, table.key)
    grades = [one.grade for one in sections if one.grade is not None]
    good = water.shares(grades, water_tables_in_force()).good
    share = None if good is None else good * 100
    found["good_water"] = _indicator("good_water", share, WATER_TABLE)
    return found


def _indicator(key: str, value: Fraction | None, table: str) -> comparison.Indicator:
    one = MEASURES[key]
    return comparison.Indicator(
        key, one.label, value, table, one.smaller_is_better, one.decimals, one.unit
    )


def of_year(year: int, *, place: str = "") -> dict[str, list[YearTarget]]:
    """Return the targets of places (not of sections) in a year, by place."""
    rows = YearTarget.objects.filter(current=True, year=year, section="").order_by("place", "key")
    if place:
        rows = rows.filter(place=place)
    found: dict[str, list[YearTarget]] = {}
    for row in rows:
        found.setdefault(row.place, []).append(row)
    return found


def held(
    rows: Sequence[YearTarget], reached: Mapping[str, comparison.Indicator]
) -> tuple[TargetLine, ...]:
    """Hold the targets of one place against its indicators."""
    lines = []
    for row in rows:
        one = MEASURES[row.key]
        indicator = reached.get(row.key) or _indicator(row.key, None, row.edition)
        target = comparison.Target(
            row.key,
            one.label,
            row.year,
            Fraction(row.value),
            row.edition,
            row.basis,
            one.smaller_is_better,
        )
        answer = comparison.against_target(target, indicator)
        shown = f"{row.value.normalize():f}{one.unit}"
        lines.append(
            TargetLine(
                row.key,
                one.label,
                row.year,
                shown,
                indicator.shown,
                answer.met,
                answer.sentence,
                row.basis,
            )
        )
    return tuple(lines)
