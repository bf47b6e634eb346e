"""Walking the chain: the one loop that decides whether an entry is right in its place.

No Django, so that a lean process can walk a range of its own (`spans`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from bihuan.kernel.ledger.canonical import ALGORITHM, GENESIS, PROTOTYPE, head_in_sql

Row: TypeAlias = tuple[Any, ...]
"""Number, link, algorithm, digest, whether the copies fit, bytes."""
Ask: TypeAlias = Callable[[str], Iterable[Row]]
Stop: TypeAlias = tuple[int, str, str]
"""What a witness says: size, head, algorithm. In order of size."""

SLICE = 5_000
# How the instant of an entry reads in the canonical form. SQLite keeps text and leaves out
# microseconds of zero.
INSTANT = {
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "sqlite": "CASE length(at) WHEN 19 THEN at || '.000000' ELSE at END",
}
# One concatenation, searched for once: both databases copy it at every further mention.
_FITS = {
    "postgresql": "position(convert_to({head}, 'UTF8') in canonical) = 1",
    "sqlite": "instr(canonical, CAST({head} AS BLOB)) = 1",
}
_BYTES = {"postgresql": "canonical", "sqlite": "CAST(canonical AS BLOB)"}


@dataclass(frozen=True, slots=True)
class Place:
    """Up to here the chain is whole: the number that comes next, the digest it must name."""

    expected: int = 1
    previous: str = GENESIS


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a walk came; ``odd`` is the row, ``against`` the stop that ended it early."""

    place: Place
    odd: Row | None = None
    against: int | None = None


@cache
def _columns(vendor: str) -> str:
    head = head_in_sql(INSTANT[vendor])
    fits = _FITS[vendor].format(head=head)
    return f"seq, previous, algorithm, digest, {fits}, {_BYTES[vendor]}"


@cache
def one_row(vendor: str) -> str:
    """Return the statement that reads the row of one number, as Django wants it."""
    return f"SELECT {_columns(vendor)} FROM ledger_entry WHERE seq = %s"  # noqa: S608 - our own names


def rows(
    ask: Ask, vendor: str, *, after: int | None, last: int | None
) -> Generator[Row, None, None]:
    """Give the rows behind one number up to another, in order and in slices.

    The database compares the searchable columns with the start of the bytes: it has both at hand.
    """
    columns = _columns(vendor)
    until = "" if last is None else f" AND seq <= {last:d}"
    while True:
        behind = "" if after is None else f" AND seq > {after:d}"
        where = f"1 = 1{behind}{until}"
        given = 0
        for row in ask(
            f"SELECT {columns} FROM ledger_entry WHERE {where} ORDER BY seq LIMIT {SLICE:d}"  # noqa: S608 - our own names and numbers
        ):
            given += 1
            after = row[0]
            yield row
        if given < SLICE:
            return


def walk(found: Iterable[Row], place: Place, stops: Sequence[Stop]) -> Walked:
    """Check every row against its bytes, its neighbour and the stops, until something is wrong."""
    expected, previous, at = place.expected, place.previous, 0
    stop = stops[0][0] if stops else 0
    for row in found:
        # The path of a good entry is written out: a call for each would halve the speed.
        seq, link, algorithm, digest, fits, canonical = row
        if seq != expected or link != previous or algorithm != ALGORITHM or not fits:
            return Walked(Place(expected, previous), odd=row)
        running = PROTOTYPE.copy()
        running.update(canonical)
        if running.hexdigest() != digest:
            return Walked(Place(expected, previous), odd=row)
        while seq == stop:
            if stops[at][1:] != (digest, algorithm):
                return Walked(Place(expected, previous), against=at)
            at += 1
            stop = stops[at][0] if at < len(stops) else 0
        previous = digest
        expected += 1
    return Walked(Place(expected, previous))
