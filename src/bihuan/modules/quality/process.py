"""拟约谈建议: a fired row of the interview rule, proposed, checked and decided by people.

Nothing here is an interview: an accepted proposal is handed on by an event, a dismissed one keeps
the reason. The evidence is the frozen sheet, and it has to be whole at every step.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bihuan.kernel import events as bus
from bihuan.kernel.access import holds
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Field, Process, Refusal, Step, says
from bihuan.modules.quality.events import InterviewCandidateAccepted
from bihuan.modules.quality.models import CandidateState as S
from bihuan.modules.quality.models import InterviewCandidate

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt

NOTICE = "川环委〔2023〕1号第三条第（一）项：环境质量改善不力的，按办法约谈"
METHOD = "《四川省环境质量改善不力约谈办法》（2022年5月印发，转载本，办理程序未见原文）"
OWN = "平台设计：判定只产生建议，须经核查和审定，未采纳的写明理由"

HANDLER = holds("handler", organ="owner", label="省生态环境厅经办人")
HEAD = holds("office_head", organ="owner", label="省生态环境厅处室负责人")
LEADER = holds("deputy", organ="owner", label="省生态环境厅分管领导") | holds(
    "principal", organ="owner", label="省生态环境厅主要负责人"
)


@says("判定表原文与指纹相符，且确实触发了这一条")
def sheet_is_whole(attempt: Attempt[InterviewCandidate]) -> Refusal | None:
    """Refuse evidence that was changed, or that never said so."""
    sheet = attempt.case.sheet
    if hashlib.new("sm3", sheet.text.encode()).hexdigest() != sheet.digest:
        return Refusal(
            "sheet", "所附判定表的原文与指纹不符，不能作为依据。请立即报告系统管理员。", "sheet"
        )
    if attempt.case.rule not in sheet.fired:
        sentence = f"所附判定表没有触发情形 {attempt.case.rule}，不能据此提出建议。"
        return Refusal("not_fired", sentence, "sheet")
    return None


@says("本人没有办过这件建议前面的环节")
def is_another_person(attempt: Attempt[InterviewCandidate]) -> Refusal | None:
    """Refuse whoever has acted on it: proposing, checking and deciding are three people's."""
    if not attempt.case.case.passages.filter(actor_key=attempt.actor.key).exists():
        return None
    return Refusal("four_eyes", "提出、核查、审定不能是同一个人。请由没有办过这件建议的同志办理。")


@says("通知约谈环节：建议已采纳，是否约谈另行按程序决定")
def hand_on(attempt: Attempt[InterviewCandidate]) -> None:
    """Announce it to the module that interviews."""
    case = attempt.case
    bus.publish(
        InterviewCandidateAccepted(
            case_id=case.case_id,
            number=case.number,
            place=case.place,
            place_name=case.place_name,
            rule=case.rule,
            tier=case.tier,
            term=case.term,
            sentence=case.sentence,
            sheet=case.sheet.digest,
            accepted_on=civil_day(attempt.at),
        )
    )


CHECK = Step(
    "check",
    "核查报审",
    S.PROPOSED,
    S.REVIEW,
    by=HEAD,
    basis=OWN,
    needs=(
        Field(
            "finding",
            widget="textarea",
            help="数据是否有效、有无沙尘等特殊情形、两年是否同一版标准；判定表要求人工核定的逐项写明。",
        ),
    ),
    preconditions=(sheet_is_whole, is_another_person),
    tone="primary",
)
ACCEPT = Step(
    "accept",
    "采纳并移交",
    S.REVIEW,
    S.ACCEPTED,
    by=LEADER,
    basis=NOTICE,
    preconditions=(sheet_is_whole, is_another_person),
    effects=(hand_on,),
    confirm="采纳后移交约谈环节。采纳不等于约谈，是否约谈由有权机关按程序决定。",
    tone="primary",
)
DISMISS = Step(
    "dismiss",
    "不予采纳",
    S.REVIEW,
    S.DISMISSED,
    by=LEADER,
    basis=OWN,
    needs=(
        Field("reason", widget="textarea", help="写明为什么不建议约谈，例如数据须更正、特殊气象。"),
    ),
    preconditions=(is_another_person,),
    tone="danger",
)

INTERVIEW_CANDIDATE = Process(
    "interview-candidate",
    "拟约谈建议",
    InterviewCandidate,
    version=1,
    states=S,
    initial=S.PROPOSED,
    final=(S.ACCEPTED, S.DISMISSED),
    steps=(CHECK, ACCEPT, DISMISS),
    opens_by=HANDLER,
    opens_basis=METHOD,
    number_prefix="YT",
    track=(S.PROPOSED, S.REVIEW, S.ACCEPTED),
)
