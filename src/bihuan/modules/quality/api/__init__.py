"""The front door: what other modules and the faces may ask of environmental quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.modules.quality.operations.importing import import_file
from bihuan.modules.quality.queries import facts
from bihuan.modules.quality.queries.files import (
    air_tables,
    interview_rule,
    rows,
    verify,
    water_tables_in_force,
)
from bihuan.modules.quality.queries.published import (
    published_month,
    published_months,
    published_text,
)
from bihuan.modules.quality.rules import city_book, months, trigger_book, triggers

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from bihuan.modules.quality.operations.outcomes import ImportOutcome
    from bihuan.modules.quality.rules.city_book import Book, DayLine, RankLine
    from bihuan.modules.quality.rules.triggers import Sheet

__all__ = [
    "air_tables",
    "city_days",
    "daily_indices",
    "import_readings",
    "published_month",
    "published_months",
    "published_text",
    "ranking",
    "sheets_on",
    "trigger_sheets",
    "verify",
    "water_tables_in_force",
]


def city_days(path: Path) -> Book:
    """Read a table of city days.

    :raises ValueError: with a sentence when it cannot be used.
    """
    return city_book.read(rows(path))


def daily_indices(book: Book, *, edition: str) -> list[DayLine]:
    """Return AQI, category and primary pollutants of every city and day under one edition."""
    tables = air_tables()
    return city_book.day_lines(book, tables.aqi_edition(edition), tables)


def ranking(book: Book, *, period: str, edition: str = "", sand: bool = True) -> list[RankLine]:
    """Rank the cities of a book over a period by the composite index."""
    return city_book.rank_lines(
        book, months.parse(period), air_tables(), edition=edition, sand=sand
    )


def trigger_sheets(
    book: Book,
    *,
    on: date,
    edition: str | None = None,
    ranks: Path | None = None,
    sections: Path | None = None,
) -> list[Sheet]:
    """Apply the interview rule to every city of a book, both years under one named edition.

    Without a named edition it is the one in force on the day.
    """
    policy = interview_rule()
    found = trigger_book.facts(
        book,
        on,
        air_tables().aqi_edition(edition or on),
        policy,
        ranks=rows(ranks) if ranks else (),
        sections=rows(sections) if sections else (),
    )
    return [triggers.sheet(one, policy) for one in found]


def sheets_on(on: date, *, edition: str = "") -> list[Sheet]:
    """Apply the interview rule to every city by the readings in the database.

    :raises ValueError: when the day lies before the rule, or the edition is none.
    """
    return [found.sheet for found in facts.sheets(on, edition=edition)]


def import_readings(
    path: Path, *, at: datetime, kind: str = "", reason: str = "", dry_run: bool = False
) -> ImportOutcome:
    """Take a file over from the server it lies on, as the system itself (`system:import`).

    :raises ValueError: the file cannot be read, or it corrects readings without a reason.
    """
    return import_file(
        path, actor=system_actor("import"), at=at, kind=kind, reason=reason, dry_run=dry_run
    )
