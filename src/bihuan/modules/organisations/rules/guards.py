"""What must be true of a responsible leader and lead office before it is submitted or confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Refusal, says
from bihuan.modules.organisations.models import Body, PairEntry
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt
    from bihuan.modules.organisations.models import ResponsiblePair


@says("负责领导是本单位领导，不是代行职责，生效之日在任")
def leader_is_ours(attempt: Attempt[ResponsiblePair]) -> Refusal | None:
    """Refuse a leader from another body, a stand-in, or somebody out of office on the first day."""
    leader, starts_on = attempt.case.leader, attempt.case.starts_on
    if leader is None or starts_on is None:
        return Refusal("missing.leader", "还没有选择负责领导。", "leader")
    if leader.body_id != attempt.case.body:
        return Refusal("leader.body", "负责领导应当是本单位的领导，请重新选择。", "leader")
    if leader.on_behalf_of_id is not None:
        return Refusal(
            "leader.acting", "代行职责的岗位不能登记为负责领导，请选择本人岗位。", "leader"
        )
    if not leader.held_on(starts_on):
        sentence = f"生效之日（{starts_on:%Y-%m-%d}）所选领导不在任，请核对任职日期。"
        return Refusal("leader.period", sentence, "leader")
    return None


@says("负责领导的职级符合生效之日对本级单位的要求")
def leader_has_rank(attempt: Attempt[ResponsiblePair]) -> Refusal | None:
    """Refuse a rank that the rule of the body's level and day does not accept."""
    leader, starts_on = attempt.case.leader, attempt.case.starts_on
    if leader is None or starts_on is None:
        return None
    level = Body.objects.values_list("level", flat=True).get(code=attempt.case.body)
    rule = packs.rank_rule(level, starts_on)
    if rule is None or leader.rank in rule.accepted:
        return None
    stated = f"“{leader.rank}”" if leader.rank else "空的"
    sentence = (
        f"负责领导应当是{rule.named}（可以登记：{'、'.join(rule.accepted)}），"
        f"所选领导的职级是{stated}。依据：{rule.basis}。"
    )
    return Refusal("leader.rank", sentence, "leader")


@says("生效日期不与本单位已有的登记重叠")
def starts_after_last(attempt: Attempt[ResponsiblePair]) -> Refusal | None:
    """Refuse a first day that would overlap what the register already says."""
    starts_on = attempt.case.starts_on
    if starts_on is None:
        return None
    last = PairEntry.objects.filter(body_id=attempt.case.body).order_by("-valid_from").first()
    if last is None:
        return None
    if starts_on <= last.valid_from:
        sentence = (
            f"本单位已登记自{last.valid_from:%Y-%m-%d}起的负责领导与牵头处室（{last}），"
            "新的生效日期应当在这之后。"
        )
        return Refusal("starts_on", sentence, "starts_on")
    if last.valid_to is not None and starts_on < last.valid_to:
        sentence = f"上一任登记到{last.valid_to:%Y-%m-%d}，新的生效日期不能在这之前。"
        return Refusal("starts_on", sentence, "starts_on")
    return None


@says("终止日期晚于生效日期")
def ends_after_start(attempt: Attempt[ResponsiblePair]) -> Refusal | None:
    """Refuse an end that is not after the beginning."""
    pair = attempt.case
    if pair.starts_on is None or pair.ends_on is None or pair.ends_on > pair.starts_on:
        return None
    sentence = f"自{pair.starts_on:%Y-%m-%d}起生效，终止日期应当在这之后。"
    return Refusal("ends_on", sentence, "ends_on")
