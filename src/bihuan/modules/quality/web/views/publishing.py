"""Publishing a month, and withdrawing it: the presses that change what the public reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.quality.operations.publishing import (
    CannotWithdraw,
    publish_month,
    withdraw_month,
)
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
    return _back(period)


@require_POST
@reading
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Withdraw what was published of a month, or say why not; either way back to the month."""
    period = request.POST.get("period", "")[:20]
    try:
        gone = withdraw_month(
            period,
            actor=ui.actor_of(request),
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        )
    except CannotWithdraw as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{gone.title}已撤下，原因在原来的地址公开，并记入可信账本。")
    return _back(period)


def _back(period: str) -> HttpResponseRedirect:
    query = urlencode({"period": period})
    return HttpResponseRedirect(f"{reverse('quality:overview')}?{query}")
