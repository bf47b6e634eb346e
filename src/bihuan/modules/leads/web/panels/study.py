"""A joint study on its page: what is studied and the tasks it ended with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel
from bihuan.modules.leads.models import JointStudy, StudyKind
from bihuan.modules.leads.rules.bodies import names_of
from bihuan.modules.leads.web.panels.shared import FACTS, told

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


def study_panel(detail: JointStudy, actor: Actor, at: datetime) -> Panel:
    """What is studied, by whom, and what came of it."""
    del actor
    names = names_of(detail.candidates, on=civil_day(at))
    facts = [
        Fact("种类", StudyKind(detail.kind).label),
        Fact("研究内容", detail.subject_matter),
        Fact("文件名称或者情况来源", detail.origin),
        Fact("出台或者发现日期", detail.happened_on),
        Fact("参加单位", "、".join(names[code] for code in detail.candidates)),
        Fact("请各单位研究的问题", detail.question),
        Fact("研究结论", detail.conclusion),
    ]
    return Panel("研究事项", FACTS, {"facts": told(facts)})


def tasks_panel(detail: JointStudy, actor: Actor, at: datetime) -> Panel | None:
    """The tasks the study ended with."""
    del actor
    tasks = list(detail.tasks.order_by("position"))
    if not tasks:
        return None
    names = names_of((task.body for task in tasks), on=civil_day(at))
    rows = tuple((task, names[task.body]) for task in tasks)
    return Panel("后续任务", "leads/parts/tasks.html", {"rows": rows}, flush=True)
