"""身份信息查看 and 身份信息销毁: asked by one, decided by another, both on the record."""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import Clock, Field, Process, Step
from bihuan.kernel.vault import effects, guards
from bihuan.kernel.vault.models import Erasure, Reveal
from bihuan.kernel.vault.models import ErasureState as E
from bihuan.kernel.vault.models import RevealState as R
from bihuan.kernel.vault.policy import policy

ACCESS = "《个人信息保护法》第五十一条（合理确定操作权限，采取加密、去标识化等措施）"
SECRECY = "《信访工作条例》第三十条（检举控告材料和有关情况不得泄露）"
DELETION = "《个人信息保护法》第四十七条（处理目的已实现的，应当删除个人信息）"

HANDLER = holds("handler", organ="owner", label="经办人")
HEAD = holds("office_head", organ="owner", label="处室负责人")
DEPUTY = holds("deputy", organ="owner", label="分管领导")
PRINCIPAL = holds("principal", organ="owner", label="主要负责人")
ASKERS = HANDLER | HEAD
DECIDERS = HEAD | DEPUTY | PRINCIPAL

VIEW: Clock[Reveal] = Clock.by("view", policy().view)
WHY_NOT = Field("refusal", widget="textarea", help="写明为什么不同意；申请和理由都会保留。")

GRANT = Step(
    "grant",
    "同意查看",
    R.REQUESTED,
    R.GRANTED,
    by=DECIDERS,
    basis=ACCESS,
    guards=(guards.is_a_second_person, guards.something_is_sealed),
    starts=(VIEW,),
    effects=(effects.open_the_view,),
    confirm="同意后申请人在时限内可以看到没有遮盖的内容，每次打开都记入账本。",
    tone="primary",
)
DECLINE = Step(
    "decline",
    "不同意查看",
    R.REQUESTED,
    R.REFUSED,
    by=DECIDERS,
    basis=SECRECY,
    needs=(WHY_NOT,),
    guards=(guards.is_a_second_person,),
)
TAKE_BACK = Step(
    "take_back",
    "撤回查看申请",
    R.REQUESTED,
    R.WITHDRAWN,
    by=ASKERS,
    basis=ACCESS,
    guards=(guards.is_the_asker,),
    awaited=False,
)
FINISH = Step(
    "finish",
    "结束查看",
    R.GRANTED,
    R.CLOSED,
    by=HANDLER | DECIDERS,
    basis=ACCESS,
    stops=(VIEW,),
    awaited=False,
)
EXPIRE = Step(
    "expire",
    "到时收回",
    R.GRANTED,
    R.EXPIRED,
    by=SYSTEM,
    basis=ACCESS,
    stops=(VIEW,),
)

REVEAL = Process(
    "identity-reveal",
    "身份信息查看",
    Reveal,
    version=1,
    states=R,
    initial=R.REQUESTED,
    final=(R.REFUSED, R.WITHDRAWN, R.CLOSED, R.EXPIRED),
    steps=(GRANT, DECLINE, TAKE_BACK, FINISH, EXPIRE),
    opens_by=ASKERS,
    opens_basis=ACCESS,
    number_prefix="CK",
    track=(R.REQUESTED, R.GRANTED, R.CLOSED),
    confined=True,
)

ERASE = Step(
    "erase",
    "同意并销毁",
    E.REQUESTED,
    E.ERASED,
    by=DECIDERS,
    basis=DELETION,
    guards=(guards.is_a_second_person, guards.something_is_sealed),
    effects=(effects.destroy_key,),
    confirm="销毁后任何人都不能再读出这件办件的身份信息，不能恢复；账本不受影响。",
    tone="danger",
)
KEEP = Step(
    "keep",
    "不同意销毁",
    E.REQUESTED,
    E.REFUSED,
    by=DECIDERS,
    basis=DELETION,
    needs=(WHY_NOT,),
    guards=(guards.is_a_second_person,),
)
UNDO = Step(
    "undo",
    "撤回销毁申请",
    E.REQUESTED,
    E.WITHDRAWN,
    by=ASKERS,
    basis=DELETION,
    guards=(guards.is_the_asker,),
    awaited=False,
)

ERASURE = Process(
    "identity-erasure",
    "身份信息销毁",
    Erasure,
    version=1,
    states=E,
    initial=E.REQUESTED,
    final=(E.ERASED, E.REFUSED, E.WITHDRAWN),
    steps=(ERASE, KEEP, UNDO),
    opens_by=ASKERS,
    opens_basis=DELETION,
    number_prefix="XH",
    track=(E.REQUESTED, E.ERASED),
    confined=True,
)
