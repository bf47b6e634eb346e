"""What the small cases beside a list bring about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.modules.matters.models import PartnerAnswer
from bihuan.modules.matters.operations.editing import add_row
from bihuan.modules.matters.operations.opening import open_list
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.companions import list_in_hand

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt
    from bihuan.modules.matters.models import MatterIntake, Partnership


@says("在本单位清单草稿中加入这一项；没有草稿的，从现行清单编制新的一版")
def place_row(attempt: Attempt[MatterIntake]) -> None:
    """Put the decided matter into the list in hand, or into a new version of the one in force."""
    intake = attempt.case
    actor = attempt.actor if attempt.actor.body == intake.body else system_actor("intake")
    held = list_in_hand(intake.body)
    if held is None:
        year = civil_day(attempt.at).year
        held = open_list(body=intake.body, year=year, actor=actor, at=attempt.at)
    present = held.rows.filter(origin=intake.origin).first()
    row = present or add_row(
        matter_list=held,
        values=intake.values,
        origin=intake.origin,
        actor=actor,
        at=attempt.at,
    )
    intake.list_number, intake.row_identity = held.number, row.identity
    intake.save(update_fields=["list_number", "row_identity"])


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
