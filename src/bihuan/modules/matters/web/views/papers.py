"""备案回执、退回补正告知: from a checked list to a drafted letter, in one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import Span, civil_day, due, for_region
from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.documents import api as documents
from bihuan.modules.matters.models import ListState, MatterList
from bihuan.modules.matters.queries.lists import list_numbered, notes_for
from bihuan.modules.matters.rules.dates import publication_due
from bihuan.modules.matters.web.views.finding import case_url, found_list

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import HttpRequest

    from bihuan.kernel.access import Actor

CLERKS = frozenset({"handler", "office_head", "reviewer"})
RECEIPT, RETURN = "filing-receipt", "filing-return"
READER = system_actor("matters")
LABELS = {RECEIPT: "备案回执", RETURN: "退回补正告知"}


def kind_for(matter_list: MatterList) -> str:
    """The letter that answers a filing as it stands, "" while there is none to send."""
    if matter_list.case.state in (ListState.ACCEPTED, ListState.PUBLISHED):
        return RECEIPT if matter_list.receipt_no else ""
    return RETURN if matter_list.case.state == ListState.RETURNED else ""


def draft_for(matter_list: MatterList, *, actor: Actor, on: date) -> documents.Draft:
    """The letter with everything the list knows; the day of correction is the drafter's to set."""
    kind = kind_for(matter_list)
    incoming = f"《关于报送{matter_list.title}的报告》（{matter_list.number}）"
    data: dict[str, object] = {"list": matter_list.title, "incoming": incoming}
    if kind == RECEIPT:
        limit = publication_due(matter_list)
        region = matter_list.case.region
        day = due(on, limit, for_region(region)).on if isinstance(limit, Span) else limit
        data |= {
            "received": (matter_list.filed_on or on).isoformat(),
            "count": str(matter_list.rows.count()),
            "record": matter_list.receipt_no,
            "publish_by": day.isoformat(),
        }
    else:
        notes = notes_for(matter_list, actor=actor)
        data |= {
            "comments": [
                [note.row_code, note.text, ""]
                for note in notes
                if note.filing_round == matter_list.filing_round
            ]
        }
    return documents.Draft(kind=kind, data=data, recipients=(matter_list.case.body,))


def record_now(number: str, kind: str, on: date) -> Mapping[str, object] | None:
    """What a receipt drafted that day would say of the list as it is now."""
    held = list_numbered(number)
    if held is None:
        return None
    return draft_for(held, actor=READER, on=on).data if kind == kind_for(held) == RECEIPT else {}


@require_POST
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """Draft the letter of a checked filing; the office goes on from there."""
    held, actor, at = found_list(request, number), ui.actor_of(request), clock.now()
    if not _may(held, actor):
        raise Http404
    try:
        made = documents.start_paper(
            draft_for(held, actor=actor, on=civil_day(at)),
            source=held.number,
            once=request.POST.get("once", "")[:64],
            actor=actor,
            at=at,
        )
    except (documents.PaperRefused, Refused) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(case_url(number))
    messages.success(request, f"已拟稿 {made.number}。核对后送部门审核。")
    return HttpResponseRedirect(case_url(made.number))


def letters_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """The letters drafted from this list, and the button for the one that is due."""
    del at
    if actor.body != detail.office_body:
        return None
    made = documents.papers_from(detail.number, actor)
    kind = kind_for(detail) if _may(detail, actor) else ""
    if any(paper.kind == kind and paper.case.is_open for paper in made):
        kind = ""  # one is on its way
    if not made and not kind:
        return None
    lines = [(paper.doc_no or paper.number, paper.title, case_url(paper.number)) for paper in made]
    context = {
        "lines": lines,
        "label": LABELS.get(kind, ""),
        "action": reverse("matters:letter", args=(detail.number,)),
    }
    return Panel("备案公文", "matters/parts/letters.html", context, place=SIDE)


def _may(matter_list: MatterList, actor: Actor) -> bool:
    own = bool(actor.body) and actor.body == matter_list.office_body
    return own and bool(CLERKS & actor.roles) and bool(kind_for(matter_list))
