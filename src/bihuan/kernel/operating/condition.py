"""How the instance is, read once for machines and for people: the same facts for both.

Everything is read with a handful of small queries, so that a monitor may ask every 15 seconds.
"""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from bihuan.kernel.calendar import civil_day, national
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.jobs import api as jobs
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import verbs
from bihuan.kernel.operating.sqlite_fault import has_reset_fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bihuan.kernel.jobs.api import Standing


@dataclass(frozen=True, slots=True)
class Act:
    """The last time something was done, and how it went."""

    at: datetime
    ok: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger: its length, and what bears witness to it."""

    size: int
    checkpoint_at: datetime | None
    checkpoint_size: int
    verified: Act | None


@dataclass(frozen=True, slots=True)
class Condition:
    """The instance at one moment."""

    at: datetime
    database: str
    loses_writes: bool
    """The library of SQLite has the WAL-reset fault; it matters with more than one process."""
    book: Book
    backup: Act | None
    drill: Act | None
    jobs: Standing
    overdue: Mapping[str, int]
    disk_free: int
    disk_size: int
    calendar_until: date
    calendar_settled: bool
    """Whether the notices loaded decide today."""
    unapplied: int
    """Migrations of this program the database has not seen."""


def condition(*, at: datetime) -> Condition:
    """Look at everything."""
    disk = shutil.disk_usage(Path(settings.VAR_DIR))
    calendar = national()
    return Condition(
        at=at,
        database=_database(),
        loses_writes=connection.vendor == "sqlite" and has_reset_fault(sqlite3.sqlite_version_info),
        book=_book(),
        backup=_last(verbs.BACKED_UP.key),
        drill=_last(verbs.DRILLED.key),
        jobs=jobs.standing(at=at),
        overdue=deadlines.overdue(at=at),
        disk_free=disk.free,
        disk_size=disk.total,
        calendar_until=calendar.published_until,
        calendar_settled=calendar.is_settled(civil_day(at)),
        unapplied=_unapplied(),
    )


def _unapplied() -> int:
    applied = set(MigrationRecorder(connection).applied_migrations())
    return len(_migrations() - applied)


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _book() -> Book:
    checkpoint = ledger.latest_checkpoint()
    return Book(
        size=ledger.count(),
        checkpoint_at=checkpoint.at if checkpoint else None,
        checkpoint_size=checkpoint.size if checkpoint else 0,
        verified=_last("ledger.verify"),
    )


def _last(verb: str) -> Act | None:
    found = ledger.entries(verb=verb, newest_first=True, limit=1)
    if not found:
        return None
    facts = found[0].facts
    said = facts.get("sentence") or facts.get("fault") or ""
    return Act(found[0].at, bool(facts.get("ok", True)), str(said))
