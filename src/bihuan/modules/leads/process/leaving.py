"""How a docket ends without a decision: led already, not obvious, merged, passed down."""

from __future__ import annotations

from bihuan.kernel.process import OPINION, Field, Step
from bihuan.modules.leads.effects import docket as effects
from bihuan.modules.leads.effects import rooms
from bihuan.modules.leads.models import DocketState as S
from bihuan.modules.leads.process.terms import BEFORE_DECISION, CHIEF, DESIGN, NOTICE, OFFICE
from bihuan.modules.leads.rules import guards

ALREADY_LED = Step(
    "already_led",
    "已有牵头部门，不予会商",
    (S.REGISTERED, S.JUDGED, S.POSITIONS, S.MET),
    S.ALREADY_LED,
    by=OFFICE,
    basis=f"{NOTICE}：限于尚未明确牵头部门的事项",
    needs=(
        Field("led_body", widget="body"),
        Field(
            "led_row",
            widget="matter",
            help="写出事情，例如“烧秸秆”，从列出的事项里选；也可以直接写编码，例如 NY-11。",
        ),
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
