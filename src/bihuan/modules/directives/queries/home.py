"""本单位履责 for the home page: a few lines with lights, and the days to the yearly report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries import clauses
from bihuan.modules.directives.queries import loaded as packs

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.rules.status import Status


@dataclass(frozen=True, slots=True)
class Countdown:
    """The days to a yearly duty of one's own."""

    name: str
    duty: int
    period: str
    due_on: date
    started: bool


@dataclass(frozen=True, slots=True)
class Home:
    """How the duties of a body stand."""

    counts: dict[Status, int]
    countdown: Countdown | None


def home(*, actor: Actor, on: date) -> Home | None:
    """Return how the duties of the actor's body stand; None for whoever has none."""
    item = packs.for_place(actor.region) if actor.region else None
    if item is None:
        return None
    duties = Duty.objects.filter(policies.visible_to(actor), body=actor.body)
    counts = clauses.by_status(duties, item, on)
    if not counts:
        return None
    counted = {item.ids[c.id]: c.countdown for c in item.pack.clauses if c.countdown}
    row = (
        duties.filter(clause_id__in=counted, starts_on__lte=on, relief="", met_on__isnull=True)
        .exclude(due_on=None)
        .order_by("due_on")
        .first()
    )
    if row is None or row.due_on is None:
        return Home(counts, None)
    name = counted[row.clause_id]
    started = row.started_on is not None
    return Home(counts, Countdown(name, row.pk, row.period, row.due_on, started))
