"""Panels of the case pages: positions side by side, the two months, precedents, opinion, result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.nav import NavItem
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.kernel.ui.step_form import press_name
from bihuan.modules.documents import api as documents
from bihuan.modules.leads.models import (
    DocketState,
    JointStudy,
    LeadDocket,
    LeadPosition,
    PositionState,
    Source,
    StudyKind,
    WhyUnowned,
)
from bihuan.modules.leads.operations.papering import LABELS, paper_due
from bihuan.modules.leads.policies import may_choose
from bihuan.modules.leads.queries.decisions import published_decision
from bihuan.modules.leads.queries.dockets import shown_positions
from bihuan.modules.leads.queries.precedents import precedents_for
from bihuan.modules.leads.rules.bodies import interim_of, names_of
from bihuan.modules.leads.rules.dates import plan, two_months
from bihuan.modules.leads.rules.settings import MARKS, policy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import HasLight
    from bihuan.modules.leads.rules.opinions import Said

FACTS = "leads/parts/facts.html"
SHORT_MARKS = {"N": "通知", "D": "默认", "R": "规定"}
FORMED = frozenset(
    {
        DocketState.OPINION.value,
        DocketState.SUBMITTED.value,
        DocketState.DECIDED.value,
        DocketState.PUBLISHED.value,
        DocketState.LISTED.value,
    }
)
DECIDED = frozenset(
    {DocketState.DECIDED.value, DocketState.PUBLISHED.value, DocketState.LISTED.value}
)
TONES = {"lead": "done", "partner": "run", "decline": "late"}


@dataclass(frozen=True, slots=True)
class PositionView:
    """One position as the pages show it."""

    number: str
    said: Said
    tone: str
    due_on: date | None
    mine: bool


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


def told(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that say something, and those that are missed."""
    return tuple(fact for fact in facts if fact.value or fact.missing)


