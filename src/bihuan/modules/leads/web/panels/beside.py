"""Beside a docket: similar ones and the papers drafted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.documents import api as documents
from bihuan.modules.leads.operations.papering import LABELS, paper_due
from bihuan.modules.leads.queries.precedents import precedents_for

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.leads.models import LeadDocket


def precedents_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """Similar dockets and how they ended."""
    found = precedents_for(
        f"{detail.title}。{detail.matter}", actor=actor, on=civil_day(at), besides=detail.number
    )
    if not found:
        return None
    return Panel("相似事项怎样办的", "leads/parts/precedents.html", {"found": found}, place=SIDE)


def papers_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """The papers drafted from this docket, and the button for the one that fits now."""
    del at
    if actor.body != detail.office_body:
        return None
    made = documents.papers_from(detail.number, actor)
    kind = paper_due(detail, actor)
    if any(paper.kind == kind and paper.case.is_open for paper in made):
        kind = ""  # one is on its way
    if not made and not kind:
        return None
    context = {
        "lines": [
            (paper.doc_no or paper.number, paper.title, reverse("ui:case", args=(paper.number,)))
            for paper in made
        ],
        "label": LABELS.get(kind, ""),
        "action": reverse("leads:paper", args=(detail.number,)),
    }
    return Panel("会商公文", "leads/parts/papers.html", context, place=SIDE)
