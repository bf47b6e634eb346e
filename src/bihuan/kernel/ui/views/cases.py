"""The case page and the papers of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as processes
from bihuan.kernel.ui import case_page, clock
from bihuan.kernel.ui.cases_table import CASES
from bihuan.kernel.ui.rendering import render_table
from bihuan.kernel.ui.requests import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case; what may not be seen does not exist."""
    actor = actor_of(request)
    try:
        found = processes.case_by_number(number, actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    at = clock.now()
    processes.witness(found, actor=actor, at=at)
    page = case_page.build(found, actor=actor, at=at)
    return render(request, "ui/case.html", {"page": page})


@require_safe
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send an attached file whose digest has just been checked."""
    actor = actor_of(request)
    try:
        found = processes.case_by_number(number, actor)
        stored = processes.open_attachment(number, pk, actor=actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except processes.Damaged as damage:
        context = {
            "heading": "附件已损坏，没有下载",
            "sentences": (str(damage),),
            "back": "../../",
        }
        return render(request, "ui/refused.html", context, status=409)
    processes.witness(found, actor=actor, at=clock.now(), paper=stored.sm3)
    answer = HttpResponse(stored.data, content_type=stored.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Digest"] = f"sm3={stored.sm3}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponseBase:
    """List every case the actor may see, whatever its process."""
    return render_table(request, CASES, processes.cases_for(actor_of(request)))
