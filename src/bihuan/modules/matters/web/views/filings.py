"""备案审核: who has filed with the office, who is late and by how much, and 催办."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bihuan.kernel.access import may
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Light, Tab
from bihuan.modules.matters.models import ListState
from bihuan.modules.matters.operations import NoteRefused, remind
from bihuan.modules.matters.policies import CHECK_FILINGS
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.filings import (
    FilingLine,
    default_year,
    filing_overview,
    filing_years,
)

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """Show every body that files with the actor's office."""
    actor, on = ui.actor_of(request), clock.today()
    if not may(actor, CHECK_FILINGS):
        raise Http404
    years = filing_years(on=on, actor=actor)
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), default_year(actor=actor))
    overview = filing_overview(year=year, on=on, actor=actor)
    context = {
        "overview": overview,
        "lines": [(line, _light(line)) for line in overview.lines],
        "tabs": [
            Tab(f"{each}年", f"{reverse('matters:filings')}?year={each}", current=each == year)
            for each in years
        ],
    }
    return render(request, "matters/filings.html", context)


@require_POST
def remind_body(request: HttpRequest) -> HttpResponse:
    """Press 催办 for one body."""
    actor = ui.actor_of(request)
    if not may(actor, CHECK_FILINGS):
        raise Http404
    body, year = request.POST.get("body", ""), ui.whole(request.POST.get("year"))
    if year < 0:
        raise Http404
    try:
        remind(body=body, year=year, actor=actor, at=clock.now())
    except NoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        name = names_of([body], on=clock.today())[body]
        messages.success(request, f"已催办{name}，催办记入账本。")
    return HttpResponseRedirect(f"{reverse('matters:filings')}?year={year}")


def _light(line: FilingLine) -> Light:
    if line.late_days:
        return Light("late", line.lateness)
    if line.state == ListState.RETURNED:
        return Light("soon", "退回，尚未补正")
    if line.submitted:
        return Light("done", "按期报备" if line.due_on else "已报备")
    return Light("run" if line.due_on else "none", "未报备" if line.due_on else "没有规定期限")
