"""Figures for Prometheus: what the processes counted, and how the instance is.

Counts live in files that every process of one `bihuan serve` maps into memory
(``PROMETHEUS_MULTIPROC_DIR``), so whichever web process is asked answers for all. The files of a
process that ended are added to one and removed: counts never go back, and the folder does not
grow with every worker that was replaced. How the instance is comes from the database, when asked.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from bihuan.kernel.operating.gauges import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.operating.condition import Condition

FIGURES = "PROMETHEUS_MULTIPROC_DIR"
LOCK = "lock"
SUMS = ("counter", "histogram")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

OWN = CollectorRegistry()
"""What this process counted; asked only where it is the only one."""

REQUESTS = Counter(
    "bihuan_requests",
    "Answers, by name of the address, method and status.",
    ("route", "method", "status"),
    registry=OWN,
)
SECONDS = Histogram(
    "bihuan_request_seconds",
    "Time from the first middleware to the answer.",
    ("route",),
    buckets=BUCKETS,
    registry=OWN,
)
QUERIES = Counter(
    "bihuan_database_queries", "Statements sent while answering.", ("route",), registry=OWN
)
QUERY_SECONDS = Counter(
    "bihuan_database_seconds", "Time spent waiting for statements.", ("route",), registry=OWN
)
SHED = Counter(
    "bihuan_requests_shed", "Requests told to come back: they had waited too long.", registry=OWN
)
WORKERS = Gauge(
    "bihuan_workers",
    "Processes alive under this `bihuan serve`, by kind: web, jobs.",
    ("kind",),
    multiprocess_mode="livesum",
    registry=OWN,
)


def exposition(condition: Condition) -> bytes:
    """Return everything in the text form of Prometheus."""
    told = CollectorRegistry()
    told.register(Instance(condition))
    folder = _folder()
    if folder is None:
        return generate_latest(OWN) + generate_latest(told)
    counted = CollectorRegistry()
    MultiProcessCollector(counted, path=str(folder))
    with _locked(folder, LOCK_SH):
        return generate_latest(counted) + generate_latest(told)


def show_alive(kind: str) -> None:
    """Say that this process lives: web or jobs."""
    WORKERS.labels(kind).set(1)


def retire(pid: int) -> None:
    """Keep what a process counted that has ended, and say no longer that it lives.

    The web server calls this when it is told of an end, in the middle of whatever it does: also of
    another call. That one must not wait for the lock of the first, which is below it on the stack.
    """
    _ended.append(pid)
    while _ended and not _adding:
        _adding.append(pid)
        try:
            while _ended:
                _add_up(_ended.pop())
        finally:
            _adding.clear()


_ended: list[int] = []
_adding: list[int] = []


def _add_up(pid: int) -> None:
    folder = _folder()
    if folder is None:
        return
    with _locked(folder, LOCK_EX):
        mark_process_dead(pid, path=str(folder))
        for kind in SUMS:
            place = folder / f"{kind}_{pid}.db"
            if not place.exists():
                continue
            kept = MmapedDict(str(folder / f"{kind}_ended.db"))
            for key, value, stamp, _ in MmapedDict.read_all_values_from_file(str(place)):
                kept.write_value(key, kept.read_value(key)[0] + value, stamp)
            kept.close()
            place.unlink()


def _folder() -> Path | None:
    named = os.environ.get(FIGURES, "")
    return Path(named) if named and Path(named).is_dir() else None


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Keep a reader from counting twice what is just being added up."""
    with (folder / LOCK).open("a") as file:
        flock(file, how)
        yield
