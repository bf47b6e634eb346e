"""收文 at one recipient, and 批示办理: the task a leader's comment gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import Clock, Document, Field, Process, Step, says
from bihuan.modules.documents import effects
from bihuan.modules.documents.models import Instruction, Receiving
from bihuan.modules.documents.models import InstructionState as I
from bihuan.modules.documents.models import ReceivingState as R
from bihuan.modules.documents.process.sending import RULES
from bihuan.modules.documents.rules import guards
from bihuan.modules.documents.rules.settings import policy

if TYPE_CHECKING:
    from datetime import date

HANDLING = f"{RULES}收文办理：签收、登记、初审、承办、传阅、催办、答复"

HANDLER = holds("handler", organ="owner", label="收文经办人")
OFFICE_HEAD = holds("office_head", organ="owner", label="承办处室负责人")
REVIEWER = holds("reviewer", organ="owner", label="办公室收文人")
LEADERS = holds("deputy", organ="owner", label="分管领导") | holds(
    "principal", organ="owner", label="主要负责人"
)

_LIMIT = policy().sign_for


@says("分办时定的办理期限")
def finish_day(receiving: Receiving) -> date:
    """The day that was set when the paper was assigned."""
    if receiving.finish_by is None:
        message = "An assigned paper has a limit."
        raise ValueError(message)
    return receiving.finish_by


@says("批示写明的办理期限")
def instruction_day(instruction: Instruction) -> date:
    """The day the leader named."""
    return instruction.due_on


SIGN_DUE: Clock[Receiving] = Clock(
    "sign_for", _LIMIT.label, _LIMIT.span, basis=_LIMIT.basis, warn=_LIMIT.warn
)
FINISH_DUE: Clock[Receiving] = Clock("finish", "收文办理期限", finish_day, basis=HANDLING)
INSTRUCTION_DUE: Clock[Instruction] = Clock(
    "instruction", "批示办理期限", instruction_day, basis=f"{RULES}收文办理：承办、催办"
)

SIGN_FOR = Step(
    "sign_for",
    "签收",
    R.ARRIVED,
    R.REGISTERED,
    by=HANDLER | REVIEWER,
    basis=HANDLING,
    stops=(SIGN_DUE,),
    effects=(effects.sign_for_paper,),
    tone="primary",
)
SIGN_ON_PAPER = Step(
    "sign_on_paper",
    "线下签收（发文单位登记）",
    R.ARRIVED,
    R.REGISTERED,
    by=SYSTEM,
    basis=HANDLING,
    needs=(
        Field("signed_by", label="签收人", help="签收单上的姓名。"),
        Field("paper_receipt_on", widget="date", help="签收单上的日期。"),
        Field("paper_receipt_by"),
        Document("receipt", "签收单扫描件", types=("pdf", "png", "jpg")),
    ),
    guards=(guards.receipt_day_fits,),
    stops=(SIGN_DUE,),
    effects=(effects.sign_for_on_paper,),
    awaited=False,
)
ASSIGN = Step(
    "assign",
    "分办",
    R.REGISTERED,
    R.HANDLING,
    by=OFFICE_HEAD | REVIEWER,
    basis=HANDLING,
    needs=(
        Field("proposal", widget="textarea", help="写明拟由谁办、怎么办。"),
        Field("unit", help="本单位承办的处室、科室。"),
        Field("undertaker", required=False, help="具体承办人，可以不填。"),
        Field("finish_by", widget="date", help="来文有期限的，不晚于来文要求的日期。"),
    ),
    guards=(guards.finish_is_not_past,),
    starts=(FINISH_DUE,),
    tone="primary",
)
KEEP = Step(
    "keep",
    "阅存办结",
    R.REGISTERED,
    R.FINISHED,
    by=HANDLER | REVIEWER,
    basis=HANDLING,
    preconditions=(guards.no_answer_is_owed, guards.no_instruction_is_open),
    confirm="阅存后这件收文办结，不再分办。",
)
FINISH = Step(
    "finish",
    "办结",
    R.HANDLING,
    R.FINISHED,
    by=HANDLER | OFFICE_HEAD,
    basis=HANDLING,
    needs=(Field("result", widget="textarea", help="写明办了什么、结果怎样。"),),
    preconditions=(guards.no_answer_is_owed, guards.no_instruction_is_open),
    stops=(FINISH_DUE,),
    tone="primary",
)
REPLY = Step(
    "reply",
    "已复函答复",
    (R.REGISTERED, R.HANDLING),
    R.REPLIED,
    by=SYSTEM,
    basis=HANDLING,
    stops=(FINISH_DUE,),
    awaited=False,
)
RECALL = Step(
    "recall",
    "来文作废",
    (R.ARRIVED, R.REGISTERED, R.HANDLING),
    R.RECALLED,
    by=SYSTEM,
    basis=HANDLING,
    stops=(SIGN_DUE, FINISH_DUE),
    awaited=False,
)

RECEIVING = Process(
    "receiving",
    "收文",
    Receiving,
    version=1,
    states=R,
    initial=R.ARRIVED,
    final=(R.REPLIED, R.FINISHED, R.RECALLED),
    steps=(SIGN_FOR, SIGN_ON_PAPER, ASSIGN, KEEP, FINISH, REPLY, RECALL),
    opens_by=SYSTEM,
    opens_basis=HANDLING,
    number_prefix="SW",
    track=(R.ARRIVED, R.REGISTERED, R.HANDLING, R.FINISHED),
    starts=(SIGN_DUE,),
    confined=True,
)

DONE = Step(
    "done",
    "办毕，报批示领导",
    I.OPEN,
    I.DONE,
    by=HANDLER | OFFICE_HEAD | REVIEWER,
    basis=f"{RULES}收文办理：承办、催办",
    needs=(Field("report", widget="textarea", help="写明办理情况和结果。"),),
    stops=(INSTRUCTION_DUE,),
    tone="primary",
)

INSTRUCTION = Process(
    "instruction",
    "批示办理",
    Instruction,
    version=1,
    states=I,
    initial=I.OPEN,
    final=(I.DONE,),
    steps=(DONE,),
    opens_by=LEADERS,
    opens_basis=f"{RULES}收文办理：承办、催办",
    number_prefix="PS",
    starts=(INSTRUCTION_DUE,),
    confined=True,
)
