"""The two months of a docket: every inner step, planned, due and done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.panels import Panel
from bihuan.modules.leads.rules.dates import plan, two_months
from bihuan.modules.leads.rules.settings import MARKS, policy

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import HasLight
    from bihuan.modules.leads.models import LeadDocket

SHORT_MARKS = {"N": "通知", "D": "默认", "R": "规定"}


@dataclass(frozen=True, slots=True)
class StepView:
    """One inner step of the two months: planned, due, done."""

    label: str
    planned_on: date
    due_on: date | None
    done_on: date | None
    light: HasLight
    mark: str
    provisional: bool


def months_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel:
    """The two months with their inner steps, planned and real."""
    del actor
    registered = civil_day(detail.case.opened_at)
    end = two_months(registered, detail.case.region)
    return Panel(
        "两个月办理时间表",
        "leads/parts/months.html",
        {
            "steps": step_views(detail, at=at),
            "registered": registered,
            "start": end.start,
            "reading": policy().choices[end.reading.chosen],
            "reason": end.reading.reason,
            "mark": MARKS[end.reading.mark],
        },
        flush=True,
    )


def step_views(detail: LeadDocket, *, at: datetime) -> tuple[StepView, ...]:
    """Every inner step: what was planned at registration, what runs, what is done."""
    clocks = {clock.key: clock for clock in deadlines.all_of(detail.case.subject)}
    views = []
    for item in plan(civil_day(detail.case.opened_at), detail.case.region):
        clock = clocks.get(item.key)
        done = civil_day(clock.stopped_at) if clock and clock.stopped_at else None
        light: HasLight = deadlines.light_of(clock, at=at) if clock else Light("none", "未到")
        views.append(
            StepView(
                item.label,
                item.on,
                clock.due_on if clock else None,
                done,
                light,
                SHORT_MARKS[item.mark],
                item.provisional,
            )
        )
    return tuple(views)
