"""A believable year of a province (演示数据), made through operations with dated actors.

The bodies in which somebody works get their duties of this year and most of the records that show
them; everybody else gets the duties that run now. A seed makes every demonstration the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.directives.models import Duty, DutyRecord
from bihuan.modules.directives.operations.generating import generate
from bihuan.modules.directives.operations.opening import open_exemption, open_record
from bihuan.modules.directives.operations.registering import register_event
from bihuan.modules.directives.operations.settling import together
from bihuan.modules.directives.process import (
    APPLY,
    APPROVE,
    CONFIRM,
    DUTY_EXEMPTION,
    DUTY_RECORD,
    RECORD,
    SEND,
    SUBMIT,
)
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.organisations import demo as people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.access import Actor

MAKER = system_actor("demo")
SEED = 20230317
MONTHS_OF_A_QUARTER = 3
STANDING_BELOW = ("2.1.7", "2.1.8", "2.1.9", "2.3.9", "2.4.12", "2.4.13")
"""What cities and counties have owed since 2023."""
LATE, NEVER, EARLY, BEGUN, FALLOW = 0.07, 0.06, 0.3, 0.12, 0.5
HAPPENED = (
    ("510000-water", "2.3.8", "沱江支流水位异常上涨（演示）", 40, True),
    ("510000-water", "2.4.6", "新修订的取水许可规定出台（演示）", 24, False),
    ("510000-housing", "3.1.7", "县城污水处理厂提标进度滞后（演示）", 30, False),
    ("510000-ecology", "3.3.8", "检查中发现涉嫌伪造监测数据（演示）", 26, True),
    ("510000-industry", "2.2.8", "园区绿色化改造任务滞后（演示）", 9, False),
    ("510000-agriculture", "2.4.7", "秸秆离田储运出现新问题（演示）", 12, False),
)
EXCUSED = (
    ("510000-commerce", "2.2.2", "waived", "本轮行业规划已经印发，下一轮编制时纳入。"),
    ("510000-market", "3.1.8", "not_applicable", "以国家统一组织的监督抽查代替，不另行暗访。"),
    ("511100-forestry", "3.1.3", "not_applicable", "森林防火值守期间由市政府统一安排督导。"),
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """What will be done about a duty, and when."""

    duty: int
    happened_on: date
    recorded_on: date
    finish: bool


def build(*, at: datetime) -> int:
    """Generate duties and show most of them; return how many records were made."""
    if DutyRecord.objects.exists():
        return DutyRecord.objects.count()
    today = at.astimezone(SHANGHAI).date()
    _generate(today, at)
    _excuse(today)
    _let_things_happen(today)
    chance = random.Random(SEED)  # noqa: S311 - reproducible play, no secret
    deeds = sorted(_deeds(chance, today), key=lambda deed: (deed.recorded_on, deed.duty))
    with together():
        for deed in deeds:
            _do(deed)
    return len(deeds)


def _generate(today: date, at: datetime) -> None:
    """Make the duties: the whole story of the living, the present of everybody else."""
    quarter = _quarter_of(today)
    lasting = [
        clause.id
        for item in packs.loaded()
        for clause in item.pack.clauses
        if clause.deadline.kind in {"fixed", "issue", "yearly", "standing"}
    ]
    until = date(today.year, 12, 31)
    province = [body for body in people.ALIVE if body.startswith("510000")]
    generate(until=until, bodies=province, clauses=lasting, actor=MAKER, at=at)
    last_year = date(today.year - 1, 1, 1)
    below = [body for body in people.ALIVE if body not in province]
    generate(until=until, bodies=below, clauses=STANDING_BELOW, actor=MAKER, at=at)
    generate(until=until, since=last_year, bodies=below, clauses=("2.2.13",), actor=MAKER, at=at)
    before = quarter - timedelta(days=1)
    since = _quarter_of(before)
    generate(until=until, since=since, bodies=province, actor=MAKER, at=at)
    generate(until=until, since=quarter, actor=MAKER, at=at)


def _quarter_of(day: date) -> date:
    """Return the first day of a quarter."""
    first = (day.month - 1) // MONTHS_OF_A_QUARTER * MONTHS_OF_A_QUARTER + 1
    return date(day.year, first, 1)


def _deeds(chance: random.Random, today: date) -> Iterator[_Deed]:
    """Decide what was done about each duty that a record can show."""
    duties = (
        Duty.objects.filter(body__in=people.ALIVE, starts_on__lte=today, met_on=None, relief="")
        .filter(opened_on=None, event="")
        .order_by("pk")
    )
    for duty in duties:
        _, clause = packs.find(duty.clause_id)
        ahead = duty.due_on is None or duty.due_on >= today
        if duty.level == "K" and ahead and chance.random() < FALLOW:
            continue
        if any(predicate.process != DUTY_RECORD.key for predicate in clause.evidence):
            continue
        deed = _deed(chance, duty, today)
        if deed is not None:
            yield deed


def _deed(chance: random.Random, duty: Duty, today: date) -> _Deed | None:
    luck, delay = chance.random(), timedelta(days=chance.randint(1, 6))
    early = timedelta(days=chance.randint(2, 25))
    late = timedelta(days=chance.randint(3, 40))
    happened_on: date | None = None
    if duty.due_on is None and luck > LATE:
        days = min((today - duty.starts_on).days, 200)
        happened_on = duty.starts_on + timedelta(days=chance.randint(0, max(days - 10, 0)))
    elif duty.due_on is not None and duty.due_on < today and luck > NEVER:
        aim = duty.due_on + (late if luck < NEVER + LATE else -early)
        happened_on = min(max(aim, duty.starts_on), today)
    elif duty.due_on is not None and duty.due_on >= today:
        if EARLY <= luck < EARLY + BEGUN:
            return _Deed(duty.pk, today, today, finish=False)
        happened_on = max(duty.starts_on, today - early) if luck < EARLY else None
    if happened_on is None:
        return None
    return _Deed(duty.pk, happened_on, min(happened_on + delay, today), finish=True)


@cache
def _who(body: str, role: str) -> Actor:
    return people.Staff()(body, role, on=people.SINCE)


def _do(deed: _Deed) -> None:
    """Open a record, fill it in, have it checked and, where needed, confirmed."""
    duty = Duty.objects.get(pk=deed.duty)
    _, clause = packs.find(duty.clause_id)
    clerk, head = _who(duty.body, "handler"), _who(duty.body, "office_head")
    case = open_record(duty.pk, actor=clerk, at=_at(deed.recorded_on, 9))
    if not deed.finish:
        return
    shown = clause.evidence[0]
    fields: dict[str, object] = {
        "summary": f"{shown.noun}已{shown.verb}，材料见附件（演示数据）。",
        "happened_on": deed.happened_on,
        "document_no": f"演示〔{deed.happened_on.year}〕{duty.pk}号",
    }
    if case.must_publish:
        fields["link"] = f"https://portal.example/{duty.body}/{duty.pk}"
    inputs = Inputs(fields=fields)
    moment = _at(deed.recorded_on, 10)
    process.perform(DUTY_RECORD, SUBMIT, case, actor=clerk, at=moment, inputs=inputs)
    step = SEND if case.receiver_body else RECORD
    process.perform(DUTY_RECORD, step, case, actor=head, at=_at(deed.recorded_on, 15))
    if case.receiver_body in people.ALIVE:
        receiver = _who(case.receiver_body, "handler")
        inputs = Inputs(fields={"receipt_no": f"收{duty.pk}号（演示）"})
        moment = _at(deed.recorded_on, 16)
        process.perform(DUTY_RECORD, CONFIRM, case, actor=receiver, at=moment, inputs=inputs)


def _let_things_happen(today: date) -> None:
    for body, clause, title, days, done in HAPPENED:
        happened_on = today - timedelta(days=days)
        clerk = _who(body, "handler")
        duty = register_event(
            body=body,
            clause=clause,
            title=title,
            happened_on=happened_on,
            actor=clerk,
            at=_at(happened_on, 17),
        )
        if done:
            on = happened_on + timedelta(days=2)
            _do(_Deed(duty, on, on, finish=True))


def _excuse(today: date) -> None:
    applied_on = today - timedelta(days=50)
    for body, clause, kind, reason in EXCUSED:
        duty = (
            Duty.objects.filter(body=body, clause__code=clause, starts_on__lte=applied_on)
            .order_by("-starts_on")
            .first()
        )
        if duty is None:
            continue
        head = _who(body, "office_head")
        case = open_exemption(duty.pk, actor=head, at=_at(applied_on, 9))
        inputs = Inputs(fields={"kind": kind, "reason": reason, "every_period": True})
        moment = _at(applied_on, 10)
        process.perform(DUTY_EXEMPTION, APPLY, case, actor=head, at=moment, inputs=inputs)
        office = _who(case.office_body, "principal")
        moment = _at(applied_on + timedelta(days=3), 10)
        process.perform(DUTY_EXEMPTION, APPROVE, case, actor=office, at=moment)


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=SHANGHAI)
