"""One case of every process and state of the demonstration, with the person who opens it.

That is the one whose turn it is; where the case lies with nobody of the cast, one who may see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.access.api import account_named
from bihuan.kernel.access.resolving import resolve
from bihuan.kernel.process import api as processes
from bihuan.kernel.process.models import Case
from bihuan.modules.organisations import demo
from tests.bench.pages import Visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


def visits() -> Iterator[Visit]:
    """Return the page of one case of every process in every state."""
    cast = dict(_cast())
    kinds = Case.objects.values_list("process", "state").distinct().order_by("process", "state")
    for process, state in kinds:
        rows = Case.objects.filter(process=process, state=state).order_by("-pk")
        found = _whose_turn(rows, cast) or _who_sees(rows, cast)
        if found is not None:
            who, case = found
            yield Visit(f"{process}, {state}", who, reverse("ui:case", args=(case.number,)))


def _cast() -> Iterator[tuple[str, Actor]]:
    for key, persona in demo.PERSONAS.items():
        account = account_named(persona.login)
        if account is not None:
            yield key, resolve(account, None)


def _whose_turn(rows: QuerySet[Case], cast: Mapping[str, Actor]) -> tuple[str, Case] | None:
    for who, actor in cast.items():
        desk = {"desks__body": actor.body, "desks__role__in": sorted(actor.roles)}
        case = processes.cases_for(actor).filter(pk__in=rows.filter(**desk)).first()
        if case is not None:
            return who, case
    return None


def _who_sees(rows: QuerySet[Case], cast: Mapping[str, Actor]) -> tuple[str, Case] | None:
    for who, actor in cast.items():
        case = processes.cases_for(actor).filter(pk__in=rows).order_by("-pk").first()
        if case is not None:
            return who, case
    return None
