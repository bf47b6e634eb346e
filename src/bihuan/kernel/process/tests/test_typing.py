"""What mypy must refuse. Each `type: ignore` is a planted fault: were it no error, strict mode
would report the comment as unused.
"""

from typing import TYPE_CHECKING

from bihuan.kernel.process import Attempt, Process, Refusal, Step, all_children_closed
from bihuan.kernel.process.tests.sample.models import Repair, RepairState, Stranger


def for_strangers(attempt: Attempt[Stranger]) -> Refusal | None:
    return Refusal("secret", attempt.case.secret)


def test_the_faults_are_planted_for_the_type_checker() -> None:
    assert not TYPE_CHECKING


if TYPE_CHECKING:
    from bihuan.kernel.process.tests.sample import process as sample

    S = RepairState

    _mixed = Step(
        "mixed",
        "混用",
        S.OPENED,
        S.PLANNING,
        by=sample.OWNER,
        basis="一",
        guards=(sample.finish_is_after_today, for_strangers),  # type: ignore[arg-type]
    )
    _foreign = Step(
        "foreign",
        "他人",
        S.OPENED,
        S.PLANNING,
        by=sample.OWNER,
        basis="一",
        guards=(for_strangers,),
    )
    _process = Process(  # type: ignore[misc]
        "faulty",
        "错误",
        Repair,
        version=1,
        states=S,
        initial=S.OPENED,
        final=(S.CLOSED,),
        steps=(sample.SIGN, _foreign),
        opens_by=sample.OWNER,
        opens_basis="一",
        number_prefix="X",
    )
    _no_rule = Step("no_rule", "无人", S.OPENED, S.PLANNING, basis="一")  # type: ignore[call-arg]
    _no_basis = Step("no_basis", "无据", S.OPENED, S.PLANNING, by=sample.OWNER)  # type: ignore[call-arg]
    _slip = Step("slip", "笔误", S.OPEND, S.PLANNING, by=sample.OWNER, basis="一")  # type: ignore[attr-defined]
    _general: Step[Repair] = Step(
        "general",
        "通用",
        S.OPENED,
        S.PLANNING,
        by=sample.OWNER,
        basis="一",
        guards=(all_children_closed, sample.finish_is_after_today),
        starts=(sample.PLAN_DUE,),
    )
