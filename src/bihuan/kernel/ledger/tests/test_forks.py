"""Eight writers at once: one chain, no fork, no gap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from bihuan.kernel.ledger import api

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WRITERS = 8
EACH = 25


@pytest.mark.goal("C3")
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain(wang: Actor) -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> list[int]:
        try:
            start.wait(timeout=30)
            mine: list[int] = []
            for number in range(EACH):
                with transaction.atomic():
                    entry = api.record(
                        "test.act", actor=wang, at=NOON, subject=f"case:{writer}-{number}"
                    )
                mine.append(entry.seq)
            return mine
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        written = [seq for mine in pool.map(write, range(WRITERS)) for seq in mine]
    assert sorted(written) == list(range(1, WRITERS * EACH + 1))
    verdict = api.verify()
    assert (verdict.ok, verdict.checked) == (True, WRITERS * EACH)
    assert len({line.subject for line in api.entries(limit=1000)}) == WRITERS * EACH
