"""Consequences of the steps of a joint study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import says
from bihuan.modules.leads.events import ConcludedTask, StudyConcluded
from bihuan.modules.leads.models import JointStudy, StudyTask
from bihuan.modules.leads.rules import bodies
from bihuan.modules.leads.rules.tasks import parse_tasks

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt


@says("写下后续任务，交计划模块接办")
def hand_out_tasks(attempt: Attempt[JointStudy]) -> None:
    """Store the tasks and announce them."""
    study, on = attempt.case, civil_day(attempt.at)
    lines = parse_tasks(study.tasks_text)
    codes = bodies.codes_of((line.who for line in lines), region=study.case.region, on=on)
    tasks = tuple(ConcludedTask(text=x.text, body=codes[x.who], due_on=x.due_on) for x in lines)
    StudyTask.objects.bulk_create(
        StudyTask(study=study, position=number, text=x.text, body=x.body, due_on=x.due_on)
        for number, x in enumerate(tasks, start=1)
    )
    events.publish(
        StudyConcluded(
            case_id=study.case_id,
            number=study.number,
            title=study.title,
            body=study.body,
            concluded_on=on,
            tasks=tasks,
        )
    )
