"""One city: every day of a year, its months, this year against last, its sections, its margins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality import policies
from bihuan.modules.quality.queries import books, facts, places, sheets, standing, targets, waters
from bihuan.modules.quality.queries.files import air_tables
from bihuan.modules.quality.queries.lines import AirLine, air_lines, named, sides
from bihuan.modules.quality.queries.overview import (
    WaterLine,
    compared_waters,
    month_end_last_year,
)
from bihuan.modules.quality.rules import air, comparison, months
from bihuan.modules.quality.rules.tables import POLLUTANTS
from bihuan.modules.quality.rules.trigger_book import last_year

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.lines import Side
    from bihuan.modules.quality.queries.places import Place
    from bihuan.modules.quality.queries.sheets import SheetView
    from bihuan.modules.quality.queries.waters import SectionClass
    from bihuan.modules.quality.rules.city_book import Book

CATEGORIES = 6


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the calendar; `aqi` is None where it cannot be told."""

    day: date
    aqi: int | None
    level: int
    """1 (good) to 6 (severe), 0 where there is no index."""
    category: str
    primary: tuple[str, ...]
    values: tuple[int | None, ...]
    """In the order SO2 NO2 PM10 CO O3 PM25; CO in 0.1 mg/m³, others in µg/m³."""
    sand: bool


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month of the trend, beside the same month of last year."""

    month: date
    now: Side | None
    then: Side | None


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section this year and last, with what it has to reach."""

    now: SectionClass
    then: SectionClass | None
    target: int | None

    @property
    def below_target(self) -> bool:
        """Say whether its class is worse than its target."""
        return (
            self.target is not None
            and self.now.grade is not None
            and (self.now.grade > self.target)
        )


@dataclass(frozen=True, slots=True)
class CityPage:
    """Everything the page of a city shows."""

    place: Place
    year: int
    edition: str
    limits: str
    until: date | None
    days: tuple[DayCell, ...]
    months: tuple[MonthPoint, ...]
    line: AirLine
    bottom_line: tuple[comparison.Finding, ...]
    targets: tuple[targets.TargetLine, ...]
    sections: tuple[SectionPair, ...]
    water: WaterLine
    sheet: SheetView | None
    """None for whoever does not answer for the city."""


def city_page(code: str, *, year: int, on: date, actor: Actor, edition: str = "") -> CityPage:
    """Return the page of a city for a year, as far as there are readings on a day.

    :raises UnknownPlace: there is no such city.
    :raises ValueError: when the edition is none.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    page = standing.kept(
        ("city", code, year, on, edition),
        lambda: _city_page(code, year=year, on=on, edition=edition),
    )
    return page if policies.sees_sheets(actor, code) else replace(page, sheet=None)


def _city_page(code: str, *, year: int, on: date, edition: str) -> CityPage:
    place = places.place(code)
    span = months.Period(year, 1, months.MONTHS)
    last = min(on, span.end)
    table = air_tables().aqi_edition(named(edition, last))
    name = named(edition, last)
    book = books.book([code], span.start, last)
    old = books.book([code], date(year - 1, 1, 1), date(year - 1, 12, 31))
    water_now = waters.months_between(span.start, last, place=code)
    until = max(
        (waters.month_end(one.month) for many in water_now.values() for one in many), default=None
    )
    register = waters.register(place=code)
    ours = [waters.classify(register[pk], many) for pk, many in water_now.items()]
    theirs: list[SectionClass] = []
    if until is not None:
        before = waters.months_between(date(year - 1, 1, 1), month_end_last_year(until), place=code)
        theirs = [waters.classify(register[pk], many) for pk, many in before.items()]
    sheet = None
    if place.level == "city":
        sheet = sheets.view(facts.sheets(on, year=year, edition=name, only=[code])[0], year)
    lines = air_lines([place], span, edition=name)
    reached = targets.indicators(book, code, ours, edition=name)
    return CityPage(
        place,
        year,
        table.key,
        lines.limits,
        None if book is None else book.until,
        () if book is None else day_cells(book, name),
        _months(book, old, year, last, name),
        lines.lines[0],
        bottom_line(book, old, code, ours, theirs, edition=name),
        targets.held(targets.of_year(year, place=code).get(code, ()), reached),
        _pairs(ours, theirs, waters.grade_targets(year)),
        compared_waters(place, ours, theirs),
        sheet,
    )


def day_cells(book: Book, edition: str) -> tuple[DayCell, ...]:
    """Return the days of the first place of a book."""
    tables = air_tables()
    table = tables.aqi_edition(edition)
    index = air.index(book.values, table)
    published = index.published(table)
    primary = index.primary
    cells = []
    for row in range(book.values.shape[1]):
        number = int(published[row, 0])
        category = tables.category(number)
        cells.append(
            DayCell(
                book.start + timedelta(days=row),
                number if number >= 0 else None,
                _level(number),
                category,
                tuple(POLLUTANTS[int(one)] for one in np.flatnonzero(primary[:, row, 0]))
                if number >= 0
                else (),
                tuple(int(one) if one >= 0 else None for one in book.values[:, row, 0]),
                bool(book.sand[row, 0]),
            )
        )
    return tuple(cells)


def _level(aqi: int) -> int:
    if aqi < 0:
        return 0
    steps = [upto for upto, _ in air_tables().categories]
    return next((number for number, upto in enumerate(steps, start=1) if aqi <= upto), CATEGORIES)


def _months(
    book: Book | None, old: Book | None, year: int, last: date, edition: str
) -> tuple[MonthPoint, ...]:
    points = []
    for number in range(1, months.MONTHS + 1):
        span = months.Period(year, number, number)
        found = [
            _of_month(held, one, edition)
            for held, one in ((book, span), (old, span.same_of(year - 1)))
        ]
        if span.start <= last or found[1] is not None:
            points.append(MonthPoint(span.start, found[0], found[1]))
    return tuple(points)


def _of_month(book: Book | None, span: months.Period, edition: str) -> Side | None:
    part = None if book is None else book.cut(span.start, span.end)
    if part is None:
        return None
    return next(iter(sides(part, span, edition=edition, sand=True).values()), None)


def bottom_line(
    book: Book | None,
    old: Book | None,
    code: str,
    ours: list[SectionClass],
    theirs: list[SectionClass],
    *,
    edition: str,
) -> tuple[comparison.Finding, ...]:
    """Hold every indicator of a place against the same days and months of last year."""
    if book is not None and old is not None:
        old = old.cut(old.start, last_year(book.until))
    now = targets.indicators(book, code, ours, edition=edition)
    then = targets.indicators(old, code, theirs, edition=edition)
    if {one.code for one in ours} != {one.code for one in theirs}:
        then.pop("good_water", None)
    return comparison.bottom_line(tuple(now.values()), tuple(then.values()))


def _pairs(
    ours: list[SectionClass], theirs: list[SectionClass], goals: dict[str, int]
) -> tuple[SectionPair, ...]:
    before = {one.code: one for one in theirs}
    return tuple(SectionPair(one, before.get(one.code), goals.get(one.code)) for one in ours)
