"""Reading the ledger in several processes at once.

The bytes of an entry hold the digest before it, so a span can be walked on its own: it takes the
link of its first entry on trust, and where two spans meet, that link is compared with the digest
the span before it came to. Each process is this module run as a program, without Django: it is
told on its standard input where the database is and which span is its own, and answers in one line.

A span is only ever believed when it is whole. Whatever is wrong is judged again by the single
pass, from the last place that is certain: so the verdict is the same, whoever read.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bihuan
from bihuan.kernel.ledger.canonical import GENESIS
from bihuan.kernel.ledger.chain import Place, rows, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bihuan.kernel.ledger.chain import Ask, Row, Stop

log = logging.getLogger(__name__)

MOST = 4
LEAST_ENTRIES = 20_000
"""A span smaller than this takes less time than starting a process."""


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers behind ``after`` up to ``last``; without them the span is open on that side."""

    after: int | None
    last: int | None
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """From where to where a span is whole, and whether that is all of it."""

    begins: Place
    ends: Place
    whole: bool


def spans_of(last: int, stops: Sequence[Stop], *, processes: int) -> tuple[Span, ...]:
    """Cut a ledger that ends at ``last`` into spans of about one size."""
    count = max(1, min(processes, last // LEAST_ENTRIES))
    cuts = [None, *(last * number // count for number in range(1, count)), None]
    return tuple(
        Span(
            after,
            until,
            tuple(
                stop
                for stop in stops
                if (after is None or stop[0] > after) and (until is None or stop[0] <= until)
            ),
        )
        for after, until in pairwise(cuts)
    )


def read_span(ask: Ask, vendor: str, span: Span) -> Finding:
    """Walk one span; its first link is taken on trust, unless the ledger begins here."""
    found: Iterator[Row] = rows(ask, vendor, after=span.after, last=span.last)
    begins = Place(1, GENESIS)
    if span.after is not None:
        first = tuple(islice(found, 1))
        begins = Place(span.after + 1, str(first[0][1]) if first else "")
        found = chain(first, found)
    walked = walk(found, begins, span.stops)
    return Finding(begins, walked.place, walked.odd is None and walked.against is None)


def certain(findings: Sequence[Finding | None]) -> Place:
    """Join the findings at their borders and return up to where the ledger is certainly whole."""
    place = Place()
    for finding in findings:
        if finding is None or finding.begins != place:
            break
        place = finding.ends
        if not finding.whole:
            break
    return place


def read_in_processes(
    vendor: str, connect: Mapping[str, object], spans: Sequence[Span]
) -> list[Finding | None]:
    """Start a process for each span and wait for them all; ``None`` for one that failed."""
    path = os.pathsep.join(
        (str(Path(bihuan.__file__).parents[1]), os.environ.get("PYTHONPATH", ""))
    )
    started = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path.rstrip(os.pathsep)},
        )
        for _ in spans
    ]
    # All are told before any is waited for.
    for process, span in zip(started, spans, strict=True):
        told = json.dumps({"vendor": vendor, "connect": dict(connect), "span": asdict(span)})
        if process.stdin is not None:
            process.stdin.write(told.encode())
            process.stdin.close()
            process.stdin = None
    return [_answer_of(process) for process in started]


def _answer_of(process: subprocess.Popen[bytes]) -> Finding | None:
    said, complaint = process.communicate()
    if process.returncode:
        log.warning("A span of the ledger was not read: %s", complaint.decode()[-500:])
        return None
    answer = json.loads(said)
    return Finding(Place(**answer["begins"]), Place(**answer["ends"]), answer["whole"])


def read_as_told(told: bytes) -> str:
    """Do what one process does: read the span it is told of, answer in JSON."""
    order = json.loads(told)
    span = Span(
        order["span"]["after"],
        order["span"]["last"],
        tuple((size, head, algorithm) for size, head, algorithm in order["span"]["stops"]),
    )
    with _ASKING[order["vendor"]](order["connect"]) as ask:
        return json.dumps(asdict(read_span(ask, order["vendor"], span)))


@contextmanager
def _sqlite(connect: Mapping[str, Any]) -> Iterator[Ask]:
    import sqlite3  # noqa: PLC0415 - each process loads the driver it needs

    address = f"{Path(connect['database']).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection.execute


@contextmanager
def _postgresql(connect: Mapping[str, Any]) -> Iterator[Ask]:
    import psycopg  # noqa: PLC0415 - each process loads the driver it needs

    with psycopg.connect(**connect, autocommit=True) as connection:
        # Bytes as bytes, not as twice as many digits.
        yield lambda statement: connection.execute(statement, binary=True)


_ASKING: Mapping[str, Callable[[Mapping[str, Any]], AbstractContextManager[Ask]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}

if __name__ == "__main__":
    sys.stdout.write(read_as_told(sys.stdin.buffer.read()))
