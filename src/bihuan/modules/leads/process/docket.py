"""牵头部门会商: a matter nobody leads, decided within two months and taken into a list.

Who acts, which clocks run, then every step there is, in the order a docket lives them.
"""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Document, Field, Process, Step, all_children_closed
from bihuan.modules.leads.effects import docket as effects
from bihuan.modules.leads.effects import rooms
from bihuan.modules.leads.models import DocketState as S
from bihuan.modules.leads.models import LeadDocket
from bihuan.modules.leads.process.clocks import clock
from bihuan.modules.leads.rules import dates, guards
from bihuan.modules.leads.rules.settings import policy

NOTICE = "川环委〔2023〕1号第二条第（四）项"
DESIGN = "平台设计：研究会商的内部步骤由环委办组织"
PUBLICITY = f"{NOTICE}：依法依规向社会公开"

OFFICE = holds("handler", organ="office", label="环委办经办人") | holds(
    "office_head", organ="office", label="环委办处室负责人"
)
CHIEF = holds("office_head", organ="office", label="环委办处室负责人") | holds(
    "principal", organ="office", label="环委办主要负责人"
)
PROPOSER = holds("handler", organ="proposer", label="提出单位经办人")

TOTAL = clock("total", dates.total)
JUDGE_DUE = clock("judge")
ASK_DUE = clock("ask")
MEET_DUE = clock("meet")
DRAFT_DUE = clock("draft")
SUBMIT_DUE = clock("submit")
PUBLISH_DUE = clock("publish", dates.publication)
TAKEOVER_DUE = clock("takeover", dates.takeover)
BEFORE_DECISION = (TOTAL, JUDGE_DUE, ASK_DUE, MEET_DUE, DRAFT_DUE, SUBMIT_DUE)

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
ALREADY_LED = Step(
    "already_led",
    "已有牵头部门，不予会商",
    (S.REGISTERED, S.JUDGED, S.POSITIONS, S.MET),
    S.ALREADY_LED,
    by=OFFICE,
    basis=f"{NOTICE}：限于尚未明确牵头部门的事项",
    needs=(
        Field("led_body", widget="body"),
        Field("led_row", help="那份清单里的事项编码，例如 SNYNCT-03。"),
        OPINION,
    ),
    guards=(guards.row_is_public,),
    stops=BEFORE_DECISION,
    effects=(rooms.end_questions,),
    awaited=False,
)
NOT_OBVIOUS = Step(
    "not_obvious",
    "影响不明显，不予会商",
    S.REGISTERED,
    S.NOT_OBVIOUS,
    by=CHIEF,
    basis=f"{NOTICE}：限于对生态环境保护影响明显的事项",
    needs=(OPINION,),
    stops=BEFORE_DECISION,
    awaited=False,
    tone="danger",
)
MERGE = Step(
    "merge",
    "并入另一件会商",
    (S.REGISTERED, S.JUDGED, S.POSITIONS, S.MET),
    S.MERGED,
    by=OFFICE,
    basis=DESIGN,
    needs=(Field("merged_into", help="另一件会商事项的编号。"), OPINION),
    guards=(guards.target_is_another,),
    stops=BEFORE_DECISION,
    effects=(rooms.end_questions,),
    awaited=False,
)
PASS_DOWN = Step(
    "pass_down",
    "转下级研究明确",
    (S.REGISTERED, S.JUDGED, S.POSITIONS, S.MET),
    S.PASSED_DOWN,
    by=OFFICE,
    basis=f"{NOTICE}：省级以下事项由各市（州）党委、政府研究明确",
    needs=(Field("passed_region", help="下级地区的六位区划代码，例如 511100。"), OPINION),
    guards=(guards.region_is_below,),
    stops=BEFORE_DECISION,
    effects=(rooms.end_questions, effects.open_below),
    awaited=False,
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
