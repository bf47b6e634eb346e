"""From a docket to a drafted paper, in one press; and the papers there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.documents import api as documents
from bihuan.modules.leads.operations.papering import paper_due, start_docket_paper
from bihuan.modules.leads.queries.dockets import docket_by_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Draft the paper that fits where the docket stands."""
    actor = ui.actor_of(request)
    try:
        docket = docket_by_number(number, actor=actor)
    except NotFound as error:
        raise Http404(str(error)) from error
    if not paper_due(docket, actor):
        raise Http404
    try:
        made = start_docket_paper(
            docket, once=request.POST.get("once", "")[:64], actor=actor, at=clock.now()
        )
    except (documents.PaperRefused, Refused) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("ui:case", args=(number,)))
    messages.success(request, f"已拟稿 {made}。核对后送部门审核。")
    return HttpResponseRedirect(reverse("ui:case", args=(made,)))
