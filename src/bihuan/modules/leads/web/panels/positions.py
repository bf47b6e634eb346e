"""The positions: side by side under their docket or study, and on their own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel
from bihuan.modules.leads.models import JointStudy, LeadDocket, LeadPosition, PositionState
from bihuan.modules.leads.queries.dockets import shown_positions
from bihuan.modules.leads.rules.bodies import names_of
from bihuan.modules.leads.web.panels.shared import FACTS, case_fact, told

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.leads.rules.opinions import Said

TONES = {"lead": "done", "partner": "run", "decline": "late"}


@dataclass(frozen=True, slots=True)
class PositionView:
    """One position as the pages show it."""

    number: str
    said: Said
    tone: str
    due_on: date | None
    is_overdue: bool
    mine: bool


def position_views(
    parent: LeadDocket | JointStudy, *, actor: Actor, at: datetime
) -> tuple[PositionView, ...]:
    """The positions in the order they were asked for."""
    today = civil_day(at)
    return tuple(
        PositionView(
            row.number,
            said,
            TONES.get(said.stance, "")
            if said.has_answered
            else ("late" if row.state == PositionState.NO_REPLY else "none"),
            row.case.next_due,
            row.case.next_due is not None and row.case.next_due < today,
            actor.body == row.body,
        )
        for row, said in shown_positions(parent, actor=actor, on=today)
    )


def positions_panel(detail: LeadDocket | JointStudy, actor: Actor, at: datetime) -> Panel | None:
    """The positions side by side."""
    views = position_views(detail, actor=actor, at=at)
    if not views:
        return None
    answered = sum(view.said.has_answered for view in views)
    return Panel(
        "各部门意见",
        "leads/parts/positions.html",
        {"views": views},
        note=f"已答复 {answered}/{len(views)}",
        link_label="并排比较（可打印）",
        link_url=reverse("leads:compare", args=(detail.number,)),
        flush=True,
    )


def asked_panel(detail: LeadPosition, actor: Actor, at: datetime) -> Panel:
    """What the department is asked, with the way back to the docket."""
    del actor
    parent = detail.case.parent
    names = names_of([detail.convener_body], on=civil_day(at))
    facts = [
        Fact("召集单位", names[detail.convener_body]),
        case_fact("会商事项", parent.number if parent else ""),
        Fact("题目", parent.title if parent else ""),
        Fact("征求意见的问题", detail.question),
    ]
    return Panel("征求意见", FACTS, {"facts": facts})


def answer_panel(detail: LeadPosition, actor: Actor, at: datetime) -> Panel | None:
    """The answer itself; a draft is shown to the department that writes it."""
    del at
    if not detail.stance:
        return None
    if detail.state != PositionState.ANSWERED and actor.body != detail.body:
        return None
    facts = [
        Fact("意见", detail.get_stance_display()),
        Fact("理由", detail.reason),
        Fact("依据", detail.basis, missing="未写明"),
        Fact("可以承担的工作", detail.share),
    ]
    return Panel("本部门意见", FACTS, {"facts": told(facts)})
