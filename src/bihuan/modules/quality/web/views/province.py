"""The province: overview, rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Tab
from bihuan.modules.quality import policies
from bihuan.modules.quality.queries import overview as queries
from bihuan.modules.quality.queries import publishing
from bihuan.modules.quality.queries import sheets as sheet_queries
from bihuan.modules.quality.web.pages import air, asking, ranking, sheets
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

ENDS = 5
NEAREST = 8


@require_safe
@reading
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the province in a period."""
    actor, on = ui.actor_of(request), clock.today()
    asked = asking.asked(request.GET, on=on)
    found = queries.overview(
        period=asked.period, actor=actor, edition=asked.edition, sand=asked.sand
    )
    day = asking.judged_on(asked.newest, on)
    judged = sheet_queries.trigger_sheets(on=day, actor=actor)
    first, last = air.ends(found.air.lines, ENDS)
    context = {
        "chosen": asked,
        "found": found,
        "kpis": air.figures(found),
        "air": air.air_tiles(found, asked.query),
        "water": air.water_tiles(found, asked.query),
        "first": first,
        "last": last,
        "near": sheets.near(judged, most=NEAREST),
        "judged": judged,
        "day": day,
        "trend_note": air.BASIS_TREND,
        "publishing": publishing.standing(asked.period, actor=actor, today=on),
    }
    return render(request, "quality/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def rank(request: HttpRequest) -> HttpResponseBase:
    """Rank cities or counties."""
    actor, on = ui.actor_of(request), clock.today()
    asked = asking.asked(request.GET, on=on)
    level = "county" if request.GET.get("level") == "county" else "city"
    found = queries.ranking(
        period=asked.period, actor=actor, level=level, edition=asked.edition, sand=asked.sand
    )
    base = reverse("quality:ranking")
    tabs = (
        Tab("21个市（州）", f"{base}?{asked.query}", current=level == "city"),
        Tab("183个县（市、区）", f"{base}?level=county&{asked.query}", current=level == "county"),
    )
    context = {"chosen": asked, "found": found, "level": level, "tabs": tabs}
    return ui.render_table(
        request,
        ranking.table(found),
        ranking.rows(found),
        template="quality/ranking.html",
        context=context,
    )


@require_safe
@reading
def triggers(request: HttpRequest) -> HttpResponseBase:
    """Show the interview rule for every city the actor answers for."""
    actor, on = ui.actor_of(request), clock.today()
    asked = asking.judging(request.GET, on=on)
    found = sheet_queries.trigger_sheets(
        on=asked.on, actor=actor, year=asked.year, edition=asked.edition
    )
    context = {
        "chosen": asked,
        "sheets": found,
        "matrix": sheets.matrix(found) if found else None,
        "fired": [sheet for sheet in found if sheet.fired],
        "near": sheets.near(found),
        "may_freeze": policies.may_act(actor, policies.FREEZE),
    }
    return render(request, "quality/triggers.html", context)
