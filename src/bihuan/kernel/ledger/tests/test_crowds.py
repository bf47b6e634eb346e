"""Sixteen processes write one ledger: no fork, no gap, and no alarm afterwards."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test import override_settings

from bihuan.kernel.ledger import api, verifying
from bihuan.kernel.ledger.chain import Place, rows, walk
from tests.assurance.forking import at_once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bihuan.kernel.access import Actor
    from tests.assurance.forking import Say

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WRITERS = 16
EACH = int(os.environ.get("ASSURANCE_APPENDS", "4800")) // WRITERS


def crowd(wang: Actor, *, each: int) -> None:
    """Let all of them append, a transaction each, and check the numbers they were given."""

    def write(writer: int, say: Say) -> None:
        for number in range(each):
            at = NOON.replace(microsecond=(number * 7919) % 1_000_000)
            with transaction.atomic():
                entry = api.record("test.act", actor=wang, at=at, subject=f"case:{writer}-{number}")
            say(entry.seq)

    given = sorted(seq for said in at_once(WRITERS, write) for seq in said)
    assert given == list(range(1, WRITERS * each + 1))


@pytest.mark.goal("C2", "C3")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_sixteen_processes_make_one_chain_and_no_alarm(
    wang: Actor, figure: Callable[[str], None], tmp_path: Path
) -> None:
    crowd(wang, each=EACH)
    total = WRITERS * EACH
    for zone in ("Asia/Shanghai", "America/New_York", "UTC"):
        with override_settings(TIME_ZONE=zone):
            connection.close()
            verdict = verifying.verify()
            assert (verdict.ok, verdict.checked) == (True, total), verdict.sentence
    restored = ""
    if connection.vendor == "sqlite":
        restored = ", restored from a copy"
        assert _restored(tmp_path / "copy.sqlite3") == total
    figure(
        f"{total:,} appends by {WRITERS} processes on {connection.vendor}: 0 forks, 0 gaps, "
        f"0 false alarms in 3 time zones{restored}"
    )


def _restored(path: Path) -> int:
    """Copy the database as a backup does; return how many entries of the copy are whole."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("VACUUM")
        walked = walk(rows(copy.execute, "sqlite", after=None, last=None), Place(), [])
    assert walked.odd is None
    return walked.place.expected - 1
