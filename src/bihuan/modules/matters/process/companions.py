"""Small processes beside a list: taking in a decided matter, a partner's answer, yearly review."""

from __future__ import annotations

from typing import Any

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Clock, Field, Process, Step
from bihuan.modules.matters.effects import companions as effects
from bihuan.modules.matters.models import (
    IntakeState,
    MatterIntake,
    Partnership,
    PartnershipState,
    ReviewState,
    YearlyReview,
)
from bihuan.modules.matters.rules import companions as guards
from bihuan.modules.matters.rules.settings import policy

LEAD_BASIS = "川环委〔2023〕1号第二条第（四）项"
PARTNER_BASIS = "川环委〔2023〕1号第二条第（四）项：协调沟通联络机制"

_LIMITS = policy()
HANDLER = holds("handler", organ="owner", label="本单位经办人")
HEAD = holds("office_head", organ="owner", label="牵头处室负责人")
OFFICE_CHIEF = holds("office_head", organ="office", label="环委办处室负责人") | holds(
    "principal", organ="office", label="环委办主要负责人"
)

INTAKE_DUE: Clock[MatterIntake] = Clock.by("intake", _LIMITS.intake)
PARTNER_DUE: Clock[Partnership] = Clock.by("partner", _LIMITS.partner)
REVIEW_DUE: Clock[YearlyReview] = Clock(
    "review",
    _LIMITS.review.label,
    guards.review_due,
    basis=_LIMITS.review.basis,
)

PLACE = Step(
    "place",
    "列入本单位清单",
    IntakeState.WAITING,
    IntakeState.PLACED,
    by=HANDLER | HEAD | SYSTEM,
    basis=LEAD_BASIS,
    preconditions=(guards.list_can_take,),
    confirm="这一项加入本单位清单草稿；没有草稿的，从现行清单编制新的一版。",
    tone="primary",
)
SHOWN = Step(
    "shown",
    "已随清单公开",
    (IntakeState.WAITING, IntakeState.PLACED),
    IntakeState.PUBLISHED,
    by=SYSTEM,
    basis=LEAD_BASIS,
    stops=(INTAKE_DUE,),
)
CANCEL = Step(
    "cancel",
    "不再列入",
    (IntakeState.WAITING, IntakeState.PLACED),
    IntakeState.CANCELLED,
    by=OFFICE_CHIEF | SYSTEM,
    basis=LEAD_BASIS,
    needs=(OPINION,),
    stops=(INTAKE_DUE,),
    confirm="只有原来的决定已经改变的，才能不再列入；理由写入办件记录。",
    tone="danger",
    awaited=False,
)

MATTER_INTAKE = Process(
    "matter-intake",
    "确定事项列入清单",
    MatterIntake,
    version=1,
    states=IntakeState,
    initial=IntakeState.WAITING,
    final=(IntakeState.PUBLISHED, IntakeState.CANCELLED),
    steps=(PLACE, SHOWN, CANCEL),
    opens_by=SYSTEM,
    opens_basis=LEAD_BASIS,
    number_prefix="LR",
    track=(IntakeState.WAITING, IntakeState.PLACED, IntakeState.PUBLISHED),
    starts=(INTAKE_DUE,),
)

CONFIRM = Step(
    "confirm",
    "全部确认",
    PartnershipState.ASKED,
    PartnershipState.CONFIRMED,
    by=HANDLER | HEAD,
    basis=PARTNER_BASIS,
    preconditions=(guards.nothing_is_objected,),
    stops=(PARTNER_DUE,),
    effects=(effects.confirm_the_rest,),
    confirm="确认后，这些事项中由本单位配合或者共同牵头的部分记为本单位认可。",
    tone="primary",
)
OBJECT = Step(
    "object",
    "提出异议",
    PartnershipState.ASKED,
    PartnershipState.OBJECTED,
    by=HANDLER | HEAD,
    basis=PARTNER_BASIS,
    needs=(OPINION,),
    preconditions=(guards.something_is_objected,),
    stops=(PARTNER_DUE,),
    effects=(effects.confirm_the_rest,),
    tone="danger",
)
LAPSE = Step(
    "lapse",
    "逾期未答复",
    PartnershipState.ASKED,
    PartnershipState.SILENT,
    by=SYSTEM,
    basis=PARTNER_BASIS,
    stops=(PARTNER_DUE,),
)
ANSWER_LATE = Step(
    "answer_late",
    "补办确认",
    PartnershipState.SILENT,
    PartnershipState.CONFIRMED,
    by=HANDLER | HEAD,
    basis=PARTNER_BASIS,
    preconditions=(guards.nothing_is_objected,),
    effects=(effects.confirm_the_rest,),
)
OBJECT_LATE = Step(
    "object_late",
    "补提异议",
    PartnershipState.SILENT,
    PartnershipState.OBJECTED,
    by=HANDLER | HEAD,
    basis=PARTNER_BASIS,
    needs=(OPINION,),
    preconditions=(guards.something_is_objected,),
    effects=(effects.confirm_the_rest,),
    tone="danger",
)
DROP = Step(
    "drop",
    "撤销",
    (PartnershipState.ASKED, PartnershipState.SILENT),
    PartnershipState.DROPPED,
    by=SYSTEM,
    basis=PARTNER_BASIS,
    stops=(PARTNER_DUE,),
)

PARTNERSHIP = Process(
    "partnership",
    "配合事项确认",
    Partnership,
    version=1,
    states=PartnershipState,
    initial=PartnershipState.ASKED,
    final=(PartnershipState.CONFIRMED, PartnershipState.OBJECTED, PartnershipState.DROPPED),
    steps=(CONFIRM, OBJECT, LAPSE, ANSWER_LATE, OBJECT_LATE, DROP),
    opens_by=SYSTEM,
    opens_basis=PARTNER_BASIS,
    number_prefix="PH",
    track=(PartnershipState.ASKED, PartnershipState.CONFIRMED),
    starts=(PARTNER_DUE,),
)

FINDING = Field("finding", widget="textarea", help="写明对照了哪些依据，有哪些变化。")
KEEP = Step(
    "keep",
    "复核无变化",
    ReviewState.DUE,
    ReviewState.KEPT,
    by=HANDLER | HEAD,
    basis=_LIMITS.review.basis,
    needs=(FINDING,),
    stops=(REVIEW_DUE,),
    tone="primary",
)
REVISED = Step(
    "revised",
    "已公开新的一版",
    ReviewState.DUE,
    ReviewState.REVISED,
    by=SYSTEM,
    basis=_LIMITS.review.basis,
    stops=(REVIEW_DUE,),
)
REVIEW_LAPSE = Step(
    "lapse",
    "逾期未复核",
    ReviewState.DUE,
    ReviewState.LAPSED,
    by=SYSTEM,
    basis=_LIMITS.review.basis,
    stops=(REVIEW_DUE,),
)

YEARLY_REVIEW = Process(
    "list-review",
    "清单年度复核",
    YearlyReview,
    version=1,
    states=ReviewState,
    initial=ReviewState.DUE,
    final=(ReviewState.KEPT, ReviewState.REVISED, ReviewState.LAPSED),
    steps=(KEEP, REVISED, REVIEW_LAPSE),
    opens_by=SYSTEM,
    opens_basis=_LIMITS.review.basis,
    number_prefix="FH",
    track=(ReviewState.DUE, ReviewState.KEPT),
    starts=(REVIEW_DUE,),
)

ALL: tuple[Process[Any], ...] = (MATTER_INTAKE, PARTNERSHIP, YEARLY_REVIEW)
