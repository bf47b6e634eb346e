"""牵头部门会商: a matter nobody leads, decided within two months and taken into a list.

Every step towards the decision, in the order a docket lives them; the ways out are in `leaving`.
"""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM
from bihuan.kernel.process import OPINION, Document, Field, Process, Step, all_children_closed
from bihuan.modules.leads.effects import docket as effects
from bihuan.modules.leads.effects import rooms
from bihuan.modules.leads.models import DocketState as S
from bihuan.modules.leads.models import LeadDocket
from bihuan.modules.leads.process.leaving import ALREADY_LED, MERGE, NOT_OBVIOUS, PASS_DOWN
from bihuan.modules.leads.process.terms import (
    ASK_DUE,
    CHIEF,
    DESIGN,
    DRAFT_DUE,
    JUDGE_DUE,
    MEET_DUE,
    NOTICE,
    OFFICE,
    PROPOSER,
    PUBLICITY,
    PUBLISH_DUE,
    SUBMIT_DUE,
    TAKEOVER_DUE,
    TOTAL,
)
from bihuan.modules.leads.rules import guards
from bihuan.modules.leads.rules.settings import policy

MINUTES = Document("record", "会商纪要", least=0, help="会议纪要、签到表，可以上传多份。")
DECISION = Document("decision", "审定文件", help="党委、政府的批示、纪要或者批复。")
LEAD = Field(
    "lead_body",
    widget="body",
    help="填写单位代码，可以从提示中选择。只有一个部门同意牵头的，已由部门意见带出。",
)
CATEGORIES = tuple(policy().categories.items())
PARTNERS = Field("partners", required=False, help="单位名称之间用“、”隔开。")

