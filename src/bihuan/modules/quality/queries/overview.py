"""The province at a glance: 21 cities in a period, their air and their water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.quality import policies
from bihuan.modules.quality.queries import places, standing, waters
from bihuan.modules.quality.queries.files import water_tables_in_force
from bihuan.modules.quality.queries.lines import (
    AirLine,
    AirLines,
    air_lines,
    lined,
    month_sides,
    named,
)
from bihuan.modules.quality.queries.places import Place
from bihuan.modules.quality.rules import comparison, months, water
from bihuan.modules.quality.rules.trigger_book import last_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.waters import SectionClass
    from bihuan.modules.quality.rules.months import Period

PROVINCE = Place("510000", "四川省", "四川省", "province", "")


@dataclass(frozen=True, slots=True)
class WaterLine:
    """The sections of a city in a period and in the same months of last year."""

    place: Place
    counts: tuple[int, ...]
    """Sections of class 1 to 5, and worse than 5."""
    total: int
    good: int
    rate: str
    rate_then: str
    unknown: int
    """Sections of the register whose class cannot be told."""
    trend: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of the province shows."""

    period: str
    label: str
    air: AirLines
    water: tuple[WaterLine, ...]
    water_until: date | None
    province_water: WaterLine | None

    @property
    def best(self) -> AirLine | None:
        """Return the first of the ranking."""
        return next((line for line in self.air.lines if line.now.rank == 1), None)


def overview(*, period: str, actor: Actor, edition: str = "", sand: bool = True) -> Overview:
    """Return the cities of the province in a period such as 2026-09, 2026H1 or 2026.

    :raises ValueError: when the period or the edition is none.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    return standing.kept(
        ("overview", period, edition, sand),
        lambda: _overview(period, edition=edition, sand=sand),
    )


def _overview(period: str, *, edition: str, sand: bool) -> Overview:
    span = months.parse(period)
    known = places.cities()
    air = air_lines(known, span, edition=edition, sand=sand)
    ours, theirs, until = two_years(span)
    water_lines = tuple(water_line(one, ours, theirs) for one in known)
    whole = compared_waters(PROVINCE, ours, theirs) if ours else None
    return Overview(period, span.label, air, water_lines, until, whole)


def water_line(
    place: Place, now: Sequence[SectionClass], then: Sequence[SectionClass]
) -> WaterLine:
    """Return the sections of one city out of those of the province."""
    return compared_waters(
        place,
        [one for one in now if one.place == place.code],
        [one for one in then if one.place == place.code],
    )


def compared_waters(
    place: Place, now: Sequence[SectionClass], then: Sequence[SectionClass]
) -> WaterLine:
    """Put the sections of two years side by side; different lists are not comparable."""
    tables = water_tables_in_force()
    ours = {one.code: one.grade for one in now if one.grade is not None}
    theirs = {one.code: one.grade for one in then if one.grade is not None}
    shares, before = (water.shares(list(side.values()), tables) for side in (ours, theirs))
    found = comparison.compare_sections(ours, theirs, good_upto=tables.good_upto)
    return WaterLine(
        place,
        shares.counts,
        shares.total,
        shares.good_count,
        shares.good_shown,
        before.good_shown,
        len(now) - len(ours),
        found.trend.value,
        found.sentence,
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """Cities or counties of a period, best first."""

    period: str
    label: str
    level: str
    air: AirLines
    from_months: bool
    """The figures were told by the month (counties); nothing was computed from days."""


def ranking(
    *, period: str, actor: Actor, level: str = "city", edition: str = "", sand: bool = True
) -> Ranking:
    """Rank 21 cities (`city`) or 183 counties (`county`) over a period.

    Counties without days are ranked by the figures told for one month; percentiles of several
    months cannot be had from those of each.

    :raises ValueError: when the period, the level or the edition is none.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    if level not in {"city", "county"}:
        raise ValueError(f"“{level}”不是排名的层级，请写 city 或 county。")
    return standing.kept(
        ("ranking", period, level, edition, sand),
        lambda: _ranking(period, level, edition=edition, sand=sand),
    )


def _ranking(period: str, level: str, *, edition: str, sand: bool) -> Ranking:
    span = months.parse(period)
    known = places.cities() if level == "city" else places.counties()
    if level == "county" and span.first == span.last:
        year = named(edition, span.end)
        now = month_sides(known, span, edition=year)
        if now:
            then = month_sides(known, span.same_of(span.year - 1), edition=year)
            lines = lined(known, now, then, span, edition=year, until=span.end)
            return Ranking(period, span.label, level, lines, from_months=True)
    air = air_lines(known, span, edition=edition, sand=sand)
    return Ranking(period, span.label, level, air, from_months=False)


def two_years(
    span: Period, *, place: str = ""
) -> tuple[list[SectionClass], list[SectionClass], date | None]:
    """Return the classes of a period and of the same months last year, and how far they go."""
    held = waters.months_between(span.start, span.end, place=place)
    last = max((one.month for many in held.values() for one in many), default=None)
    if last is None:
        return [], [], None
    until = waters.month_end(last)
    register = waters.register(place=place)
    ours = [waters.classify(register[pk], many) for pk, many in held.items() if pk in register]
    before = span.same_of(span.year - 1)
    old = waters.months_between(before.start, month_end_last_year(until), place=place)
    theirs = [waters.classify(register[pk], many) for pk, many in old.items() if pk in register]
    return ours, theirs, until


def month_end_last_year(until: date) -> date:
    """Return the end of the same month a year before; February has its own."""
    return waters.month_end(last_year(until).replace(day=1))
