"""The panel 本单位履责 on the home page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.directives.queries.home import home
from bihuan.modules.directives.rules.occurrences import period_word
from bihuan.modules.directives.web.pages.addresses import address
from bihuan.modules.directives.web.pages.duty import URGENCY

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.home import Countdown


@dataclass(frozen=True, slots=True)
class Report:
    """The countdown, in words."""

    label: str
    days: int
    late: bool
    sentence: str
    url: str


def panel(actor: Actor, at: datetime) -> Panel | None:
    """Return the panel, None for whoever owes nothing."""
    on = timezone.localtime(at).date()
    found = home(actor=actor, on=on)
    if found is None:
        return None
    lines = [
        (
            status.word,
            address("duties", body=actor.body, status=status.value),
            Light(status.light, f"{found.counts[status]} 项"),
        )
        for status in URGENCY
        if status in found.counts
    ]
    return Panel(
        "本单位履责",
        "directives/home.html",
        {"lines": lines, "report": _report(found.countdown, on) if found.countdown else None},
        place=SIDE,
        link_label="查看全部",
        link_url=address("duties"),
        flush=True,
    )


def _report(found: Countdown, on: date) -> Report:
    days = (found.due_on - on).days
    when = f"{found.due_on.month}月{found.due_on.day}日"
    begun = "已经开始办理" if found.started else "还没有开始办理"
    return Report(
        label=f"距{when}{found.name}",
        days=abs(days),
        late=days < 0,
        sentence=f"{period_word(found.period)}{found.name}，期限 {found.due_on}，{begun}。",
        url=address("duty", found.duty),
    )