JUDGE = Step(
    "judge",
    "研判为影响明显",
    S.REGISTERED,
    S.JUDGED,
    by=OFFICE,
    basis=f"{NOTICE}：对生态环境保护影响明显的具体事项",
    needs=(Field("judgement", widget="textarea", help="写明影响范围、程度和已知的投诉、数据。"),),
    stops=(JUDGE_DUE,),
    starts=(ASK_DUE,),
    tone="primary",
)
ASK = Step(
    "ask",
    "征求部门意见",
    S.JUDGED,
    S.POSITIONS,
    by=OFFICE,
    basis=f"{NOTICE}：组织相关部门研究会商",
    needs=(
        Field(
            "question",
            widget="textarea",
            help="请部门回答什么：是否牵头、依据哪些规定、可以承担哪些工作。",
        ),
    ),
    preconditions=(guards.candidates_are_named,),
    stops=(ASK_DUE,),
    starts=(MEET_DUE,),
    effects=(rooms.ask_candidates,),
    tone="primary",
)
INVITE = Step(
    "invite",
    "增请部门",
    S.POSITIONS,
    S.POSITIONS,
    by=OFFICE,
    basis=DESIGN,
    needs=(Field("invited_body", widget="body"),),
    guards=(guards.invited_is_new,),
    effects=(rooms.ask_invited,),
    awaited=False,
)
MEET = Step(
    "meet",
    "记录会商",
    S.POSITIONS,
    S.MET,
    by=OFFICE,
    basis=f"{NOTICE}：组织相关部门研究会商",
    needs=(
        Field("met_on", widget="date"),
        Field("attended", help="参加会商的单位。"),
        Field("minutes", widget="textarea", help="讨论了什么，分歧在哪里，形成什么意见。"),
        MINUTES,
    ),
    preconditions=(all_children_closed,),
    guards=(guards.meeting_has_been,),
    stops=(MEET_DUE,),
    starts=(DRAFT_DUE,),
    effects=(effects.draft_opinion,),
    tone="primary",
)
DRAFT = Step(
    "draft",
    "形成牵头意见",
    S.MET,
    S.OPINION,
    by=OFFICE,
    basis=f"{NOTICE}：形成明确意见",
    needs=(
        LEAD,
        PARTNERS,
        Field("division", required=False, widget="textarea"),
        Field("opinion_text", widget="textarea", help="已按记录起草，请逐句核对修改。"),
        Field("category", label="清单类别", widget="select", choices=CATEGORIES),
        Field("review_on", required=False, widget="date", help="到期回头看分工是否合适。"),
    ),
    guards=(guards.lead_is_department, guards.partners_are_known),
    stops=(DRAFT_DUE,),
    starts=(SUBMIT_DUE,),
    tone="primary",
)
MEET_AGAIN = Step(
    "meet_again",
    "重新会商",
    S.OPINION,
    S.POSITIONS,
    by=CHIEF,
    basis=DESIGN,
    needs=(OPINION,),
    stops=(SUBMIT_DUE,),
    starts=(MEET_DUE,),
    awaited=False,
)
SUBMIT = Step(
    "submit",
    "报请审定",
    S.OPINION,
    S.SUBMITTED,
    by=CHIEF,
    basis=f"{NOTICE}：报省委、省政府审定；市县由本级党委、政府研究明确",
    needs=(Field("submission_no", required=False, help="请示文号。"),),
    stops=(SUBMIT_DUE,),
    tone="primary",
)
SENT_BACK = Step(
    "sent_back",
    "审定未通过，退回修改",
    S.SUBMITTED,
    S.MET,
    by=OFFICE,
    basis=NOTICE,
    needs=(OPINION,),
    starts=(DRAFT_DUE,),
    awaited=False,
)
DECIDE = Step(
    "decide",
    "登记审定结果",
    S.SUBMITTED,
    S.DECIDED,
    by=OFFICE,
    basis=f"{NOTICE}：审定",
    needs=(
        Field("decider", help="审定的党委、政府。"),
        Field("decision_no", help="批示、纪要或者批复的文号。"),
        Field("decided_on", widget="date"),
        LEAD,
        PARTNERS,
        Field("division", required=False, widget="textarea"),
        DECISION,
    ),
    guards=(guards.decision_has_been, guards.lead_is_department, guards.partners_are_known),
    stops=(TOTAL,),
    starts=(PUBLISH_DUE,),
    effects=(effects.announce_decision,),
    confirm="审定结果登记后不能改动。审定意见与会商意见不同的，请按审定文件填写。",
    tone="primary",
)
PUBLISH = Step(
    "publish",
    "向社会公开",
    S.DECIDED,
    S.PUBLISHED,
    by=OFFICE,
    basis=PUBLICITY,
    needs=(Field("public_link", required=False, widget="url", help="政府门户上的网址。"),),
    stops=(PUBLISH_DUE,),
    starts=(TAKEOVER_DUE,),
    effects=(effects.freeze,),
    confirm="公开后生成永久地址和指纹，公开的内容不能改动。",
    tone="primary",
)
TAKEN_IN = Step(
    "taken_in",
    "牵头部门已列入清单",
    S.PUBLISHED,
    S.LISTED,
    by=SYSTEM,
    basis=f"{NOTICE}：牵头部门列入清单并落实",
    stops=(TAKEOVER_DUE,),
)
LEAD_DOCKET = Process(
    "lead-docket",
    "牵头部门会商",
    LeadDocket,
    version=1,
    states=S,
    initial=S.REGISTERED,
    final=(S.LISTED, S.ALREADY_LED, S.NOT_OBVIOUS, S.MERGED, S.PASSED_DOWN),
    steps=(
        JUDGE,
        ASK,
        INVITE,
        MEET,
        DRAFT,
        MEET_AGAIN,
        SUBMIT,
        SENT_BACK,
        DECIDE,
        PUBLISH,
        TAKEN_IN,
        ALREADY_LED,
        NOT_OBVIOUS,
        MERGE,
        PASS_DOWN,
    ),
    opens_by=OFFICE | CHIEF | PROPOSER | SYSTEM,
    opens_basis=NOTICE,
    number_prefix="HS",
    starts=(TOTAL, JUDGE_DUE),
    track=(
        S.REGISTERED,
        S.JUDGED,
        S.POSITIONS,
        S.MET,
        S.OPINION,
        S.SUBMITTED,
        S.DECIDED,
        S.PUBLISHED,
        S.LISTED,
    ),
)
