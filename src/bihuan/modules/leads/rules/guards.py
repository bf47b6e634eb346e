"""What a step on a docket, a position, a takeover or a study demands beside its needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import Refusal, says
from bihuan.modules.leads.models import (
    DocketState,
    JointStudy,
    LeadDocket,
    LeadPosition,
    Stance,
)
from bihuan.modules.leads.rules import bodies
from bihuan.modules.leads.rules.tasks import TaskFault, parse_tasks
from bihuan.modules.matters.api import copies

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt

LEAST = 2
REPLY = "reply"
NO_TARGET = (DocketState.MERGED, DocketState.NOT_OBVIOUS, DocketState.PASSED_DOWN)


@says("候选部门至少两个")
def candidates_are_named(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse to ask nobody, or only one."""
    if len(attempt.case.candidates) >= LEAST:
        return None
    return Refusal("candidates", "候选部门至少要有两个，才谈得上会商。请先在本页“候选部门”中选定。")


@says("参加单位至少一个")
def participants_are_named(attempt: Attempt[JointStudy]) -> Refusal | None:
    """Refuse a joint study with nobody."""
    if attempt.case.candidates:
        return None
    return Refusal("candidates", "协同研究至少要有一个参加单位。请重新发起，并选定参加单位。")


@says("增请的是本地区部门，且还没有征求过")
def invited_is_new(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse to ask a body twice, or one of elsewhere."""
    docket, code = attempt.case, attempt.case.invited_body
    if code in docket.candidates:
        return Refusal("invited", "这个部门已经在征求意见之列，不必再请。", "invited_body")
    return _department(docket, code, "invited_body", attempt)


@says("会商日期不晚于当天，不早于登记")
def meeting_has_been(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse a meeting of tomorrow, or of before the matter was known."""
    docket, today = attempt.case, civil_day(attempt.at)
    opened = civil_day(docket.case.opened_at)
    if docket.met_on is None or opened <= docket.met_on <= today:
        return None
    sentence = f"会商日期应在登记之日（{opened.isoformat()}）到今天之间。请核对。"
    return Refusal("met_on", sentence, "met_on")


@says("牵头部门是本地区的部门")
def lead_is_department(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse a lead that is no department of this region."""
    return _department(attempt.case, attempt.case.lead_body, "lead_body", attempt)


@says("配合部门都在机构名册里，且不含牵头部门")
def partners_are_known(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse names nobody carries."""
    docket, on = attempt.case, civil_day(attempt.at)
    names = bodies.split_names(docket.partners)
    codes = bodies.codes_of(names, region=docket.case.region, on=on)
    unknown = [name for name in names if name not in codes]
    if unknown:
        sentence = f"“{'、'.join(unknown)}”不在机构名册里。请填写单位全称或者规范简称，用“、”隔开。"
        return Refusal("partners", sentence, "partners")
    if docket.lead_body in codes.values():
        return Refusal("partners", "配合部门里不要再写牵头部门。请删去。", "partners")
    return None


@says("审定日期不晚于当天，不早于登记")
def decision_has_been(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse a decision of tomorrow, or of before the matter was known."""
    docket, today = attempt.case, civil_day(attempt.at)
    opened = civil_day(docket.case.opened_at)
    if docket.decided_on is None or opened <= docket.decided_on <= today:
        return None
    sentence = f"审定日期应在登记之日（{opened.isoformat()}）到今天之间。请核对审定文件。"
    return Refusal("decided_on", sentence, "decided_on")


@says("所指的事项在那个部门已公开的现行清单里")
def row_is_public(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse to close a docket on a row that is in no list."""
    docket = attempt.case
    for published in copies.published_lists(body=docket.led_body, current_only=True):
        if any(row.code == docket.led_row for row in copies.published_rows(published.address)):
            return None
    sentence = f"现行公开清单里没有编码为“{docket.led_row}”的事项。请到责任清单核对部门和编码。"
    return Refusal("led_row", sentence, "led_row")


@says("并入的是本地区另一件没有退出的会商事项")
def target_is_another(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse to merge into itself, into another region, or into what has left."""
    docket = attempt.case
    target = (
        LeadDocket.objects.select_related("case")
        .filter(case__number=docket.merged_into, case__region=docket.case.region)
        .exclude(pk=docket.pk)
        .exclude(case__state__in=NO_TARGET)
    )
    if target.exists():
        return None
    sentence = "没有找到可以并入的会商事项。请填写本地区另一件会商事项的编号，例如 HS-2026-0001。"
    return Refusal("merged_into", sentence, "merged_into")


@says("转往的是直接下级地区")
def region_is_below(attempt: Attempt[LeadDocket]) -> Refusal | None:
    """Refuse a region that is not one level below."""
    docket = attempt.case
    if bodies.is_below(docket.passed_region, docket.case.region):
        return None
    sentence = "只能转给直接下级的市（州）或者县（市、区）。请填写六位区划代码，例如 511100。"
    return Refusal("passed_region", sentence, "passed_region")


@says("不承担的，必须写明法律法规或三定依据")
def decline_has_basis(attempt: Attempt[LeadPosition]) -> Refusal | None:
    """A department that declines says under which text."""
    position = attempt.case
    if position.stance != Stance.DECLINE or "《" in position.basis or "三定" in position.basis:
        return None
    sentence = (
        "选择“不承担”的，必须写明依据：写出《法律法规名称》和条款，或者“三定”规定的有关内容。"
    )
    return Refusal("basis", sentence, "basis")


@says("同意牵头或者配合的，写明可以承担的工作")
def willing_say_what(attempt: Attempt[LeadPosition]) -> Refusal | None:
    """A department that takes part says with what."""
    position = attempt.case
    if position.stance == Stance.DECLINE or position.share.strip():
        return None
    sentence = "同意牵头或者配合的，请写明本部门可以承担哪些工作，会商时据此划分职责。"
    return Refusal("share", sentence, "share")


@says("签发人不是起草人")
def signer_is_another(attempt: Attempt[LeadPosition]) -> Refusal | None:
    """Two people stand for an answer."""
    position, actor = attempt.case, attempt.actor
    same_account = actor.account_id is not None and actor.account_id == position.drafter_account
    if actor.key != position.drafter_key and not same_account:
        return None
    return Refusal("four_eyes", "起草和签发不能是同一人。请由另一位负责人签发。")


@says("答复期限已过")
def reply_time_is_over(attempt: Attempt[LeadPosition]) -> Refusal | None:
    """Silence is recorded only when the time to answer is over."""
    today = civil_day(attempt.at)
    running = deadlines.running(attempt.case.case.subject)
    clock = next((item for item in running if item.key == REPLY), None)
    if clock is None or clock.due_on < today:
        return None
    sentence = f"答复期限到{clock.due_on.isoformat()}为止，期限过后才能记为未回复。"
    return Refusal("reply_time", sentence)


@says("后续任务每行写清承担单位、任务、完成日期")
def tasks_are_clear(attempt: Attempt[JointStudy]) -> Refusal | None:
    """Refuse tasks nobody could carry out."""
    item, today = attempt.case, civil_day(attempt.at)
    try:
        lines = parse_tasks(item.tasks_text)
    except TaskFault as fault:
        return Refusal("tasks", str(fault), "tasks_text")
    codes = bodies.codes_of((line.who for line in lines), region=item.case.region, on=today)
    for line in lines:
        if line.who not in codes:
            sentence = f"后续任务的承担单位“{line.who}”不在机构名册里。请填写规范名称。"
            return Refusal("tasks", sentence, "tasks_text")
        if line.due_on < today:
            sentence = f"“{line.text}”的完成日期早于今天。请核对。"
            return Refusal("tasks", sentence, "tasks_text")
    return None


def _department(
    docket: LeadDocket, code: str, field: str, attempt: Attempt[LeadDocket]
) -> Refusal | None:
    if bodies.is_department(code, region=docket.case.region, on=civil_day(attempt.at)):
        return None
    sentence = "请从本地区的部门里选择。党委、政府、环委会及其办公室组织和审定，不作候选部门。"
    return Refusal(field, sentence, field)
