"""Two proposals to interview for the demonstration: one to be checked, one to be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.quality.operations.proposing import propose_interview
from bihuan.modules.quality.process import CHECK, INTERVIEW_CANDIDATE
from bihuan.modules.quality.queries.sheets import trigger_sheets

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor

MOST = 2
FINDING = (
    "演示数据：两年按同一版标准评价，有效天数相当，没有沙尘等特殊情形；"
    "判定表所列须人工核定之处已逐项核对。"
)


def propose(*, handler: Actor, head: Actor, on: date, at: datetime) -> int:
    """Propose what fired for the first cities; the head has checked the first. Say how many."""
    fired = [sheet for sheet in trigger_sheets(on=on, actor=handler) if sheet.fired][:MOST]
    for number, sheet in enumerate(fired):
        made = propose_interview(
            sheet.place, rule=sheet.fired[-1].rule, on=on, actor=handler, at=at
        )
        if number == 0:
            told = Inputs(fields={"finding": FINDING})
            process.perform(INTERVIEW_CANDIDATE, CHECK, made, actor=head, at=at, inputs=told)
    return len(fired)
