"""纠错与异议: received, answered, published; or closed with a reason."""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import Clock, Field, Process, Step
from bihuan.modules.corrections import effects
from bihuan.modules.corrections.models import Correction
from bihuan.modules.corrections.models import CorrectionState as S
from bihuan.modules.corrections.policies import answer_limit

DESIGN = "平台设计：公开门户接受纠错和异议，答复向社会公开"

ANSWER_DUE: Clock[Correction] = Clock.by("answer", answer_limit())

HANDLER = holds("handler", organ="owner", label="环委办经办人")
HEAD = holds("office_head", organ="owner", label="环委办处室负责人")

ANSWER = Step(
    "answer",
    "拟写答复",
    S.RECEIVED,
    S.ANSWERED,
    by=HANDLER,
    basis=DESIGN,
    needs=(
        Field(
            "answer",
            widget="textarea",
            help="写明核实结果、改了什么。会向社会公开，不要写来信人的任何信息。",
        ),
    ),
    tone="primary",
)
PUBLISH = Step(
    "publish",
    "公开答复",
    S.ANSWERED,
    S.PUBLISHED,
    by=HEAD,
    basis=DESIGN,
    stops=(ANSWER_DUE,),
    effects=(effects.publish_answer,),
    confirm="答复公开后不能修改，来信内容和联系方式不公开。",
    tone="primary",
)
BACK = Step("back", "退回重拟", S.ANSWERED, S.RECEIVED, by=HEAD, basis=DESIGN)
CLOSE = Step(
    "close",
    "不予采纳",
    (S.RECEIVED, S.ANSWERED),
    S.CLOSED,
    by=HEAD,
    basis=DESIGN,
    needs=(
        Field(
            "reason",
            widget="textarea",
            help="写明为什么不采纳；来信人凭查询码能看到这段话。",
        ),
    ),
    stops=(ANSWER_DUE,),
    effects=(effects.tell_reason,),
    awaited=False,
    tone="danger",
)

CORRECTION = Process(
    "correction",
    "纠错与异议",
    Correction,
    version=1,
    states=S,
    initial=S.RECEIVED,
    final=(S.PUBLISHED, S.CLOSED),
    steps=(ANSWER, PUBLISH, BACK, CLOSE),
    opens_by=SYSTEM,
    opens_basis=DESIGN,
    number_prefix="JC",
    track=(S.RECEIVED, S.ANSWERED, S.PUBLISHED),
    starts=(ANSWER_DUE,),
    confined=True,
)
