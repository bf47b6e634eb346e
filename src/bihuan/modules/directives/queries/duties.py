"""Finding duties an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty, Evidence
from bihuan.modules.directives.queries import loaded as packs

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


MOST_SHOWN = 500
"""Duties one case is looked up for."""
MOST = 30
"""Duties named on the page of one case."""


class NoDuty(LookupError):
    """There is no such duty, or none that this actor may know of."""


def begun(*, actor: Actor, on: date) -> QuerySet[Duty]:
    """Return the duties that had begun by a day."""
    return Duty.objects.filter(policies.visible_to(actor), packs.in_force(), starts_on__lte=on)


def begun_anywhere(*, actor: Actor, on: date) -> QuerySet[Duty]:
    """Return the same, to be listed in the order of clauses whatever the body."""
    return begun(actor=actor, on=on).filter(packs.reach(actor.region))


def occurrences_of(clause: str, body: str, *, actor: Actor, on: date) -> list[Duty]:
    """Return every occurrence of a clause for a body, the latest first.

    :raises NoDuty: when there is none.
    """
    rows = begun(actor=actor, on=on).filter(clause__code=clause, body=body)
    found = list(rows.order_by("-starts_on", "-pk"))
    if not found:
        raise NoDuty("没有这项应办事项。")
    return found


def duty(pk: int, *, actor: Actor) -> Duty:
    """Return one duty.

    :raises NoDuty: when there is none.
    """
    found = Duty.objects.filter(policies.visible_to(actor), pk=pk).first()
    if found is None:
        raise NoDuty("没有这项应办事项。")
    return found


def shown_by(pk: int, number: str, *, actor: Actor) -> Duty:
    """Return a duty that a case is live evidence of.

    :raises NoDuty: when there is none, or the case is no longer evidence of it.
    """
    found = duty(pk, actor=actor)
    if not found.evidence.filter(number=number, ended_on__isnull=True).exists():
        raise NoDuty("没有这份佐证。")
    return found


def served_by(number: str, *, actor: Actor, topic: str, body: str, period: str) -> list[Duty]:
    """Return the duties a case shows or is about."""
    ids = [item.ids[topic] for item in packs.loaded(body.partition("-")[0]) if topic in item.ids]
    visible = policies.visible_to(actor) & packs.in_force()
    shown = Evidence.objects.filter(number=number).order_by().values_list("duty_id", flat=True)
    # Two lookups by key, joined: asked as one condition, PostgreSQL reads every duty there is.
    about = Duty.objects.filter(clause_id__in=ids, body=body, period=period).order_by()
    found = shown.union(about.values_list("pk", flat=True)) if ids else shown
    rows = Duty.objects.filter(visible, pk__in=found[:MOST_SHOWN])
    return list(rows.order_by("clause_id", "body", "period")[:MOST])
