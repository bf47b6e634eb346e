"""The trigger sheet of a city: computed, frozen, and held against what is computed later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.quality import policies
from bihuan.modules.quality.queries import sheets as queries
from bihuan.modules.quality.web.pages import asking, frozen, sheets
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SHOWN = 5


@require_safe
@reading
def sheet(request: HttpRequest, place: str) -> HttpResponseBase:
    """Show the sheet of a city."""
    actor, now = ui.actor_of(request), clock.now()
    asked = asking.judging(request.GET, on=clock.today())
    found = queries.trigger_sheet(
        place, on=asked.on, actor=actor, year=asked.year, edition=asked.edition
    )
    candidates = queries.candidates(actor=actor, place=place)
    context = {
        "chosen": asked,
        "sheet": found,
        "lines": sheets.lines(found.rows, candidates=candidates, year=found.year),
        "candidates": candidates,
        "may_propose": policies.may_act(actor, policies.PROPOSE),
        "frozen": queries.frozen_sheets(actor=actor, place=place, limit=SHOWN),
        "may_freeze": policies.may_act(actor, policies.FREEZE),
        "now": now,
    }
    return render(request, "quality/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what was frozen."""
    found = queries.frozen_sheets(actor=ui.actor_of(request))
    return ui.render_table(request, frozen.TABLE, list(found), template="quality/frozen.html")


@require_safe
@reading
def frozen_sheet(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Show a frozen sheet; on request, compute the same day again and say what differs."""
    actor = ui.actor_of(request)
    found = queries.frozen_sheet(digest, actor=actor)
    again = None
    if request.GET.get("again") == "1":
        made = queries.trigger_sheet(
            found.place,
            on=found.on,
            actor=actor,
            year=int(found.content["year"]),
            edition=found.edition,
        )
        again = sheets.again(found, made, text=queries.sheet_text(made))
    context = {
        "frozen": found,
        "lines": sheets.lines(sheets.restored(found.content)),
        "again": again,
        "intact": hashlib.new("sm3", found.text.encode()).hexdigest() == found.digest,
        "candidates": [
            each
            for each in queries.candidates(actor=actor, place=found.place)
            if each.digest == found.digest
        ],
        "now": clock.now(),
    }
    return render(request, "quality/frozen_sheet.html", context)


@require_safe
@reading
def frozen_text(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Hand out the very text whose digest is the evidence."""
    found = queries.frozen_sheet(digest, actor=ui.actor_of(request))
    return HttpResponse(
        found.text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.place}-{found.on}.json"'},
    )
