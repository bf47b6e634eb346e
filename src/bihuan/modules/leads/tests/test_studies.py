"""协同研究: the same rooms, a conclusion, tasks that others take."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.kernel import events as bus
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.leads.events import StudyConcluded
from bihuan.modules.leads.models import JointStudy, LeadPosition, PositionState, StudyState
from bihuan.modules.leads.operations import CandidatesRefused, open_study
from bihuan.modules.leads.process import JOINT_STUDY, LEAD_POSITION
from bihuan.modules.leads.tests.conftest import FARMS, PARTNER, WATER, person, when

ECOLOGY = "510000-ecology"


def begin(*participants: str) -> JointStudy:
    return open_study(
        title="新条例对清单的影响",
        kind="policy",
        subject_matter="新条例调整了分工。",
        origin="演示条例",
        happened_on=date(2023, 6, 1),
        participants=participants,
        actor=person(WATER),
        at=when(6, 5),
    )


def take(study: JointStudy, key: str, role: str, day: int, **fields: object) -> JointStudy:
    step = JOINT_STUDY.step(key)
    assert step is not None
    held = JointStudy.objects.select_related("case").get(pk=study.pk)
    process.perform(
        JOINT_STUDY,
        step,
        held,
        actor=person(WATER, role),
        at=when(6, day),
        inputs=Inputs(fields=fields),
    )
    return JointStudy.objects.select_related("case").get(pk=study.pk)


def answer(study: JointStudy, body: str) -> None:
    rows = LeadPosition.objects.select_related("case")
    for key, role, fields in (("fill", "handler", PARTNER), ("sign", "deputy", {})):
        step = LEAD_POSITION.step(key)
        assert step is not None
        process.perform(
            LEAD_POSITION,
            step,
            rows.get(case__parent_id=study.pk, case__body=body),
            actor=person(body, role),
            at=when(6, 8),
            inputs=Inputs(fields=fields),
        )


def test_a_study_ends_with_tasks_that_are_announced(province: None) -> None:
    del province
    study = begin(FARMS, ECOLOGY)
    (clock,) = deadlines.running(study.case.subject)
    assert clock.due_on == date(2023, 7, 1)  # thirty days after it was issued
    take(study, "ask", "handler", 6, question="有何影响？")
    answer(study, FARMS)
    with pytest.raises(Refused) as refused:
        take(study, "conclude", "office_head", 9, conclusion="影响不大。")
    assert "children_open" in refused.value.codes
    answer(study, ECOLOGY)
    heard: list[StudyConcluded] = []
    words = {"conclusion": "调整两项。", "tasks_text": "农业农村厅 | 修订清单 | 2023-07-31"}
    with bus.temporarily(StudyConcluded, heard.append):
        done = take(study, "conclude", "office_head", 12, **words)
    assert done.state == StudyState.CONCLUDED
    (task,) = done.tasks.all()
    assert (task.body, task.due_on) == (FARMS, date(2023, 7, 31))
    assert [(t.body, t.text) for event in heard for t in event.tasks] == [(FARMS, "修订清单")]
    assert not deadlines.running(done.case.subject)


@pytest.mark.parametrize(
    "tasks",
    ["农业农村厅 修订", "不存在厅 | 修订清单 | 2023-07-31", "农业农村厅 | 修订清单 | 2023-01-01"],
)
def test_tasks_nobody_could_carry_out_are_refused(province: None, tasks: str) -> None:
    del province
    study = begin(FARMS)
    take(study, "ask", "handler", 6, question="有何影响？")
    answer(study, FARMS)
    with pytest.raises(Refused) as refused:
        take(study, "conclude", "office_head", 12, conclusion="调整。", tasks_text=tasks)
    assert refused.value.codes == ("tasks",)


def test_a_study_that_is_dropped_ends_the_questions(province: None) -> None:
    del province
    study = begin(FARMS)
    take(study, "ask", "handler", 6, question="有何影响？")
    take(study, "drop", "office_head", 7, opinion="文件已撤回。")
    position = LeadPosition.objects.select_related("case").get(case__parent_id=study.pk)
    assert position.state == PositionState.WITHDRAWN


def test_a_study_is_done_with_others(province: None) -> None:
    del province
    for wrong in ((WATER,), ("510000-office",)):
        with pytest.raises(CandidatesRefused):
            begin(*wrong)
