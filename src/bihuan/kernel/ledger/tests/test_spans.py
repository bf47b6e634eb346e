"""Several readers come to the verdict of one: in every attack, wherever the spans are cut."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import chain as joined
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api, spans, verifying
from bihuan.kernel.ledger.canonical import GENESIS
from bihuan.kernel.ledger.chain import Place
from bihuan.kernel.ledger.spans import Finding, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bihuan.kernel.ledger.models import Entry

    Append = Callable[[int], list[Entry]]
    Console = Callable[..., None]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("last", [0, 1, 9, 10, 11, 39, 40, 1000])
def test_the_spans_cover_every_number_once(
    last: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "LEAST_ENTRIES", 10)
    stops = [(size, A, "sm3") for size in (1, 5, 5, 20, 2_000)]
    cut = spans.spans_of(last, stops, processes=processes)
    assert 1 <= len(cut) <= min(processes, max(1, last // 10))
    assert (cut[0].after, cut[-1].last) == (None, None), "what nobody expects is read as well"
    assert [span.last for span in cut[:-1]] == [span.after for span in cut[1:]]
    assert list(joined.from_iterable(span.stops for span in cut)) == stops


@pytest.mark.parametrize(
    ("findings", "ends"),
    [
        ([], Place()),
        ([Finding(Place(), Place(5, A), True), Finding(Place(5, A), Place(9, B), True)], (9, B)),
        ([Finding(Place(), Place(5, A), True), Finding(Place(5, B), Place(9, B), True)], (5, A)),
        ([Finding(Place(), Place(4, A), True), Finding(Place(5, A), Place(9, B), True)], (4, A)),
        ([Finding(Place(), Place(3, A), False), Finding(Place(3, A), Place(9, B), True)], (3, A)),
        ([None, Finding(Place(5, A), Place(9, B), True)], (1, GENESIS)),
    ],
)
def test_spans_join_only_where_they_meet(
    findings: list[Finding | None], ends: Place | tuple[int, str]
) -> None:
    assert spans.certain(findings) == (ends if isinstance(ends, Place) else Place(*ends))


def _stored(append: Append, path: Path) -> Path:
    """Write thirty entries into a database of their own, where other processes can see them."""
    append(30)
    names = "seq, previous, digest, algorithm, at, verb, subject, actor_key, actor_name"
    names += ", actor_body, actor_body_name, before, after, correlation, canonical"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM ledger_entry ORDER BY seq")  # noqa: S608 - ours
        kept = cursor.fetchall()
    rows = [[_text(value) for value in row] for row in kept]
    with closing(sqlite3.connect(path)) as stored, stored:
        stored.execute(f"CREATE TABLE ledger_entry ({names})")
        stored.executemany(f"INSERT INTO ledger_entry VALUES ({','.join('?' * 15)})", rows)  # noqa: S608 - ours
    return path


def _text(value: object) -> object:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


@pytest.mark.django_db
def test_real_processes_read_their_spans(
    append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "LEAST_ENTRIES", 10)
    path = _stored(append, tmp_path / "第 1 本?.sqlite3")
    cut = spans.spans_of(30, [], processes=3)
    findings = spans.read_in_processes("sqlite", {"database": str(path)}, cut)
    assert [finding and finding.whole for finding in findings] == [True] * 3
    assert spans.certain(findings).expected == 31
    with closing(sqlite3.connect(path)) as stored, stored:
        stored.execute("UPDATE ledger_entry SET after = 'filet' WHERE seq = 17")
    findings = spans.read_in_processes("sqlite", {"database": str(path)}, cut)
    assert spans.certain(findings).expected == 17


def test_a_reader_that_fails_is_not_believed(tmp_path: Path) -> None:
    cut = (Span(None, None, ()),)
    gone = spans.read_in_processes("sqlite", {"database": str(tmp_path / "none")}, cut)
    assert gone == [None]
    assert spans.certain(gone) == Place()


def test_a_reader_knows_no_django() -> None:
    program = "import sys, bihuan.kernel.ledger.spans; print('django' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"False"


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_over_the_database_of_the_tests(
    append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a transaction `verify` itself starts the processes."""
    monkeypatch.setattr(spans, "LEAST_ENTRIES", 10)
    asked: list[int] = []
    kept = spans.read_in_processes

    def watched(*args: object) -> list[Finding | None]:
        found = kept(*args)  # type: ignore[arg-type]
        asked.append(sum(finding is not None and finding.whole for finding in found))
        return found

    monkeypatch.setattr(spans, "read_in_processes", watched)
    append(30)
    api.anchor(date(2026, 11, 23), actor=system_actor("ledger"), at=NOON)
    assert verifying.verify(processes=3) == verifying.verify(processes=1)
    assert verifying.verify(processes=3).ok
    assert asked == [3, 3]
    with transaction.atomic():
        assert verifying.verify(processes=3).ok
    assert asked == [3, 3], "inside a transaction one reads"
