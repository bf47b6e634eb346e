"""The home page, worked out: the sentence of the day, the queue, the panels of modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from bihuan.kernel.calendar import chinese_date, weekday
from bihuan.kernel.process import api as processes
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import nav, slots
from bihuan.kernel.ui.components import Tab, WorkItem

if TYPE_CHECKING:
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
        return f"今天有 {counts.today} 件到期，{counts.late} 件已逾期"
    if counts.late:
        return f"有 {counts.late} 件已逾期，今天没有新到期的事项"
    if counts.today:
        return f"今天有 {counts.today} 件到期"
    if counts.todo:
        return f"有 {counts.todo} 件待办，今天没有到期的事项"
    return "今天没有等您办理的事项"


def count(actor: Actor, *, on: date) -> Counts:
    """Count the queue of an actor: two queries, whatever its length."""
    todo = (
        processes.queue(actor)
        .order_by()
        .aggregate(
            all=Count("pk"),
            today=Count("pk", filter=Q(next_due=on)),
            late=Count("pk", filter=Q(next_due__lt=on)),
        )
    )
    done, opened = processes.done_and_opened(actor)
    return Counts(todo["all"], todo["today"], todo["late"], done=done, opened=opened)


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
        items=ui.work_items(rows, actor=actor, on=on),
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
