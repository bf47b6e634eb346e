"""One line per place: the figures of a period beside the same days of last year, on one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.models import PlaceMonth
from bihuan.modules.quality.queries import books
from bihuan.modules.quality.queries.files import air_tables
from bihuan.modules.quality.rules import city_book, comparison, periods, rounding
from bihuan.modules.quality.rules.periods import Counted, DayCount, Figures
from bihuan.modules.quality.rules.tables import POLLUTANTS, SCALE
from bihuan.modules.quality.rules.trigger_book import last_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.modules.quality.queries.places import Place
    from bihuan.modules.quality.rules.city_book import Book
    from bihuan.modules.quality.rules.months import Period

NOTHING = DayCount(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Side:
    """What a place came to in one period."""

    rank: int | None
    index: str
    figures: tuple[str, ...]
    """As printed, in the order SO2 NO2 PM10 CO O3 PM25; "--" where there is none."""
    pm25: str
    """With one decimal."""
    main: tuple[str, ...]
    days: Counted
    enough: bool
    remark: str

    @property
    def rate(self) -> str:
        """Return the share of good days as printed."""
        found = self.days.with_sand.rate
        return "--" if found is None else f"{rounding.half_even(found * 100, 1)}%"


EMPTY = Side(
    None, "--", ("--",) * 6, "--", (), Counted(NOTHING, NOTHING), enough=False, remark="没有数据。"
)


@dataclass(frozen=True, slots=True)
class AirLine:
    """A place in a period and in the same days of last year."""

    place: Place
    now: Side
    then: Side
    index_change: str
    """In percent with its sign: "-9.0%"; "--" where either side has none."""
    pm25_change: str
    good_change: int | None
    trend: str
    """`better`, `same`, `worse` or `not_comparable`, by good days."""
    sentence: str


@dataclass(frozen=True, slots=True)
class AirLines:
    """All places of a period, best first; those without an index last."""

    edition: str
    limits: str
    until: date | None
    lines: tuple[AirLine, ...]


def named(edition: str, on: date) -> str:
    """Return the year an edition is named by: the one asked for, or that in force on a day."""
    return air_tables().aqi_edition(edition or on).key.rsplit("-", 1)[1]


def air_lines(
    places: Sequence[Place], span: Period, *, edition: str = "", sand: bool = True
) -> AirLines:
    """Return the lines of places from their days.

    Without a named edition it is the one in force on the last day; both years are judged by it.
    """
    codes = [one.code for one in places]
    year = named(edition, span.end)
    book = books.book(codes, span.start, span.end)
    before = span.same_of(span.year - 1)
    old = books.book(codes, before.start, before.end)
    if book is not None and old is not None and book.until < span.end:
        old = old.cut(before.start, last_year(book.until))
    now = sides(book, span, edition=year, sand=sand)
    then = sides(old, before, edition=year, sand=sand)
    until = None if book is None else book.until
    return lined(places, now, then, span, edition=year, until=until)


def lined(
    places: Sequence[Place],
    now: dict[str, Side],
    then: dict[str, Side],
    span: Period,
    *,
    edition: str,
    until: date | None,
) -> AirLines:
    """Put two years side by side, best first."""
    tables = air_tables()
    key = tables.aqi_edition(edition).key
    found = [_line(one, now.get(one.code), then.get(one.code), span, key) for one in places]
    found.sort(key=lambda one: (one.now.rank is None, one.now.rank or 0, one.place.code))
    return AirLines(key, tables.index_limits(edition).key, until, tuple(found))


def sides(book: Book | None, span: Period, *, edition: str, sand: bool) -> dict[str, Side]:
    """Return what every place of a book came to, by code."""
    if book is None:
        return {}
    values = book.values if sand else periods.without_sand(book.values, book.sand)
    summary = periods.summarise(values)
    number = {code: place for place, code in enumerate(book.cities)}
    lines = city_book.rank_lines(book, span, air_tables(), edition=edition, sand=sand)
    return {
        line.city: Side(
            line.rank,
            line.index,
            line.figures,
            summary.city(number[line.city]).shown("PM25", 1),
            line.main,
            line.days,
            line.enough,
            line.remark,
        )
        for line in lines
    }


def month_sides(places: Sequence[Place], span: Period, *, edition: str) -> dict[str, Side]:
    """Return what places came to in one month as they were told, where there are no days."""
    rows = PlaceMonth.objects.filter(current=True, month=span.start)
    limits = air_tables().index_limits(edition)
    wanted = {one.code for one in places}
    held = [row for row in rows if row.place in wanted]
    found: dict[str, Side] = {}
    for row in held:
        told = (row.so2, row.no2, row.pm10, row.co, row.o3, row.pm25)
        figures = Figures(
            tuple(
                None if one is None else Fraction(one) * SCALE.get(item, 1)
                for item, one in zip(POLLUTANTS, told, strict=True)
            ),
            (row.valid or 0,) * len(POLLUTANTS),
        )
        composite = periods.composite(figures, limits)
        days = DayCount(row.good or 0, row.heavy or 0, row.valid or 0)
        found[row.place] = Side(
            None,
            "--" if composite is None else str(composite.index),
            tuple(figures.shown(item) for item in POLLUTANTS),
            figures.shown("PM25", 1),
            () if composite is None else composite.main,
            Counted(days, days),
            enough=composite is not None,
            remark="" if composite is not None else "六项指标不全，不参加排名。",
        )
    indices = [None if one.index == "--" else Decimal(one.index) for one in found.values()]
    ranked = periods.ranks(indices)
    return {
        code: replace(side, rank=rank)
        for (code, side), rank in zip(found.items(), ranked, strict=True)
    }


def _line(place: Place, now: Side | None, then: Side | None, span: Period, table: str) -> AirLine:
    ours, theirs = now or EMPTY, then or EMPTY
    compared = comparison.compare_days(
        comparison.Side(f"{span.year}年", table, ours.days.with_sand),
        comparison.Side(f"{span.year - 1}年同期", table, theirs.days.with_sand),
    )
    return AirLine(
        place,
        ours,
        theirs,
        _rate(ours.index, theirs.index),
        _rate(ours.pm25, theirs.pm25),
        compared.difference,
        compared.trend.value,
        compared.sentence,
    )


def _rate(now: str, then: str) -> str:
    if "--" in {now, then}:
        return "--"
    found = periods.change_rate(Decimal(now), Decimal(then))
    return "--" if found is None else f"{found:+}%"
