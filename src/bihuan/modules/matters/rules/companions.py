"""Why a step of the small cases beside a list is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Refusal, says
from bihuan.modules.matters.models import ListState, MatterList, PartnerAnswer
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.matters.rules.states import CLOSED, EDITABLE

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt
    from bihuan.modules.matters.models import MatterIntake, Partnership, YearlyReview


def list_in_hand(body: str) -> MatterList | None:
    """The list this body is working on, if any; there is never more than one."""
    return (
        MatterList.objects.select_related("case")
        .filter(case__body=body)
        .exclude(case__state__in=CLOSED)
        .first()
    )


@says("本单位没有在办清单，或者在办清单仍可改动")
def list_can_take(attempt: Attempt[MatterIntake]) -> Refusal | None:
    """A list that lies with the office is not changed behind its back."""
    held = list_in_hand(attempt.case.body)
    if held is None or held.case.state in EDITABLE:
        return None
    label = ListState(held.case.state).label
    return Refusal(
        "list_is_fixed",
        f"在办清单{held.number}现在的状态是“{label}”，不能加入新事项。请等它公开或者退回以后再列入。",
    )


@says("没有对任何一项提出异议")
def nothing_is_objected(attempt: Attempt[Partnership]) -> Refusal | None:
    """A confirmation covers every matter that was asked about."""
    count = attempt.case.matters.filter(answer=PartnerAnswer.OBJECTED).count()
    if not count:
        return None
    return Refusal(
        "objected",
        f"已对{count}项提出异议，不能全部确认。请办理“提出异议”，或者先收回这些异议。",
    )


@says("至少对一项写明了异议理由")
def something_is_objected(attempt: Attempt[Partnership]) -> Refusal | None:
    """An objection says which matter and why."""
    if attempt.case.matters.filter(answer=PartnerAnswer.OBJECTED).exists():
        return None
    return Refusal(
        "nothing_objected",
        "还没有对任何一项写明异议。请先在有异议的事项后填写理由，再提出异议。",
    )


@says("复核年度规定的最后一天")
def review_due(review: YearlyReview) -> date:
    """The last day of the season of that year."""
    return policy().review.due_on(review.year)
