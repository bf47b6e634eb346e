"""A backup taken while people work holds one moment, whole; and people hardly notice."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection, transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, manifest, restoring, sealing
from bihuan.kernel.process.api import Attachment

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
KEY = sealing.Key(bytes(range(16)))
BACKUPS = int(os.environ.get("BACKUPS", "4"))
QUIET = 3
"""Seconds of writing alone before the first backup."""
GENEROUS = 0.25
"""Seconds: on a machine whose cores others use, the doubled p99 of an idle one is noise."""


def _write(log: Path) -> None:
    """Write acts until killed: a file, then its row and its entry in one transaction."""
    pattern = Attachment.objects.first()
    assert pattern is not None
    with log.open("w") as file:
        number = 0
        while True:
            number += 1
            name = f"attachments/load-{number}"
            content = f"content {number}".encode()
            began = time.monotonic()
            place = Path(settings.MEDIA_ROOT) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            with transaction.atomic():
                ledger.lock()
                pattern.pk, pattern.path = None, name
                pattern.sm3 = sealing.digest_of([content])[0]
                pattern.save(force_insert=True)
                ledger.record(
                    "backup.made",
                    actor=system_actor("load"),
                    at=AT,
                    subject="instance:whole",
                    facts={"number": number},
                )
            file.write(f"{began} {time.monotonic() - began}\n")
            file.flush()


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


@pytest.mark.goal("J2")
@pytest.mark.assurance
def test_backups_under_load_are_whole(instance: Path, figure: Callable[[str], None]) -> None:
    log, sizes = instance / "acts.log", []
    connection.close()
    child = os.fork()
    if not child:
        try:
            _write(log)
        finally:
            os._exit(1)
    try:
        time.sleep(QUIET)
        first = time.monotonic()
        for number in range(BACKUPS):
            made = backing_up.make(instance / f"backup-{number}", at=AT, key=KEY)
            sizes.append(made.ledger_size)
        last = time.monotonic()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    lines = [tuple(map(float, line.split())) for line in log.read_text().splitlines()[1:]]
    alone = [taken for began, taken in lines if began < first]
    during = [taken for began, taken in lines if first <= began <= last]
    assert len(alone) > 20
    assert len(during) > 20
    assert sizes == sorted(set(sizes)), "acts were written between the backups"
    for number in range(BACKUPS):
        folder = instance / f"backup-{number}"
        found = restoring.check(folder, key=KEY)
        with restoring.scratch_of(found, folder, KEY, f"load_{number}") as scratch:
            restoring.judge(found, scratch, [])
        assert len(found.under(manifest.FILES)) >= sizes[number] - sizes[0]
    one, two = _p99(alone), _p99(during)
    figure(
        f"{BACKUPS} of {BACKUPS} whole; {len(during):,} acts during them, p99 {two * 1000:.0f} ms,"
        f" alone {one * 1000:.0f} ms, longest {max(during) * 1000:.0f} ms"
    )
    assert two <= max(2 * one, GENEROUS)
