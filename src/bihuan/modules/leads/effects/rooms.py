"""The rooms dockets and joint studies share: a child case for each department that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Inputs, get, says
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import JointStudy, LeadDocket, LeadPosition
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.kernel.process import Attempt

POSITION = "lead-position"
CANDIDATE = "candidate"
WITHDRAW = "withdraw"


@says("向每个候选部门发出征求意见办件")
def ask_candidates(attempt: Attempt[LeadDocket]) -> None:
    """Open a case for each candidate."""
    _ask(attempt, attempt.case.candidates, convener=attempt.case.office_body)


@says("向增请的部门发出征求意见办件")
def ask_invited(attempt: Attempt[LeadDocket]) -> None:
    """Open a case for one more department."""
    docket = attempt.case
    docket.candidates = [*docket.candidates, docket.invited_body]
    docket.save(update_fields=["candidates"])
    _ask(attempt, [docket.invited_body], convener=docket.office_body)


@says("向每个参加单位发出征求意见办件")
def ask_participants(attempt: Attempt[JointStudy]) -> None:
    """Open a case for each participant."""
    _ask(attempt, attempt.case.candidates, convener=attempt.case.body)


@says("尚未答复的征求意见办件随之结束")
def end_questions(attempt: Attempt[LeadDocket] | Attempt[JointStudy]) -> None:
    """Whoever has not answered need not any more."""
    open_ones = LeadPosition.objects.select_related("case").filter(
        case__parent_id=attempt.case.pk, case__closed_at__isnull=True
    )
    asking = get(POSITION)
    withdraw = asking.step(WITHDRAW)
    if withdraw is None:  # pragma: no cover - the process has it
        raise LookupError(WITHDRAW)
    for position in open_ones.order_by("case__number"):
        process.perform(
            asking,
            withdraw,
            position,
            actor=attempt.actor,
            at=attempt.at,
            inputs=Inputs(fields={"opinion": f"{attempt.step.label}，不再征求意见。"}),
        )


@says("记下起草人，由另一人签发")
def note_drafter(attempt: Attempt[LeadPosition]) -> None:
    """Keep who drafted the answer."""
    position, actor = attempt.case, attempt.actor
    position.drafter_key, position.drafter_account = actor.key, actor.account_id
    position.save(update_fields=["drafter_key", "drafter_account"])


def _ask(
    attempt: Attempt[LeadDocket] | Attempt[JointStudy], codes: Iterable[str], *, convener: str
) -> None:
    parent, on = attempt.case, civil_day(attempt.at)
    wanted = list(dict.fromkeys(codes))
    for code in wanted:
        parent.case.parties.get_or_create(body=code, part=CANDIDATE)
        view = organisations.body(code, on=on)
        process.open_child(
            get(POSITION),
            parent,
            title=f"{parent.title}——{view.short or view.name}意见"[:200],
            body=code,
            region=view.region,
            line=view.line,
            fields={"convener_body": convener, "question": parent.question},
            actor=attempt.actor,
            at=attempt.at,
        )
