"""部门意见: one department answers in its own case: lead, partner or decline, why, on which basis.

Shared by dockets and joint studies.
"""

from __future__ import annotations

from bihuan.kernel.access import holds
from bihuan.kernel.process import OPINION, Document, Field, Process, Step
from bihuan.modules.leads.effects import rooms
from bihuan.modules.leads.models import LeadPosition
from bihuan.modules.leads.models import PositionState as S
from bihuan.modules.leads.process.clocks import clock
from bihuan.modules.leads.rules import guards

NOTICE = "川环委〔2023〕1号第二条第（四）项：组织相关部门研究会商"
FOUR_EYES = "平台设计：部门意见由经办人起草、单位负责人签发"
SILENCE = "平台设计：期限已过仍未答复的，由召集单位记为未回复，会商照常进行"

HANDLER = holds("handler", organ="owner", label="本单位经办人")
LEADER = holds("deputy", organ="owner", label="分管领导") | holds(
    "principal", organ="owner", label="主要负责人"
)
CONVENER = holds("handler", organ="convener", label="召集单位经办人") | holds(
    "office_head", organ="convener", label="召集单位处室负责人"
)

REPLY_DUE = clock("reply")
PAPER = Document("paper", "书面意见", least=0, help="盖章的书面意见、三定规定摘录等。")

FILL = Step(
    "fill",
    "起草部门意见",
    S.ASKED,
    S.DRAFTED,
    by=HANDLER,
    basis=NOTICE,
    needs=(
        Field("stance", widget="select"),
        Field("reason", widget="textarea", help="为什么由本部门牵头、配合，或者为什么不承担。"),
        Field(
            "basis",
            required=False,
            widget="textarea",
            help="法律法规的名称和条款，或者三定规定的有关内容。不承担的必须写明。",
        ),
        Field("share", required=False, widget="textarea", help="本部门可以做哪些事。"),
        PAPER,
    ),
    guards=(guards.decline_has_basis, guards.willing_say_what),
    effects=(rooms.note_drafter,),
    tone="primary",
)
SIGN = Step(
    "sign",
    "签发答复",
    S.DRAFTED,
    S.ANSWERED,
    by=LEADER,
    basis=FOUR_EYES,
    preconditions=(guards.signer_is_another,),
    stops=(REPLY_DUE,),
    confirm="签发后送召集单位，参加会商的各单位都能看到。",
    tone="primary",
)
RETURN = Step(
    "return",
    "退回修改",
    S.DRAFTED,
    S.ASKED,
    by=LEADER,
    basis=FOUR_EYES,
    needs=(OPINION,),
)
NO_REPLY = Step(
    "no_reply",
    "记为未回复",
    (S.ASKED, S.DRAFTED),
    S.NO_REPLY,
    by=CONVENER,
    basis=SILENCE,
    preconditions=(guards.reply_time_is_over,),
    stops=(REPLY_DUE,),
    confirm="记为未回复后，这个部门的意见不再等待，会商记录写明“未回复”。",
    awaited=False,
    tone="danger",
)
WITHDRAW = Step(
    "withdraw",
    "不再征求",
    (S.ASKED, S.DRAFTED),
    S.WITHDRAWN,
    by=CONVENER,
    basis="平台设计：会商已经结束，或者这个部门与事项无关",
    needs=(OPINION,),
    stops=(REPLY_DUE,),
    awaited=False,
)

LEAD_POSITION = Process(
    "lead-position",
    "部门意见",
    LeadPosition,
    version=1,
    states=S,
    initial=S.ASKED,
    final=(S.ANSWERED, S.NO_REPLY, S.WITHDRAWN),
    steps=(FILL, SIGN, RETURN, NO_REPLY, WITHDRAW),
    opens_by=CONVENER,
    opens_basis=NOTICE,
    number_prefix="YJ",
    starts=(REPLY_DUE,),
    track=(S.ASKED, S.DRAFTED, S.ANSWERED),
)
