"""What the small cases beside a list bring about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.modules.matters.models import PartnerAnswer
from bihuan.modules.matters.rules import verbs

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt
    from bihuan.modules.matters.models import Partnership


@says("没有异议的各项记为已确认")
def confirm_the_rest(attempt: Attempt[Partnership]) -> None:
    """Whatever is not objected to counts as confirmed by the act."""
    case, actor = attempt.case, attempt.actor
    left = case.matters.filter(answer=PartnerAnswer.OPEN)
    count = left.update(
        answer=PartnerAnswer.CONFIRMED, answered_by=actor.name, answered_at=attempt.at
    )
    objected = case.matters.filter(answer=PartnerAnswer.OBJECTED).count()
    ledger.record(
        verbs.PARTNER_ANSWERED.key,
        actor=actor,
        at=attempt.at,
        subject=case.case.subject,
        facts={"list": case.list_number, "confirmed": count, "objected": objected},
    )
