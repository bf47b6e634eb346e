"""Publishing a month: the one press that makes figures public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.quality.operations.publishing import publish_month
from bihuan.modules.quality.queries.publishing import NotReady
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_POST
@reading
def publish(request: HttpRequest) -> HttpResponseBase:
    """Publish the month as it is now, or say what is missing; either way back to the month."""
    period = request.POST.get("period", "")[:20]
    try:
        made = publish_month(
            period,
            actor=ui.actor_of(request),
            at=clock.now(),
            note=request.POST.get("note", ""),
        )
    except NotReady as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{made.title}已公布，并记入可信账本。公开门户即日起可以查看。")
    query = urlencode({"period": period})
    return HttpResponseRedirect(f"{reverse('quality:overview')}?{query}")
