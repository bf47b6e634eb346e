"""The alert loop: one function that may run at any time, anywhere, any number of times.

No scheduler is trusted. Each row carries the instant at which it next has something to say. A tick
takes the rows whose instant has come, claims each by a conditional UPDATE, and announces every
moment that has passed and was not announced before. What has been announced is a pure function of
the facts and of the latest `at`; how many ticks were missed, doubled or late makes no difference.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from bihuan.kernel import events
from bihuan.kernel.calendar import for_region
from bihuan.kernel.deadlines.course import Moment, moments
from bihuan.kernel.deadlines.events import ClockAlert
from bihuan.kernel.deadlines.facts import stored_due, warnings_of
from bihuan.kernel.deadlines.models import Alert, ClockRow, ClockState
from bihuan.kernel.ledger import api as ledger

logger = logging.getLogger(__name__)

PUSHED_ON = timedelta(hours=1)
"""How long a row that failed waits, so that it cannot stall the others."""

_SLICE = 200


def tick(at: datetime) -> int:
    """Announce whatever has fallen due by `at`; return how many alerts were raised.

    Call it outside a transaction: each row is one transaction of its own.
    """
    raised = 0
    while due := list(
        ClockRow.objects.filter(next_look__lte=at)
        .order_by("next_look", "id")
        .values_list("pk", "next_look", "revision")[:_SLICE]
    ):
        for pk, seen, revision in due:
            assert seen is not None  # noqa: S101 - the filter leaves no null
            try:
                with transaction.atomic():
                    raised += _announce(pk, seen, revision, at)
            except Exception:
                # Whatever a subscriber raised is this row's own trouble: undo the row, go on.
                logger.exception("Alerts of clock %s failed and are tried again later.", pk)
                ClockRow.objects.filter(pk=pk, next_look=seen, revision=revision).update(
                    next_look=at + PUSHED_ON, failures=F("failures") + 1
                )
    return raised


def _announce(pk: int, seen: datetime, revision: int, at: datetime) -> int:
    """Claim one row, record and publish what it has to say; 0 when somebody else was faster."""
    ledger.lock()  # in the same order as every other change of a clock
    row = ClockRow.objects.get(pk=pk)
    if row.next_look != seen or row.revision != revision:
        return 0
    raised = frozenset(
        Alert.objects.filter(clock_id=pk, due_at=row.due_at).values_list("kind", flat=True)
    )
    open_moments = [
        moment
        for moment in moments(
            stored_due(row),
            start=row.started_at,
            warn=warnings_of(row),
            calendar=for_region(row.region),
        )
        if moment.key not in raised
    ]
    passed = [moment for moment in open_moments if moment.at <= at]
    claimed = ClockRow.objects.filter(
        pk=pk, next_look=seen, revision=revision, state=ClockState.RUNNING
    ).update(
        next_look=next((moment.at for moment in open_moments if moment.at > at), None),
        failures=0,
    )
    if claimed != 1:
        return 0
    for moment in passed:
        Alert.objects.create(clock=row, due_at=row.due_at, kind=moment.key, moment=moment.at, at=at)
        events.publish(_event(row, moment, at))
    return len(passed)


def _event(row: ClockRow, moment: Moment, at: datetime) -> ClockAlert:
    return ClockAlert(
        clock_id=row.pk,
        kind=moment.kind,
        ahead="" if moment.ahead is None else str(moment.ahead),
        subject=row.subject,
        case_id=row.case_id,
        key=row.key,
        label=row.label,
        due_on=row.due_on,
        due_at=row.due_at,
        moment=moment.at,
        at=at,
    )
