"""From tables of city days, published ranks and sections to what the interview rule asks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import trigger_facts as known
from bihuan.modules.quality.rules.trigger_policy import Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.modules.quality.rules.city_book import Book
    from bihuan.modules.quality.rules.tables import AqiTable
    from bihuan.modules.quality.rules.trigger_policy import Policy

    Row = Mapping[str, str]

TERMS = (Term.HALF, Term.THREE_QUARTERS, Term.YEAR)
FEBRUARY, LEAP_DAY = 2, 29


def last_year(day: date) -> date:
    """Return the same day a year earlier; 29 February becomes 28 February."""
    leap = (day.month, day.day) == (FEBRUARY, LEAP_DAY)
    return day.replace(year=day.year - 1, day=day.day - leap)


def facts(
    book: Book,
    on: date,
    table: AqiTable,
    policy: Policy,
    *,
    ranks: Sequence[Row] = (),
    sections: Sequence[Row] = (),
    year: int | None = None,
) -> list[known.Facts]:
    """Gather what is known of every city of the book on a day, both years under one table.

    `year` is the year that is judged: that of the day, or one that is over.
    """
    year = year or on.year
    days = _days(book, year, on, table)
    heavy = _heavy(book, year, on, table)
    ranked, water = _ranks(ranks), _sections(sections, on)
    return [
        known.Facts(
            code=city,
            name=city,
            year=year,
            on=on,
            in_ranking=city in policy.ranked,
            days=days[place],
            heavy=heavy[place],
            ranks=ranked.get(city, {}),
            sections=water.get(city, {}),
        )
        for place, city in enumerate(book.cities)
    ]


def _days(book: Book, year: int, on: date, table: AqiTable) -> list[dict[Term, known.TwoYears]]:
    found: list[dict[Term, known.TwoYears]] = [{} for _ in book.cities]
    for term in TERMS:
        span = term.span(year)
        now = book.cut(span.start, min(span.end, on))
        if now is None or now.start != span.start:
            continue
        # The last day of February has no partner in common years: whole terms go to their end.
        before = span.same_of(year - 1)
        until = before.end if now.until == span.end else last_year(now.until)
        then = book.cut(before.start, until)
        if then is None or then.start != before.start:
            continue
        rest = None if until == before.end else book.cut(_next(until), before.end)
        ours, theirs = now.counts(table), then.counts(table)
        left = None if rest is None else rest.counts(table)
        for place in range(len(book.cities)):
            found[place][term] = known.TwoYears(
                ours[place],
                theirs[place],
                table.key,
                table.key,
                now.until,
                None if left is None else left[place].with_sand,
            )
    return found


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _heavy(book: Book, year: int, on: date, table: AqiTable) -> list[known.Heavy | None]:
    now = book.cut(date(year, 1, 1), min(on, date(year, 12, 31)))
    if now is None:
        return [None] * len(book.cities)
    return [
        known.Heavy(count.with_sand.heavy, count.without_sand.heavy, table.key, now.until)
        if count.with_sand.valid
        else None
        for count in now.counts(table)
    ]


def _ranks(rows: Sequence[Row]) -> dict[str, dict[Term, known.Rank]]:
    """Read city, term, now, then, total, table, table_then, source."""
    found: dict[str, dict[Term, known.Rank]] = defaultdict(dict)
    for row in rows:
        found[row["city"]][Term(row["term"])] = known.Rank(
            int(row["now"]),
            int(row["then"]),
            int(row.get("total") or 168),
            row.get("table") or "未注明",
            row.get("table_then") or row.get("table") or "未注明",
            row.get("source") or "导入",
        )
    return found


def _sections(rows: Sequence[Row], on: date) -> dict[str, dict[Term, known.Sections]]:
    """Read city, section, term, now, then, target; classes as numbers 1 to 6."""
    grouped: dict[tuple[str, Term], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["city"], Term(row["term"])].append(row)
    found: dict[str, dict[Term, known.Sections]] = defaultdict(dict)
    for (city, term), held in grouped.items():
        found[city][term] = known.Sections(
            {row["section"]: int(row["now"]) for row in held if row["now"]},
            {row["section"]: int(row["then"]) for row in held if row["then"]},
            {row["section"]: int(row["target"]) for row in held if row.get("target")},
            on,
        )
    return found
