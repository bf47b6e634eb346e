"""A clock of the host that was set back: written down once, and kept from silencing work.

A clock that ran ahead for an hour leaves instants behind that lie in the future once it is right
again. Nothing would run until they come, so the tick takes them back.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.jobs.models import Job, JobState, Periodic
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.jobs.registry import PeriodicWork

logger = logging.getLogger(__name__)

VERB = "site.clock_back"
TOLERATED = timedelta(seconds=2)
APART = timedelta(minutes=10)
"""How far the clocks of two hosts may be apart before one is taken to have been wrong."""


def notice_step(*, at: datetime) -> timedelta:
    """Say by how much the clock is behind the newest entry, and write it down once.

    The entry is itself the newest one, at the present time, so the next tick is silent.
    """
    newest = next(iter(ledger.entries(newest_first=True, limit=1)), None)
    behind = timedelta(0) if newest is None else newest.at - at
    if newest is None or behind <= TOLERATED:
        return timedelta(0)
    logger.error("The clock is %s behind the newest entry of the ledger.", behind)
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            VERB,
            actor=system_actor("jobs"),
            at=at,
            subject="site:clock",
            facts={"seconds": int(behind.total_seconds()), "behind_entry": newest.seq},
        )
    return behind


def take_back(row: Periodic, work: PeriodicWork, *, at: datetime) -> None:
    """Take back an instant that no sound clock can have set."""
    latest = work.rhythm.after(at + APART)
    held_until = at + work.lease + APART
    if row.next_at <= latest and (row.lease_until is None or row.lease_until <= held_until):
        return
    Periodic.objects.filter(pk=row.pk, revision=row.revision).update(
        next_at=min(row.next_at, work.rhythm.after(at)), lease_until=None
    )


def take_back_jobs(*, at: datetime) -> int:
    """Let work run that was asked for by a clock that ran ahead; return how much there was."""
    ahead = Job.objects.filter(
        state=JobState.WAITING, next_at__gt=at + APART, asked_at__gt=at + APART
    )
    return ahead.update(asked_at=at, next_at=at)
