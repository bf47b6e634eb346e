"""Reads of working dockets and studies for those who may see them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import JointStudy, LeadDocket, LeadPosition, PositionState
from bihuan.modules.leads.rules.bodies import names_of
from bihuan.modules.leads.rules.opinions import Said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


def dockets_for(actor: Actor) -> QuerySet[LeadDocket]:
    """The dockets this actor may see: its own, those it was asked in, those of the levels below."""
    return LeadDocket.objects.select_related("case").filter(
        process.visible_to(actor, path="case__")
    )


def studies_for(actor: Actor) -> QuerySet[JointStudy]:
    """The joint studies this actor may see."""
    return JointStudy.objects.select_related("case").filter(
        process.visible_to(actor, path="case__")
    )


def docket_by_number(number: str, *, actor: Actor) -> LeadDocket:
    """One docket by its number.

    :raises NotFound: there is none for this actor.
    """
    case = process.case_by_number(number, actor)
    found = LeadDocket.objects.select_related("case").filter(case=case.pk).first()
    if found is None:
        raise NotFound(number)
    return found


def positions_under(parent: int) -> list[LeadPosition]:
    """The positions of a docket or a study, in the order they were asked for."""
    rows = LeadPosition.objects.select_related("case").filter(case__parent_id=parent)
    return list(rows.order_by("case__number"))


def shown_positions(
    parent: LeadDocket | JointStudy, *, actor: Actor, on: date
) -> tuple[tuple[LeadPosition, Said], ...]:
    """Each position with what may be shown of it.

    A draft belongs to the department that writes it: until it is signed, the others see only that
    an answer is awaited.
    """
    rows = positions_under(parent.pk)
    names = names_of((row.body for row in rows), on=on)
    return tuple((row, _said(row, names[row.body], actor)) for row in rows)


def answered(parents: Iterable[int]) -> dict[int, str]:
    """How many of those asked have answered, by docket or study: “2/3”."""
    asked: Counter[int] = Counter()
    done: Counter[int] = Counter()
    rows = LeadPosition.objects.filter(case__parent_id__in=list(parents))
    for parent, state in rows.values_list("case__parent_id", "case__state"):
        if parent is not None:
            asked[parent] += 1
            done[parent] += state == PositionState.ANSWERED
    return {parent: f"{done[parent]}/{count}" for parent, count in asked.items()}


def regions_with_dockets(actor: Actor) -> tuple[str, ...]:
    """The regions in which this actor sees a docket: a filter must not tell of another one."""
    within = LeadDocket.objects.filter(process.visible_to(actor, path="case__"))
    codes = within.order_by("case__region").values_list("case__region", flat=True)
    return tuple(codes.distinct())


def _said(row: LeadPosition, name: str, actor: Actor) -> Said:
    if row.state != "answered" and actor.body != row.body:
        return Said(row.body, name, row.state, "", "", "", "")
    return Said(row.body, name, row.state, row.stance, row.reason, row.basis, row.share)
