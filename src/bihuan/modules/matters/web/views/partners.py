"""What a named partner says matter by matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from bihuan.kernel.process import NotFound
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations import NoteRefused
from bihuan.modules.matters.operations.partnering import mark_matter
from bihuan.modules.matters.queries.partners import asked_matter
from bihuan.modules.matters.web.views.finding import case_url

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def mark(request: HttpRequest, number: str, matter_id: int) -> HttpResponse:
    """Object to one matter, or take the objection back."""
    actor = ui.actor_of(request)
    try:
        held = asked_matter(number, matter_id, actor=actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    try:
        matter = mark_matter(
            partnership=held,
            matter_id=matter_id,
            reason=request.POST.get("reason", ""),
            actor=actor,
            at=clock.now(),
        )
    except NoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        done = "已写明异议" if matter.reason else "已收回异议"
        messages.success(request, f"对事项{matter.code}{done}。全部看过后，请在上方办理答复。")
    return HttpResponseRedirect(case_url(number))
