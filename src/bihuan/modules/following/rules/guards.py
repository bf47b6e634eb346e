"""What a step on a decision demands beside its needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Refusal, says
from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Cause, Following

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt

MOST_NAMED = 5


def stale(case: Following) -> tuple[str, ...]:
    """Return the asked clauses that read otherwise than when they were last looked at."""
    notice = places.notice_for(case.case.region)
    if notice is None:
        return ()
    now = {face.code: face.print for face in notice.clauses}
    return tuple(code for code, seen in case.asked.items() if now.get(code) != seen)


@says("所答复的条款在作答以后没有变化")
def text_is_current(attempt: Attempt[Following]) -> Refusal | None:
    """Refuse to decide on words that no longer stand."""
    changed = stale(attempt.case)
    if not changed:
        return None
    named = "、".join(changed[:MOST_NAMED]) + ("等" if len(changed) > MOST_NAMED else "")
    sentence = (
        f"条款 {named} 在作答以后有变化。请由经办人打开“逐条作答”核对最新条款后再办；"
        "已经送审的，请先退回。"
    )
    return Refusal("stale", sentence)


@says("至少有一个条款要答复")
def something_is_asked(attempt: Attempt[Following]) -> Refusal | None:
    """Refuse a decision about nothing."""
    if attempt.case.asked:
        return None
    return Refusal("empty", "没有要答复的条款。请先载入文件条款，再发起答复。")


@says("审核人不是作答人")
def checker_is_another(attempt: Attempt[Following]) -> Refusal | None:
    """Two people stand for an answer."""
    case, actor = attempt.case, attempt.actor
    same_account = actor.account_id is not None and actor.account_id == case.drafter_account
    if actor.key != case.drafter_key and not same_account:
        return None
    return Refusal("four_eyes", "作答和审核不能是同一人。请由另一位负责人审核。")


@says("上级要求的答复不能作废")
def nobody_waits_for_it(attempt: Attempt[Following]) -> Refusal | None:
    """Refuse to throw away what somebody above waits for."""
    case = attempt.case
    if case.cause != Cause.CHANGE and not case.asker_body:
        return None
    sentence = (
        "这是上级条款变化或者上级要求的答复，不能作废。请逐条答复；没有例外的，直接送审即可。"
    )
    return Refusal("awaited", sentence)
