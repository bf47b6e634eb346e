"""Changes above, and who is affected by each: asked, confirmed, or still waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from bihuan.modules.following.models import Change, Following, Kind, Pending
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change with how many places have confirmed."""

    change: Change
    origin: str
    places: int
    settled: int


@dataclass(frozen=True, slots=True)
class AffectedLine:
    """One place that a change concerns."""

    region: str
    name: str
    level: str
    was: str
    codes: str
    number: str
    due_on: date | None
    settled_on: date | None


def _reached(actor: Actor) -> QuerySet[Pending]:
    if actor.is_system:
        return Pending.objects.all()
    if actor.is_public or not actor.region:
        return Pending.objects.none()
    return Pending.objects.filter(region__startswith=actor.region[:2])


def changes(*, actor: Actor) -> tuple[ChangeLine, ...]:
    """Return the changes that concern places of the actor's province, the newest first."""
    counts = {
        row["change"]: (row["places"], row["places"] - row["left"])
        for row in _reached(actor)
        .order_by()
        .values("change")
        .annotate(
            places=Count("region", distinct=True),
            left=Count("region", distinct=True, filter=Q(settled_on__isnull=True)),
        )
    }
    rows = Change.objects.filter(pk__in=counts).order_by("-at", "-pk")
    return tuple(
        ChangeLine(row, organisations.region(row.origin).name, *counts[row.pk]) for row in rows
    )


def change_by_key(pk: int, *, actor: Actor) -> Change | None:
    """Return a change that concerns a place of the actor's province, None otherwise."""
    if not _reached(actor).filter(change_id=pk).exists():
        return None
    return Change.objects.get(pk=pk)


def affected_by(change: Change, *, actor: Actor) -> tuple[AffectedLine, ...]:
    """Return who is affected, by place."""
    by_place: dict[str, list[Pending]] = {}
    for row in _reached(actor).filter(change=change).order_by("region", "code"):
        by_place.setdefault(row.region, []).append(row)
    numbers = {row.number for rows in by_place.values() for row in rows}
    due = dict(
        Following.objects.filter(case__number__in=numbers).values_list(
            "case__number", "case__next_due"
        )
    )
    found = []
    for region, rows in by_place.items():
        view = organisations.region(region)
        open_still = any(row.settled_on is None for row in rows)
        found.append(
            AffectedLine(
                region=region,
                name=view.name,
                level=view.level,
                was="、".join(
                    dict.fromkeys(Kind(row.kind).label if row.kind else "未答复" for row in rows)
                ),
                codes="、".join(row.code for row in rows),
                number=rows[0].number,
                due_on=due.get(rows[0].number) if open_still else None,
                settled_on=None
                if open_still
                else max(row.settled_on for row in rows if row.settled_on),
            )
        )
    return tuple(found)
