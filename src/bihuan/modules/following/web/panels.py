"""Panels: the answers and the difference on a case page; what places answer on a clause, a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.following.models import Cause, FollowingState, Kind
from bihuan.modules.following.policies import may_answer
from bihuan.modules.following.queries.answering import draft_lines
from bihuan.modules.following.queries.coverage import answers_of, answers_to
from bihuan.modules.following.rules.comparing import WORDS
from bihuan.modules.following.rules.guards import stale

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Protocol

    from bihuan.kernel.access import Actor
    from bihuan.modules.following.models import Following

    class HasId(Protocol):
        """A clause, as the page of a clause hands it over."""

        id: str

    class HasPlace(Protocol):
        """A body, as the page of a body hands it over."""

        region: str


MOST_SHOWN = 12


def answers_panel(detail: Following, actor: Actor, at: datetime) -> Panel:
    """Say how many clauses are adopted, and show every exception."""
    del at
    lines = draft_lines(detail)
    exceptions = [line for line in lines if line.kind != Kind.ADOPTED]
    writing = may_answer(actor, detail)
    context = {
        "exceptions": exceptions,
        "adopted": len(lines) - len(exceptions),
        "asked": len(lines),
        "stale": stale(detail) if detail.state not in _DONE else (),
        "number": detail.number,
        "writing": writing,
    }
    return Panel(
        "逐条答复",
        "following/parts/answers.html",
        context,
        note=f"采用 {len(lines) - len(exceptions)} 条，例外 {len(exceptions)} 条",
        link_label="逐条作答" if writing else "",
        link_url=reverse("following:answers", args=(detail.number,)) if writing else "",
        flush=True,
    )


_DONE = frozenset(
    {
        FollowingState.SIGNED.value,
        FollowingState.PUBLISHED.value,
        FollowingState.DISCARDED.value,
    }
)


def difference_panel(detail: Following, actor: Actor, at: datetime) -> Panel | None:
    """Show what changed above, before and after, and what is answered until now."""
    del actor, at
    if detail.cause != Cause.CHANGE or detail.change is None:
        return None
    mine = set(detail.asked)
    found = [
        {**item, "word": WORDS[item["what"]]}
        for item in detail.change.differences
        if item["code"] in mine
    ]
    return Panel(
        "上级条款改了什么",
        "following/parts/difference.html",
        {"differences": found, "waiting": detail.state not in _DONE},
        link_label="看谁受影响",
        link_url=reverse("following:change", args=(detail.change_id,)),
    )


def basis_panel(detail: Following, actor: Actor, at: datetime) -> Panel:
    """Say what is followed and why it is asked."""
    del actor, at
    facts = [
        Fact("参照的文件", detail.notice_number),
        Fact("参照对象", detail.get_base_display()),
        Fact("所参照的决定", detail.base_number),
        Fact("缘由", detail.get_cause_display()),
        Fact("审定机关", detail.decider),
        Fact("决定文号", detail.decision_no),
        Fact("说明", detail.note),
    ]
    shown = [fact for fact in facts if fact.value]
    return Panel("参照执行", "following/parts/facts.html", {"facts": shown}, place=SIDE)


def clause_panel(detail: HasId, actor: Actor, at: datetime) -> Panel | None:
    """On the page of a clause: how the cities answer it."""
    lines = answers_to(detail.id, actor=actor, on=civil_day(at))
    if not lines:
        return None
    counts = {
        label: sum(line.kind == kind for line in lines)
        for kind, label in (*Kind.choices, ("none", "未答复"))
    }
    waiting = sum(line.pending is not None for line in lines)
    others = [x for x in lines if x.kind in {Kind.ADAPTED, Kind.NOT_APPLICABLE}]
    return Panel(
        "各市（州）怎样参照执行",
        "following/parts/clause.html",
        {"counts": counts, "waiting": waiting, "others": others[:MOST_SHOWN]},
        link_label="逐个地区看",
        link_url=reverse("following:clause", args=(detail.id,)),
    )


def body_panel(detail: HasPlace, actor: Actor, at: datetime) -> Panel | None:
    """On the page of a body below the province: what its place answers otherwise than adopted."""
    lines = answers_of(detail.region, actor=actor, on=civil_day(at))
    if not lines:
        return None
    exceptions = [line for line in lines if line.kind in {Kind.ADAPTED, Kind.NOT_APPLICABLE}]
    context = {
        "answered": sum(line.held is not None for line in lines),
        "asked": len(lines),
        "exceptions": exceptions,
        "waiting": sum(line.pending is not None for line in lines),
    }
    return Panel(
        "本地参照执行情况",
        "following/parts/body.html",
        context,
        link_label="逐条看",
        link_url=reverse("following:place", args=(detail.region,)),
    )


PANELS = (
    ("following", "difference", difference_panel, 10),
    ("following", "answers", answers_panel, 20),
    ("following", "basis", basis_panel, 30),
    ("clause", "following", clause_panel, 10),
    ("body", "following", body_panel, 50),
)
