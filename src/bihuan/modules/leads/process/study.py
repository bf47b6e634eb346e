"""协同研究: a new policy or a new situation, studied by several bodies; it ends with tasks."""

from __future__ import annotations

from bihuan.kernel.access import holds
from bihuan.kernel.process import OPINION, Document, Field, Process, Step, all_children_closed
from bihuan.modules.leads.effects import rooms
from bihuan.modules.leads.effects import study as effects
from bihuan.modules.leads.models import JointStudy
from bihuan.modules.leads.models import StudyState as S
from bihuan.modules.leads.process.clocks import clock
from bihuan.modules.leads.rules import dates, guards

NOTICE = "川环委〔2023〕1号第二条第（四）项：加强统筹联动、协同研究"

HANDLER = holds("handler", organ="owner", label="发起单位经办人") | holds(
    "office_head", organ="owner", label="发起单位处室负责人"
)
HEAD = holds("office_head", organ="owner", label="发起单位处室负责人") | holds(
    "principal", organ="owner", label="发起单位主要负责人"
)

STUDY_DUE = clock("study", dates.study)

ASK = Step(
    "ask",
    "征求参加单位意见",
    S.OPENED,
    S.POSITIONS,
    by=HANDLER,
    basis=NOTICE,
    needs=(Field("question", widget="textarea", help="请各单位研究回答什么。"),),
    preconditions=(guards.participants_are_named,),
    effects=(rooms.ask_participants,),
    tone="primary",
)
CONCLUDE = Step(
    "conclude",
    "形成研究结论",
    S.POSITIONS,
    S.CONCLUDED,
    by=HEAD,
    basis=NOTICE,
    needs=(
        Field("conclusion", widget="textarea", help="对清单、计划、标准各有什么影响。"),
        Field(
            "tasks_text",
            required=False,
            widget="textarea",
            help="一行一项，例如：生态环境厅 | 修订排放标准 | 2026-06-30",
        ),
        Document("report", "研究报告", least=0),
    ),
    preconditions=(all_children_closed,),
    guards=(guards.tasks_are_clear,),
    stops=(STUDY_DUE,),
    effects=(effects.hand_out_tasks,),
    tone="primary",
)
DROP = Step(
    "drop",
    "不再研究",
    (S.OPENED, S.POSITIONS),
    S.DROPPED,
    by=HEAD,
    basis="平台设计：不再需要的研究写明理由后结束",
    needs=(OPINION,),
    stops=(STUDY_DUE,),
    effects=(rooms.end_questions,),
    awaited=False,
    tone="danger",
)

JOINT_STUDY = Process(
    "joint-study",
    "协同研究",
    JointStudy,
    version=1,
    states=S,
    initial=S.OPENED,
    final=(S.CONCLUDED, S.DROPPED),
    steps=(ASK, CONCLUDE, DROP),
    opens_by=HANDLER,
    opens_basis=NOTICE,
    number_prefix="XT",
    starts=(STUDY_DUE,),
    track=(S.OPENED, S.POSITIONS, S.CONCLUDED),
)
