"""履责佐证登记与不适用申请：没有专门流程的应办事项，凭一份核定过的登记算数。.

Two small processes that serve every clause: a record of what was done, and an application that a
duty should not count.
"""

from __future__ import annotations

from bihuan.kernel.access import holds
from bihuan.kernel.process import OPINION, Document, Field, Process, Step
from bihuan.modules.directives import effects
from bihuan.modules.directives.models import DutyExemption, DutyRecord
from bihuan.modules.directives.models import ExemptionState as X
from bihuan.modules.directives.models import RecordState as S
from bihuan.modules.directives.rules import guards

HANDLER = holds("handler", organ="owner", label="本单位经办人")
OFFICE_HEAD = holds("office_head", organ="owner", label="牵头处室负责人")
RECEIVER = holds("handler", organ="receiver", label="接收单位经办人") | holds(
    "office_head", organ="receiver", label="接收单位处室负责人"
)
COMMISSION = holds("principal", organ="office", label="环委办主要负责人")

DESIGN = "平台设计：佐证由经办人登记、处室负责人核定"
RECEIPT = "平台设计：报送、抄送和销号须有对方回执才算办到"
RELIEF = "平台设计：不适用和豁免由环委办决定并写明理由"

PROOF = Document("proof", "佐证材料", least=0, help="文件、会议记录、照片或截图，可以上传多份。")

SUBMIT = Step(
    "submit",
    "送处室负责人核定",
    S.DRAFT,
    S.CHECKING,
    by=HANDLER,
    basis=DESIGN,
    needs=(
        Field("summary", widget="textarea", help="一两句话说清做了什么、结果怎样。"),
        Field("happened_on", widget="date", help="实际完成的那一天，不是今天登记的日子。"),
        Field("document_no", required=False, help="发文号、会议纪要号或记录编号。"),
        Field("link", required=False, widget="url", help="要求公开的事项，填写公开的网址。"),
        PROOF,
    ),
    guards=(guards.happened_in_time, guards.publication_has_link),
    effects=(effects.note_submitter,),
    tone="primary",
)
RECORD = Step(
    "record",
    "核定入账",
    S.CHECKING,
    S.RECORDED,
    by=OFFICE_HEAD,
    basis=DESIGN,
    preconditions=(guards.needs_no_receipt, guards.checker_is_another),
    tone="primary",
)
SEND = Step(
    "send",
    "核定并送对方确认",
    S.CHECKING,
    S.SENT,
    by=OFFICE_HEAD,
    basis=RECEIPT,
    preconditions=(guards.needs_receipt, guards.checker_is_another),
    tone="primary",
)
RETURN = Step(
    "return",
    "退回补充",
    S.CHECKING,
    S.DRAFT,
    by=OFFICE_HEAD,
    basis=DESIGN,
    needs=(OPINION,),
)
CONFIRM = Step(
    "confirm",
    "确认收到",
    S.SENT,
    S.CONFIRMED,
    by=RECEIVER,
    basis=RECEIPT,
    needs=(Field("receipt_no", help="收文编号，日后查对用。"),),
    tone="primary",
)
REJECT = Step(
    "reject",
    "未收到，退回",
    S.SENT,
    S.DRAFT,
    by=RECEIVER,
    basis=RECEIPT,
    needs=(OPINION,),
    tone="danger",
)
DISCARD = Step(
    "discard",
    "作废",
    S.DRAFT,
    S.DISCARDED,
    by=HANDLER,
    basis=DESIGN,
    needs=(OPINION,),
    confirm="作废后这份登记不再办理，记录仍然保留。",
    tone="danger",
)

DUTY_RECORD = Process(
    "duty-record",
    "履责佐证登记",
    DutyRecord,
    version=1,
    states=S,
    initial=S.DRAFT,
    final=(S.RECORDED, S.CONFIRMED, S.DISCARDED),
    steps=(SUBMIT, RECORD, SEND, RETURN, CONFIRM, REJECT, DISCARD),
    opens_by=HANDLER,
    opens_basis=DESIGN,
    number_prefix="LZ",
    track=(S.DRAFT, S.CHECKING, S.SENT, S.CONFIRMED),
)

APPLY = Step(
    "apply",
    "报环委办审批",
    X.DRAFT,
    X.APPLIED,
    by=OFFICE_HEAD,
    basis=RELIEF,
    needs=(
        Field("kind", widget="select"),
        Field("reason", widget="textarea", help="写明为什么不适用，或者为什么请求豁免。"),
        Field("every_period", required=False, widget="bool"),
    ),
    tone="primary",
)
APPROVE = Step(
    "approve",
    "同意",
    X.APPLIED,
    X.APPROVED,
    by=COMMISSION,
    basis=RELIEF,
    preconditions=(guards.approver_is_another,),
    confirm="同意后这一项不再计入落实率，矩阵上显示理由。",
    tone="primary",
)
REFUSE = Step(
    "refuse",
    "不同意",
    X.APPLIED,
    X.REFUSED,
    by=COMMISSION,
    basis=RELIEF,
    needs=(OPINION,),
    tone="danger",
)
RECALL = Step(
    "recall",
    "撤回修改",
    X.APPLIED,
    X.DRAFT,
    by=OFFICE_HEAD,
    basis=RELIEF,
)
ABANDON = Step(
    "abandon",
    "作废",
    X.DRAFT,
    X.DISCARDED,
    by=HANDLER | OFFICE_HEAD,
    basis=RELIEF,
    needs=(OPINION,),
    confirm="作废后这份申请不再办理，记录仍然保留。",
    tone="danger",
)

DUTY_EXEMPTION = Process(
    "duty-exemption",
    "不适用与豁免",
    DutyExemption,
    version=1,
    states=X,
    initial=X.DRAFT,
    final=(X.APPROVED, X.REFUSED, X.DISCARDED),
    steps=(APPLY, APPROVE, REFUSE, RECALL, ABANDON),
    opens_by=HANDLER | OFFICE_HEAD,
    opens_basis=RELIEF,
    number_prefix="MQ",
    track=(X.DRAFT, X.APPLIED, X.APPROVED),
)