def position_views(
    parent: LeadDocket | JointStudy, *, actor: Actor, at: datetime
) -> tuple[PositionView, ...]:
    """The positions in the order they were asked for."""
    return tuple(
        PositionView(
            row.number,
            said,
            TONES.get(said.stance, "")
            if said.has_answered
            else ("late" if row.state == PositionState.NO_REPLY else "none"),
            row.case.next_due,
            actor.body == row.body,
        )
        for row, said in shown_positions(parent, actor=actor, on=civil_day(at))
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


def matter_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel:
    """What the matter is and why nobody leads it."""
    on = civil_day(at)
    names = names_of(
        (*detail.candidates, detail.proposer_body, interim_of(detail.case.region)), on=on
    )
    chosen = "、".join(names[code] for code in detail.candidates)
    facts = [
        Fact("事项内容", detail.matter),
        Fact("对生态环境的影响", detail.impact),
        Fact("来源", Source(detail.source).label),
        Fact("来源编号或文号", detail.origin),
        Fact("提出单位", names.get(detail.proposer_body, "")),
        Fact("为何没有牵头", WhyUnowned(detail.why_unowned).label),
        Fact("研判意见", detail.judgement),
        Fact("候选部门", chosen, missing="还没有选定"),
        Fact("征求意见的问题", detail.question),
    ]
    if detail.state not in DECIDED and detail.case.is_open:
        interim = names[interim_of(detail.case.region)]
        facts.append(Fact("明确之前由谁先管", f"{interim}（{policy().interim_basis}）"))
    choosing = may_choose(actor, detail)
    return Panel(
        "会商事项",
        FACTS,
        {"facts": told(facts)},
        link_label="选定候选部门" if choosing else "",
        link_url=reverse("leads:candidates", args=(detail.number,)) if choosing else "",
    )


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


def opinion_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """The opinion, once it is formed; before that it is the office's own draft."""
    drafting = detail.state == DocketState.MET and actor.body == detail.office_body
    if not detail.opinion_text or not (detail.state in FORMED or drafting):
        return None
    on = civil_day(at)
    lead = names_of([detail.lead_body], on=on).get(detail.lead_body, "")
    facts = [
        Fact("建议牵头部门", lead, missing="由会商结果写明"),
        Fact("配合部门", detail.partners),
        Fact("职责分工", detail.division),
        Fact("复核日期", detail.review_on),
        Fact("请示文号", detail.submission_no),
    ]
    return Panel(
        "牵头意见（初稿）" if drafting else "牵头意见",
        "leads/parts/opinion.html",
        {"facts": told(facts), "text": detail.opinion_text, "drafting": drafting},
    )


def meeting_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """What the meeting found."""
    del actor, at
    if detail.met_on is None:
        return None
    facts = [
        Fact("会商日期", detail.met_on),
        Fact("参加单位", detail.attended),
        Fact("会商情况", detail.minutes),
    ]
    return Panel("会商记录", FACTS, {"facts": facts})


def precedents_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """Similar dockets and how they ended."""
    found = precedents_for(
        f"{detail.title}。{detail.matter}", actor=actor, on=civil_day(at), besides=detail.number
    )
    if not found:
        return None
    return Panel("相似事项怎样办的", "leads/parts/precedents.html", {"found": found}, place=SIDE)


def result_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """What came of it: decision, public page, row in the list; or why it left."""
    del actor
    on = civil_day(at)
    names = names_of((detail.lead_body, detail.led_body), on=on)
    facts: list[Fact] = []
    if detail.state in DECIDED:
        facts += [
            Fact("牵头部门", names[detail.lead_body]),
            Fact("配合部门", detail.partners),
            Fact("审定机关", detail.decider),
            Fact("审定文号", detail.decision_no),
            Fact("审定日期", detail.decided_on),
        ]
        if published_decision(detail.number) is not None:
            address = reverse("portal:decision", args=(detail.number,))
            facts.append(Fact("公开页面", address, address))
        facts += [_case_fact("列入清单办件", detail.intake_number)]
        facts += [_case_fact("列入的清单", detail.list_number)]
    if detail.led_body:
        facts += [
            Fact("现有牵头部门", names[detail.led_body]),
            Fact("现有清单事项", detail.led_row),
        ]
    facts += [_case_fact("并入", detail.merged_into)]
    if detail.passed_to:
        facts.append(_case_fact("下级会商", detail.passed_to))
    shown = told(facts)
    return Panel("结果", FACTS, {"facts": shown}, place=SIDE) if shown else None


def papers_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """The papers drafted from this docket, and the button for the one that fits now."""
    del at
    if actor.body != detail.office_body:
        return None
    made = documents.papers_from(detail.number, actor)
    kind = paper_due(detail, actor)
    if any(paper.kind == kind and paper.case.is_open for paper in made):
        kind = ""  # one is on its way
    if not made and not kind:
        return None
    context = {
        "lines": [
            (paper.doc_no or paper.number, paper.title, reverse("ui:case", args=(paper.number,)))
            for paper in made
        ],
        "label": LABELS.get(kind, ""),
        "action": reverse("leads:paper", args=(detail.number,)),
        "once": press_name(),
    }
    return Panel("会商公文", "leads/parts/papers.html", context, place=SIDE)


def _case_fact(label: str, number: str) -> Fact:
    return Fact(label, number, reverse("ui:case", args=(number,)) if number else "")


def asked_panel(detail: LeadPosition, actor: Actor, at: datetime) -> Panel:
    """What the department is asked, with the way back to the docket."""
    del actor
    parent = detail.case.parent
    names = names_of([detail.convener_body], on=civil_day(at))
    facts = [
        Fact("召集单位", names[detail.convener_body]),
        _case_fact("会商事项", parent.number if parent else ""),
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


PANELS = (
    ("lead-docket", "matter", matter_panel, 10),
    ("lead-docket", "positions", positions_panel, 20),
    ("lead-docket", "meeting", meeting_panel, 30),
    ("lead-docket", "opinion", opinion_panel, 40),
    ("lead-docket", "months", months_panel, 50),
    ("lead-docket", "result", result_panel, 15),
    ("lead-docket", "papers", papers_panel, 16),
    ("lead-docket", "precedents", precedents_panel, 60),
    ("lead-position", "asked", asked_panel, 10),
    ("lead-position", "answer", answer_panel, 20),
    ("joint-study", "study", study_panel, 10),
    ("joint-study", "positions", positions_panel, 20),
    ("joint-study", "tasks", tasks_panel, 30),
)

NAV = (NavItem("leads", "牵头会商", "leads:dockets", 18),)
