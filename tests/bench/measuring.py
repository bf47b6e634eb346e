"""One database from empty to measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from tests.bench import acts, pages, province
from tests.bench.harness import Report, conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measure(*, size: str, runs: int, filled: bool, say: Callable[[Sequence[str]], None]) -> Report:
    """Build unless the database is filled already, measure, and return what came out."""
    call_command("migrate", verbosity=0, interactive=False)
    built = {} if filled else province.build(size).spent
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    report = Report(f"{NAMES[connection.vendor]}, {size}")
    report.facts.append(f"before: {conditions()}")
    report.facts.append(
        ", ".join(f"{number:,} {what}" for what, number in province.counts().items())
    )
    if built:
        took = ", ".join(f"{what} {seconds:.1f}" for what, seconds in built.items())
        report.facts.append(f"built in seconds: {took}")
    say([connection.vendor, *report.facts])
    report.anchor = pages.anchor(runs=max(runs, 50))
    for source in (pages.figures(runs=runs), acts.figures()):
        for figure in source:
            report.figures.append(figure)
            say([figure.row])
    report.facts.append(f"after: {conditions()}")
    return report
