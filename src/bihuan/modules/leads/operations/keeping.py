"""Keeping what every record said after each act, so that any past day can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.leads.models import LeadDocket, LeadPosition, Version
from bihuan.modules.leads.queries.history import content_of

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.process import CaseOpened, StepPerformed

DOCKET, POSITION = "lead-docket", "lead-position"


def keep_version(detail: LeadDocket | LeadPosition, *, at: datetime) -> None:
    """Write down what a record says from now on."""
    case = detail.case
    parent = case.parent
    Version.objects.create(
        case=case,
        root=parent.number if parent else case.number,
        at=at,
        state=case.state,
        values=content_of(detail),
    )


def note_act(event: CaseOpened | StepPerformed) -> None:
    """Keep the version an act has made."""
    if event.process == DOCKET:
        rows = LeadDocket.objects.select_related("case", "case__parent")
        keep_version(rows.get(pk=event.case_id), at=event.at)
    elif event.process == POSITION:
        answers = LeadPosition.objects.select_related("case", "case__parent")
        answer = answers.get(pk=event.case_id)
        if answer.case.parent and answer.case.parent.process == DOCKET:
            keep_version(answer, at=event.at)
