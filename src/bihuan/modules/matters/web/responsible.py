"""The answers to 这件事归谁管 for the search of the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui import clock
from bihuan.kernel.ui.search import Hit
from bihuan.modules.matters.queries.responsible import who_is_responsible
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.queries.answering import Responsible


def find_matters(actor: Actor, words: str, limit: int) -> list[Hit]:
    """The matters that answer, the best first, each with who leads; else the nearest ones."""
    try:
        organisations.region(actor.region)
    except LookupError:  # before the map is loaded, nothing is anybody's
        return []
    answer = who_is_responsible(words, region=actor.region, at=clock.now(), actor=actor)
    head = "" if answer.found else "可能相关。"
    return [
        Hit(item.matter, address_of(item), head + note_of(item))
        for item in (answer.found or answer.near)[:limit]
    ]


def address_of(item: Responsible) -> str:
    """Where the list stands: the case for those who may see it, else the public copy."""
    if item.number:
        return reverse("ui:case", args=(item.number,))
    return f"{reverse('portal:publication', args=(item.address,))}#m{item.position}"


def note_of(item: Responsible) -> str:
    """Who leads, in one line."""
    office = f" {item.office}" if item.office else ""
    return f"{item.role}：{item.lead_name}{office}。{''.join(item.why)}"
