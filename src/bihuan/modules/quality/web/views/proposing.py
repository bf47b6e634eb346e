"""Proposing an interview from the sheet of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.quality.operations.proposing import CannotPropose, propose_interview
from bihuan.modules.quality.web.pages import asking
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_POST
@reading
def propose(request: HttpRequest, place: str) -> HttpResponseBase:
    """Freeze the sheet, propose what one row says, and go to the case."""
    actor = ui.actor_of(request)
    asked = asking.judging(request.POST, on=clock.today())
    try:
        made = propose_interview(
            place,
            rule=request.POST.get("rule", ""),
            on=asked.on,
            actor=actor,
            at=clock.now(),
            year=asked.year,
            edition=asked.edition,
        )
    except CannotPropose as refusal:
        messages.error(request, str(refusal))
    except Refused as refused:
        for each in refused.refusals:
            messages.error(request, each.sentence)
    else:
        messages.success(
            request, f"拟约谈建议 {made.number} 已附上冻结的判定表，等处室负责人核查。"
        )
        return HttpResponseRedirect(reverse("ui:case", args=(made.number,)))
    return HttpResponseRedirect(f"{reverse('quality:sheet', args=(place,))}?{asked.query}")
