"""Timing without opinions: repeat, sort, say median and p95, and what the machine was doing."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


MEDIAN, P95, QUERIES, LEAN = 40.0, 80.0, 15, 3
"""What a page may take, in milliseconds, how often it may ask the database, how many lean pages."""
TICK = 1000 / os.sysconf("SC_CLK_TCK")
"""Milliseconds in which the system counts the computing time of another process."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured line of the report; times in milliseconds.

    `cpu` is what this process computed; on a machine that others use as well it moves less than the
    time on the clock. `db` is what the PostgreSQL process that answers us computed meanwhile.
    """

    name: str
    runs: int
    median: float
    p95: float
    cpu: float
    queries: int | None = None
    note: str = ""
    goal: str = ""
    cpu_p95: float = 0.0
    db: float = 0.0

    @property
    def misses(self) -> bool:
        """Say whether a page took too long or asked too often."""
        return self.median > MEDIAN or self.p95 > P95 or (self.queries or 0) > QUERIES

    @property
    def computes_too_long(self) -> bool:
        """Say whether a page would miss its median with nobody else on the machine."""
        return self.cpu + self.db > MEDIAN

    def noted(self, note: str) -> Figure:
        """Return the same figure with a remark."""
        return replace(self, note=note)

    @property
    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        return self.against(None)

    def against(self, anchor: Figure | None) -> str:
        """Return the row with the ratio to the lean page."""
        queries = "—" if self.queries is None else str(self.queries)
        ratio = "—"
        if anchor and self.queries is not None:
            ratio = f"{(self.cpu + self.db) / (anchor.cpu + anchor.db):.1f}"
        there = f"{self.db:.1f}" if self.db else "—"
        return (
            f"| {self.name} | {self.median:.1f} | {self.p95:.1f} | {self.cpu:.1f} | {there}"
            f" | {ratio} | {queries} | {self.runs} | {self.goal or '—'} | {self.note} |"
        )


@dataclass(slots=True)
class Report:
    """All figures of one database, with the conditions they were taken under."""

    database: str
    anchor: Figure | None = None
    figures: list[Figure] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the section of docs/benchmarks.md for this database."""
        head = (
            "| what | median ms | p95 ms | CPU ms | DB ms | × | SQL | runs | goal | note |\n"
            "|---|---:|---:|---:|---:|---:|---:|---:|---|---|"
        )
        lines = [f"## {self.database}", "", *(f"- {fact}" for fact in self.facts), "", head]
        figures = [self.anchor, *self.figures] if self.anchor else self.figures
        rows = (figure.against(self.anchor) for figure in figures)
        return "\n".join([*lines, *rows, "", self._misses(), ""])

    def _misses(self) -> str:
        """Name pages that miss their goal, on the clock or in computing, and those near lean."""
        pages = [figure for figure in self.figures if figure.queries is not None]
        lean = self.anchor.cpu + self.anchor.db if self.anchor else 0
        lines = []
        for title, missed in (
            ("miss their goal on the clock of this run", [one for one in pages if one.misses]),
            (
                f"compute longer than {MEDIAN:.0f} ms",
                [one for one in pages if one.computes_too_long],
            ),
            (
                f"compute at most {LEAN} × the anchor",
                [one for one in pages if one.cpu + one.db <= LEAN * lean],
            ),
        ):
            names = "; ".join(one.name for one in missed) or "none"
            lines.append(f"Pages that {title} ({len(missed)} of {len(pages)}): {names}.")
        return "\n\n".join(lines)

    @property
    def kept(self) -> dict[str, dict[str, object]]:
        """Return what growth is told from, by name."""
        return {
            one.name: {
                "median": one.median,
                "p95": one.p95,
                "cpu": one.cpu,
                "db": one.db,
                "queries": one.queries,
            }
            for one in ((self.anchor, *self.figures) if self.anchor else self.figures)
        }


def conditions() -> str:
    """Say on what and under which load the figures were taken."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, load average {load}, Python {platform.python_version()},"
        f" Django {django.get_version()}, {_database_version()}"
    )


def _database_version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return f"PostgreSQL {row[0]}" if row else "PostgreSQL"


def timed(
    name: str, action: Callable[[], object], *, runs: int, goal: str = "", note: str = ""
) -> Figure:
    """Run the action once to warm up, then time every further run by itself."""
    action()
    spent, computed, before = [], [], database_computed()
    for _ in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        action()
        computed.append((time.process_time() - busy) * 1000)
        spent.append((time.perf_counter() - start) * 1000)
    return Figure(
        name,
        runs,
        statistics.median(spent),
        _p95(spent),
        statistics.median(computed),
        goal=goal,
        note=note,
        cpu_p95=_p95(computed),
        db=max(0.0, database_computed() - before) / runs,
    )


def once(name: str, action: Callable[[], object], *, goal: str = "") -> Figure:
    """Time one run of something large, without a warm-up."""
    before = database_computed()
    start, busy = time.perf_counter(), time.process_time()
    action()
    computed, spent = (time.process_time() - busy) * 1000, (time.perf_counter() - start) * 1000
    there = max(0.0, database_computed() - before)
    return Figure(name, 1, spent, spent, computed, goal=goal, db=there)


def database_computed() -> float:
    """Return how many milliseconds the PostgreSQL process of our connection has computed."""
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    try:
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    except OSError:  # the server is on another machine
        return 0
    fields = stat.rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def page(name: str, client: Client, url: str, *, runs: int = 40, goal: str = "") -> Figure:
    """Time one page in the server process: request in, rendered bytes out."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    queries = len(captured)
    if answer.status_code != 200:
        raise AssertionError(f"{url} answered {answer.status_code}")
    note = f"{len(answer.content) / 1024:.0f} kB"
    figure = timed(name, lambda: client.get(url), runs=runs, goal=goal, note=note)
    return replace(figure, queries=queries)


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[max(0, round(0.95 * len(ordered)) - 1)]
