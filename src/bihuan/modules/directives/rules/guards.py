"""Guards of the two processes: pure reads of the case and the attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.process import Refusal, says

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt
    from bihuan.modules.directives.models import DutyExemption, DutyRecord


@says("履行日期不晚于办理当天")
def happened_in_time(attempt: Attempt[DutyRecord]) -> Refusal | None:
    """Refuse a date in the future: what has not happened cannot be shown."""
    happened_on = attempt.case.happened_on
    today = timezone.localtime(attempt.at).date()
    if happened_on is None or happened_on <= today:
        return None
    sentence = f"履行日期 {happened_on} 还没有到。请填写实际完成的日期，做完以后再登记。"
    return Refusal("future", sentence, "happened_on")


@says("要求向社会公开的，填写了公开网址")
def publication_has_link(attempt: Attempt[DutyRecord]) -> Refusal | None:
    """Refuse a publication without an address: nobody could look at it."""
    if not attempt.case.must_publish or attempt.case.link:
        return None
    return Refusal("no_link", "这一条要求向社会公开，请填写公开的网址。", "link")


@says("这一条不需要对方回执")
def needs_no_receipt(attempt: Attempt[DutyRecord]) -> Refusal | None:
    """Refuse to finish alone what the other side has to confirm."""
    if not attempt.case.receiver_body:
        return None
    return Refusal("receipt", "这一条要有对方回执才算办到，请用“核定并送对方确认”。")


@says("这一条需要对方回执")
def needs_receipt(attempt: Attempt[DutyRecord]) -> Refusal | None:
    """Refuse to trouble another body where nobody waits for a receipt."""
    if attempt.case.receiver_body:
        return None
    return Refusal("no_receipt", "这一条不需要对方回执，请用“核定入账”。")


@says("核定人不是送核定的人")
def checker_is_another(attempt: Attempt[DutyRecord]) -> Refusal | None:
    """Refuse whoever submitted the record: four eyes see it."""
    record, actor = attempt.case, attempt.actor
    same_post = record.submitted_by == actor.key
    # One person may hold two posts: the account tells.
    same_person = actor.account_id is not None and actor.account_id == record.submitted_account
    if not (same_post or same_person):
        return None
    return Refusal("four_eyes", "登记和核定不能是同一个人。请由另一位处室负责人核定。")


@says("审批单位不是申请单位")
def approver_is_another(attempt: Attempt[DutyExemption]) -> Refusal | None:
    """Refuse a body that would excuse itself."""
    if attempt.actor.body != attempt.case.body:
        return None
    return Refusal("own_case", "不能审批本单位自己的申请。请由上一级环委办审批。")
