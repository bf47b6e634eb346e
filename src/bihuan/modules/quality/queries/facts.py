"""What the interview rule asks about every city, out of the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bihuan.modules.quality.models import PublishedRank
from bihuan.modules.quality.queries import books, places, targets, waters
from bihuan.modules.quality.queries.files import air_tables, interview_rule, water_tables_in_force
from bihuan.modules.quality.rules import trigger_book, trigger_facts, triggers
from bihuan.modules.quality.rules.trigger_policy import Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.modules.quality.models import Section
    from bihuan.modules.quality.queries.places import Place
    from bihuan.modules.quality.queries.waters import Month, SectionClass
    from bihuan.modules.quality.rules.city_book import Book
    from bihuan.modules.quality.rules.trigger_facts import Facts, Rank
    from bihuan.modules.quality.rules.triggers import Sheet

WATER_TERMS = (Term.HALF, Term.YEAR)
"""Rows about sections look at these terms."""


@dataclass(frozen=True, slots=True)
class Found:
    """The trigger sheet of a city and what it was computed with."""

    place: Place
    sheet: Sheet
    edition: str
    until: date | None
    targets: tuple[targets.TargetLine, ...]


@dataclass(frozen=True, slots=True)
class Waters:
    """The sections of one term in two years, by city."""

    now: Mapping[str, list[SectionClass]]
    then: Mapping[str, list[SectionClass]]
    until: date


def sheets(
    on: date, *, year: int | None = None, edition: str = "", only: Sequence[str] = ()
) -> list[Found]:
    """Apply the interview rule to the cities on a day, both years under one named edition.

    `year` is the year that is judged: that of the day unless named; a whole year is judged when
    it is over. Without a named edition it is the one in force on the last day that counts.

    :raises ValueError: when the day lies before the rule, or the edition is none.
    """
    policy = interview_rule()
    known = [one for one in places.cities() if not only or one.code in only]
    year = year or on.year
    last = min(on, date(year, 12, 31))
    table = air_tables().aqi_edition(edition or last)
    # Last year whole: a projection looks at what the rest of the term brought then.
    # One city alone is judged over the days of all, as it is among all.
    first = date(year - 1, 1, 1)
    days = books.extent(first, last) if only else None
    book = books.book([one.code for one in known], first, last, days=days)
    alone = only[0] if len(only) == 1 else ""
    terms = _waters(year, on, place=alone)
    facts = _air_facts(known, book, year, on, table.key)
    ranks, water_ranks = _ranks(year)
    goals = waters.grade_targets(year)
    held = _targets(known, book, terms.get(Term.YEAR), last, table.key)
    out = []
    for place, one in zip(known, facts, strict=True):
        full = replace(
            one,
            code=place.code,
            ranks=ranks.get(place.code, {}),
            water_rank=water_ranks.get(place.code),
            sections=_sections(terms, place.code, goals),
            targets=tuple(
                trigger_facts.YearTarget(line.label, line.met) for line in held[place.code]
            ),
        )
        until = None if book is None or full.heavy is None else full.heavy.until
        out.append(Found(place, triggers.sheet(full, policy), table.key, until, held[place.code]))
    return out


def _air_facts(
    known: Sequence[Place], book: Book | None, year: int, on: date, edition: str
) -> list[Facts]:
    policy = interview_rule()
    if book is None:
        return [
            trigger_facts.Facts(
                place.code, place.stem, year, on, in_ranking=place.stem in policy.ranked
            )
            for place in known
        ]
    named = replace(book, cities=tuple(place.stem for place in known))
    return trigger_book.facts(named, on, air_tables().aqi_edition(edition), policy, year=year)


def _ranks(year: int) -> tuple[dict[str, dict[Term, Rank]], dict[str, Rank]]:
    air: dict[str, dict[Term, Rank]] = defaultdict(dict)
    water: dict[str, Rank] = {}
    for row in PublishedRank.objects.filter(current=True, year=year):
        rank = trigger_facts.Rank(
            row.now,
            row.then,
            row.total,
            row.now_edition or "未注明",
            row.then_edition or row.now_edition or "未注明",
            row.source,
        )
        if row.matter == "air":
            air[row.place][Term(row.term)] = rank
        elif row.term == Term.YEAR.value:
            water[row.place] = rank
    return air, water


def _waters(year: int, on: date, *, place: str = "") -> dict[Term, Waters]:
    """Return the sections of each term; none while there is nothing, or not all of an ended term.

    How far the readings go is asked of the whole province, so that one city alone is judged as it
    is among all. Every term begins in January, so the longest is read and the others are cut out.
    """
    ends: dict[Term, date] = {}
    for term in WATER_TERMS:
        span = term.span(year)
        until = waters.told_until(span.start, min(span.end, on))
        if until is not None and (on <= span.end or until >= span.end):
            ends[term] = until
    if not ends:
        return {}
    last = max(ends.values())
    now = waters.months_between(date(year, 1, 1), last, place=place)
    then = waters.months_between(date(year - 1, 1, 1), _year_before(last), place=place)
    register = waters.register(place=place)
    found = {}
    for term, until in ends.items():
        whole = term is Term.YEAR and on > term.span(year).end
        needed = water_tables_in_force().months_of_year if whole else 0
        found[term] = Waters(
            _classes(register, _cut(now, until), needed),
            _classes(register, _cut(then, _year_before(until)), needed),
            until,
        )
    return found


def _year_before(until: date) -> date:
    return waters.month_end(date(until.year - 1, until.month, 1))


def _cut(held: Mapping[int, list[Month]], until: date) -> dict[int, list[Month]]:
    kept = {pk: [one for one in many if one.month <= until] for pk, many in held.items()}
    return {pk: many for pk, many in kept.items() if many}


def _classes(
    register: Mapping[int, Section], held: Mapping[int, list[Month]], needed: int
) -> dict[str, list[SectionClass]]:
    found: dict[str, list[SectionClass]] = defaultdict(list)
    for pk, many in held.items():
        judged = waters.classify(register[pk], many)
        if judged.months < needed:
            judged = replace(judged, grade=None, remark=f"全年只有{judged.months}个月有数据。")
        found[judged.place].append(judged)
    return found


def _sections(
    terms: Mapping[Term, Waters], place: str, goals: Mapping[str, int]
) -> dict[Term, trigger_facts.Sections]:
    found = {}
    for term, held in terms.items():
        now, then = held.now.get(place, []), held.then.get(place, [])
        if not now:
            continue
        named = _names((*now, *then))
        found[term] = trigger_facts.Sections(
            {named[one.code]: one.grade for one in now if one.grade is not None},
            {named[one.code]: one.grade for one in then if one.grade is not None},
            {named[one.code]: goals[one.code] for one in now if one.national and one.code in goals},
            held.until,
        )
    return found


def _names(sections: Sequence[SectionClass]) -> dict[str, str]:
    """Return what each section is called; two of one name carry their code."""
    codes: dict[str, set[str]] = defaultdict(set)
    for one in sections:
        codes[one.name].add(one.code)
    return {
        one.code: one.name if len(codes[one.name]) == 1 else f"{one.name}（{one.code}）"
        for one in sections
    }


def _targets(
    known: Sequence[Place], book: Book | None, held: Waters | None, last: date, edition: str
) -> dict[str, tuple[targets.TargetLine, ...]]:
    rows = targets.of_year(last.year)
    year = None if book is None else book.cut(date(last.year, 1, 1), last)
    return {
        place.code: targets.held(
            rows.get(place.code, ()),
            targets.indicators(
                year,
                place.code,
                [] if held is None else held.now.get(place.code, []),
                edition=edition,
            ),
        )
        for place in known
    }
