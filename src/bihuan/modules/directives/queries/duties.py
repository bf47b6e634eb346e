"""Finding duties an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries import loaded as packs

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


class NoDuty(LookupError):
    """There is no such duty, or none that this actor may know of."""


def begun(*, actor: Actor, on: date) -> QuerySet[Duty]:
    """Return the duties that had begun by a day."""
    return Duty.objects.filter(policies.visible_to(actor), packs.in_force(), starts_on__lte=on)


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
