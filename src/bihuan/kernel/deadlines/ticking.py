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

SLICE = 25
"""Rows per transaction: after a long silence the disk is asked to flush once for all of them."""


def tick(at: datetime) -> int:
    """Announce whatever has fallen due by `at`; return how many alerts were raised.

    Call it outside a transaction. Each row is undone by itself if a subscriber fails.
    """
    raised = 0
    while True:
        due = list(ClockRow.objects.filter(next_look__lte=at).order_by("next_look", "id")[:SLICE])
        if not due:
            return raised
        with transaction.atomic():
            ledger.lock()  # first, as in every other change of a clock
            known = _announced(due)
            for row in due:
                raised += _tried(row, known[row.pk], at)


def _announced(rows: list[ClockRow]) -> dict[int, frozenset[str]]:
    """Return, per row, what has been announced for its present due date."""
    found: dict[int, set[str]] = {row.pk: set() for row in rows}
    due_at = {row.pk: row.due_at for row in rows}
    stored = Alert.objects.filter(clock__in=rows).values_list("clock_id", "due_at", "kind")
    for clock_id, about, kind in stored:
        if about == due_at[clock_id]:
            found[clock_id].add(kind)
    return {pk: frozenset(kinds) for pk, kinds in found.items()}


def _tried(row: ClockRow, known: frozenset[str], at: datetime) -> int:
    try:
        with transaction.atomic():
            return _announce(row, known, at)
    except Exception:
        # Whatever a subscriber raised is this row's own trouble: undo the row, go on.
        logger.exception("Alerts of clock %s failed and are tried again later.", row.pk)
        ClockRow.objects.filter(pk=row.pk, next_look=row.next_look, revision=row.revision).update(
            next_look=at + PUSHED_ON, failures=F("failures") + 1
        )
        return 0


def _announce(row: ClockRow, known: frozenset[str], at: datetime) -> int:
    """Claim one row, record and publish what it has to say; 0 when somebody else was faster.

    The row may have been read a moment ago. The claim succeeds only if it still has the revision
    and the instant that were read, so what is announced is what the row says now.
    """
    open_moments = [
        moment
        for moment in moments(
            stored_due(row),
            start=row.started_at,
            warn=warnings_of(row),
            calendar=for_region(row.region),
        )
        if moment.key not in known
    ]
    claimed = ClockRow.objects.filter(
        pk=row.pk, next_look=row.next_look, revision=row.revision, state=ClockState.RUNNING
    ).update(
        next_look=next((moment.at for moment in open_moments if moment.at > at), None),
        failures=0,
    )
    if claimed != 1:
        return 0
    passed = [moment for moment in open_moments if moment.at <= at]
    Alert.objects.bulk_create(
        Alert(clock=row, due_at=row.due_at, kind=moment.key, moment=moment.at, at=at)
        for moment in passed
    )
    for moment in passed:
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
