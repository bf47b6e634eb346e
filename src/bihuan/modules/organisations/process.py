"""确定负责领导与牵头处室（2.3.4、2.3.5）: one body, one leader, one lead office.

The handler drafts, the principal confirms, and the register takes it in: from then on it is the one
pair of the body until another takes its place or it is ended.
"""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Field, Process, Step
from bihuan.modules.organisations import effects
from bihuan.modules.organisations.models import PairState as S
from bihuan.modules.organisations.models import ResponsiblePair
from bihuan.modules.organisations.rules import guards

BASIS_LEADER = "川环委〔2023〕1号 2.3.4、2.3.5"

HANDLER = holds("handler", organ="owner", label="本单位经办人")
HEAD = holds("office_head", organ="owner", label="牵头处室负责人")
PRINCIPAL = holds("principal", organ="owner", label="本单位主要负责人")

SUBMIT = Step(
    "submit",
    "提交确认",
    S.DRAFT,
    S.REVIEW,
    by=HANDLER | HEAD,
    basis=BASIS_LEADER,
    needs=(
        Field("leader", widget="person", help="请选择本单位在任的分管领导。"),
        Field("office"),
        Field("office_head", required=False),
        Field("contact", required=False),
        Field("phone", help="只填办公电话，对外公开；不要填个人手机。"),
        Field("document_no", help="任命或者分工文件的文号。"),
        Field("starts_on", widget="date"),
        Field("public_name", required=False, widget="bool"),
    ),
    guards=(guards.leader_is_ours, guards.leader_has_rank, guards.starts_after_last),
    tone="primary",
)
RETURN = Step(
    "return",
    "退回修改",
    S.REVIEW,
    S.DRAFT,
    by=PRINCIPAL,
    basis=BASIS_LEADER,
    needs=(OPINION,),
)
CONFIRM = Step(
    "confirm",
    "确认生效",
    S.REVIEW,
    S.IN_FORCE,
    by=PRINCIPAL,
    basis=BASIS_LEADER,
    guards=(guards.leader_is_ours, guards.leader_has_rank, guards.starts_after_last),
    effects=(effects.enter_register,),
    confirm="确认后即登记生效，原负责领导与牵头处室同时被接替。",
    tone="primary",
)
REPLACE = Step(
    "replace",
    "被接替",
    S.IN_FORCE,
    S.REPLACED,
    by=SYSTEM,
    basis=BASIS_LEADER,
)
END = Step(
    "end",
    "终止",
    S.IN_FORCE,
    S.ENDED,
    by=PRINCIPAL | HEAD,
    basis=BASIS_LEADER,
    needs=(Field("ends_on", widget="date"), Field("end_reason", widget="textarea")),
    guards=(guards.ends_after_start,),
    effects=(effects.leave_register,),
    confirm="终止后本单位出现空缺，应当尽快确定新的负责领导与牵头处室。",
    tone="danger",
    awaited=False,
)
LAPSE = Step(
    "lapse",
    "负责领导离任或机构撤销",
    S.IN_FORCE,
    S.ENDED,
    by=SYSTEM,
    basis=BASIS_LEADER,
    needs=(Field("ends_on", widget="date"), Field("end_reason", widget="textarea")),
    guards=(guards.ends_after_start,),
    effects=(effects.leave_register,),
)
WITHDRAW = Step(
    "withdraw",
    "撤回",
    S.DRAFT,
    S.WITHDRAWN,
    by=HANDLER | HEAD,
    basis=BASIS_LEADER,
    tone="danger",
)

RESPONSIBLE_PAIR = Process(
    "responsible-pair",
    "确定负责领导与牵头处室",
    ResponsiblePair,
    version=1,
    states=S,
    initial=S.DRAFT,
    final=(S.REPLACED, S.ENDED, S.WITHDRAWN),
    steps=(SUBMIT, RETURN, CONFIRM, REPLACE, END, LAPSE, WITHDRAW),
    opens_by=HANDLER | HEAD,
    opens_basis=BASIS_LEADER,
    number_prefix="FZ",
    track=(S.DRAFT, S.REVIEW, S.IN_FORCE),
)
