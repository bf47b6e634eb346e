"""The home page, worked out: the sentence of the day, the queue, the panels of modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.calendar import chinese_date, weekday
from bihuan.kernel.process import api as processes
from bihuan.kernel.process.models import Desk
from bihuan.kernel.ui import nav, slots
from bihuan.kernel.ui.components import Tab, WorkItem
from bihuan.kernel.ui.lights import case_light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import Case
    from bihuan.kernel.ui.panels import Panel

PER_PAGE = 20
TODO, DONE, OPENED = "todo", "done", "opened"
LABELS = {TODO: "待办", DONE: "已办", OPENED: "我发起的"}
ACTIONS = "action"  # the area of navigation whose entries stand as buttons on the home page


@dataclass(frozen=True, slots=True)
class Counts:
    """The day in figures."""

    todo: int
    today: int
    late: int
    done: int
    opened: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on the home page."""

    day: str
    sentence: str
    note: str
    tabs: tuple[Tab, ...]
    chosen: str
    items: tuple[WorkItem, ...]
    order: str
    page: int
    pages: int
    count: int
    previous: str
    following: str
    panels: tuple[Panel, ...]
    actions: tuple[nav.NavLink, ...]


def sentence_of(counts: Counts) -> str:
    """Say the day in one sentence: what is late and what is due come first."""
    if counts.late and counts.today:
        return f"今天有 {counts.today} 件到期，{counts.late} 件已超期"
    if counts.late:
        return f"有 {counts.late} 件已超期，今天没有新到期的事项"
    if counts.today:
        return f"今天有 {counts.today} 件到期"
    if counts.todo:
        return f"有 {counts.todo} 件待办，今天没有到期的事项"
    return "今天没有等您办理的事项"


def count(actor: Actor, *, on: date) -> Counts:
    """Count the queue of an actor: three queries, whatever its length."""
    todo = (
        processes.queue(actor)
        .order_by()
        .aggregate(
            all=Count("pk"),
            today=Count("pk", filter=Q(next_due=on)),
            late=Count("pk", filter=Q(next_due__lt=on)),
        )
    )
    return Counts(
        todo=todo["all"],
        today=todo["today"],
        late=todo["late"],
        done=processes.done_by(actor).order_by().count(),
        opened=processes.opened_by(actor).order_by().count(),
    )


def build(actor: Actor, *, at: datetime, chosen: str, page: int, path: str) -> HomePage:
    """Work out the home page of an actor."""
    on = timezone.localdate(at)
    chosen = chosen if chosen in LABELS else TODO
    counts = count(actor, on=on)
    numbers = {TODO: counts.todo, DONE: counts.done, OPENED: counts.opened}
    pages = max(1, -(-numbers[chosen] // PER_PAGE))
    page = min(max(1, page), pages)
    rows = list(_rows(actor, chosen)[(page - 1) * PER_PAGE : page * PER_PAGE])
    return HomePage(
        day=f"{chinese_date(on)} {weekday(on)}",
        sentence=sentence_of(counts),
        note=_note(counts),
        tabs=tuple(
            Tab(label, f"?tab={key}", numbers[key], current=key == chosen)
            for key, label in LABELS.items()
        ),
        chosen=chosen,
        items=_items(rows, actor, on=on),
        order="按剩余时限排序" if chosen == TODO else "最近的在前",
        page=page,
        pages=pages,
        count=numbers[chosen],
        previous=f"?tab={chosen}&page={page - 1}" if page > 1 else "",
        following=f"?tab={chosen}&page={page + 1}" if page < pages else "",
        panels=slots.panels_in(slots.HOME, actor=actor, at=at),
        actions=nav.links(actor, path, area=ACTIONS),
    )


def _note(counts: Counts) -> str:
    return f"待办共 {counts.todo} 件，按剩余时限从短到长排列。" if counts.todo else ""


def _rows(actor: Actor, chosen: str) -> QuerySet[Case]:
    sources = {TODO: processes.queue, DONE: processes.done_by, OPENED: processes.opened_by}
    return sources[chosen](actor)


def _items(cases: Sequence[Case], actor: Actor, *, on: date) -> tuple[WorkItem, ...]:
    """Say of each case why it is here and what to press: one query for all of them."""
    desks = Desk.objects.filter(
        case_id__in=[case.pk for case in cases], body=actor.body, role__in=sorted(actor.roles)
    )
    mine: dict[int, list[str]] = {}
    for case_id, step in desks.order_by("pk").values_list("case_id", "step"):
        steps = mine.setdefault(case_id, [])
        if step not in steps:
            steps.append(step)
    return tuple(_item(case, mine.get(case.pk, []), on=on) for case in cases)


def _item(case: Case, keys: list[str], *, on: date) -> WorkItem:
    process = processes.process_of(case)
    steps = [step for step in process.steps if step.key in keys]
    state = process.state_label(case.state)
    address = reverse("ui:case", args=(case.number,))
    if not steps:
        why = f"{process.label} {case.number} · 现在“{state}”"
        return WorkItem(case.title, address, why, case_light(case, on=on), case.next_clock)
    first = steps[0]
    only = len(steps) == 1
    direct = only and (first.needs or first.confirm)
    return WorkItem(
        title=case.title,
        url=address,
        why=(
            f"{process.label} {case.number} · 现在“{state}”，"
            f"由{first.by.label}“{first.label}”（{first.basis}）"
        ),
        light=case_light(case, on=on),
        due=case.next_clock,
        step="、".join(step.label for step in steps),
        action=first.label if only else "办理",
        action_url=reverse("ui:step", args=(case.number, first.key)) if direct else address,
    )
