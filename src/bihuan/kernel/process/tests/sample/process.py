"""The sample processes: a repair with its visits."""

from datetime import date

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.calendar import calendar_days, working_days
from bihuan.kernel.process import (
    OPINION,
    Attempt,
    Clock,
    Document,
    Field,
    Process,
    Refusal,
    Step,
    all_children_closed,
    says,
)
from bihuan.kernel.process.tests.sample.models import Repair, Visit, VisitState
from bihuan.kernel.process.tests.sample.models import RepairState as S

OWNER = holds("handler", organ="owner", label="责任单位经办人")
OWNER_HEAD = holds("principal", organ="owner", label="责任单位主要负责人")
OFFICE = holds("reviewer", organ="office", label="督办单位审查员")
OFFICE_HEAD = holds("principal", organ="office", label="督办单位主要负责人")


@says("方案约定的完成时间")
def agreed_finish(case: Repair) -> date:
    """Take the day the plan agreed on."""
    if case.finish_on is None:
        raise AssertionError
    return case.finish_on


@says("完成时间必须晚于办理当天")
def finish_is_after_today(attempt: Attempt[Repair]) -> Refusal | None:
    """A plan looks forward."""
    finish = attempt.case.finish_on
    if finish is not None and finish <= attempt.at.date():
        return Refusal("finish", "完成时间必须晚于今天。", "finish_on")
    return None


def was_heard(attempt: Attempt[Repair]) -> Refusal | None:
    """Nobody is closed out unheard."""
    if attempt.case.heard_at is None:
        return Refusal("heard", "还没有告知责任单位，告知后才能销号。")
    return None


def tell_source(attempt: Attempt[Repair]) -> None:
    """Count that the source was told."""
    attempt.case.told += 1
    attempt.case.save(update_fields=["told"])


SIGN_DUE = Clock("sign", "签收期限", working_days(3), basis="办法第三条")
PLAN_DUE = Clock(
    "plan", "方案报送期限", working_days(10), basis="办法第五条", warn=(working_days(3),)
)
FIX_DUE = Clock("fix", "整改完成期限", agreed_finish, basis="办法第八条", warn=(calendar_days(30),))

PLAN = Document("plan", "整改方案")
PROOF = Document("proof", "整改佐证材料", least=2, types=("pdf", "jpg", "png"))

SIGN = Step(
    "sign",
    "签收",
    S.OPENED,
    S.PLANNING,
    by=OWNER | SYSTEM,
    basis="办法第四条",
    starts=(PLAN_DUE,),
    stops=(SIGN_DUE,),
    tone="primary",
)
SUBMIT_PLAN = Step(
    "submit_plan",
    "报送方案",
    S.PLANNING,
    S.REVIEW,
    by=OWNER_HEAD,
    basis="办法第五条",
    needs=(
        PLAN,
        Field("measures"),
        Field("finish_on", widget="date"),
        Field("cost", required=False),
    ),
    guards=(finish_is_after_today,),
    stops=(PLAN_DUE,),
)
RETURN_PLAN = Step(
    "return_plan",
    "退回方案",
    S.REVIEW,
    S.PLANNING,
    by=OFFICE,
    basis="办法第六条",
    needs=(OPINION,),
    starts=(PLAN_DUE,),
    tone="danger",
)
APPROVE_PLAN = Step(
    "approve_plan",
    "批准方案",
    S.REVIEW,
    S.FIXING,
    by=OFFICE_HEAD,
    basis="办法第六条",
    starts=(FIX_DUE,),
)
TELL = Step(
    "tell",
    "告知责任单位",
    S.FIXING,
    S.FIXING,
    by=OFFICE,
    basis="办法第九条",
    needs=(Field("heard_at"),),
)
HOLD = Step("hold", "中止", S.FIXING, S.HELD, by=OFFICE_HEAD, basis="办法第十条", pauses=(FIX_DUE,))
RESUME = Step(
    "resume", "恢复", S.HELD, S.FIXING, by=OFFICE_HEAD, basis="办法第十条", resumes=(FIX_DUE,)
)
CLOSE = Step(
    "close",
    "销号",
    S.FIXING,
    S.CLOSED,
    by=OFFICE_HEAD,
    basis="办法第十二条",
    needs=(PROOF, OPINION, Field("agreed", widget="bool")),
    preconditions=(was_heard, all_children_closed),
    stops=(FIX_DUE,),
    effects=(tell_source,),
    confirm="销号后不能撤回。",
)

REPAIR = Process(
    "sample-repair",
    "整改",
    Repair,
    version=1,
    states=S,
    initial=S.OPENED,
    final=(S.CLOSED,),
    track=(S.OPENED, S.PLANNING, S.REVIEW, S.FIXING, S.CLOSED),
    steps=(SIGN, SUBMIT_PLAN, RETURN_PLAN, APPROVE_PLAN, TELL, HOLD, RESUME, CLOSE),
    starts=(SIGN_DUE,),
    opens_by=OFFICE,
    opens_basis="办法第二条",
    number_prefix="ZG",
)

CHECK_ON_SITE = Step(
    "check_on_site", "现场核查", VisitState.PLANNED, VisitState.DONE, by=OWNER, basis="办法第十一条"
)
VISIT = Process(
    "sample-visit",
    "现场核查",
    Visit,
    version=1,
    states=VisitState,
    initial=VisitState.PLANNED,
    final=(VisitState.DONE,),
    steps=(CHECK_ON_SITE,),
    opens_by=OWNER,
    opens_basis="办法第十一条",
    number_prefix="HC",
)
