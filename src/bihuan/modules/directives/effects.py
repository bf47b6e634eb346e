"""Consequences of steps inside this module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import says
from bihuan.modules.directives.models import DutyRecord

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt


@says("记下送核定的人，由另一人核定")
def note_submitter(attempt: Attempt[DutyRecord]) -> None:
    """Keep who submitted, so that another person checks."""
    record, actor = attempt.case, attempt.actor
    record.submitted_by, record.submitted_account = actor.key, actor.account_id
    DutyRecord.objects.filter(pk=record.pk).update(
        submitted_by=actor.key, submitted_account=actor.account_id
    )
