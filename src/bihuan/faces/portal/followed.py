"""Public pages of 参照执行: how each place follows the notice, from published copies only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.faces.portal.views import brief
from bihuan.kernel.access import public
from bihuan.kernel.ui.components import Cartogram, Tile, places
from bihuan.modules.following import api as following

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from bihuan.modules.following.queries.published import PublicFollowing

FORMAT = "bihuan-following/1"
PACK = "sichuan"


@public
@require_safe
@brief
def followed(request: HttpRequest) -> HttpResponse:
    """Show every published decision: the cities as tiles, then all places."""
    every = following.published_following()
    context = {"decisions": every, "tiles": _tiles([x for x in every if x.level == "C"])}
    return render(request, "portal/followed.html", context)


def _tiles(cities: Sequence[PublicFollowing]) -> Cartogram | None:
    layout = places(PACK)
    tiles = tuple(
        Tile(
            item.region,
            str(item.adopted),
            key="run" if item.adapted or item.not_applicable else "done",
            word="有调整或不适用" if item.adapted or item.not_applicable else "全部采用",
            sentence=(
                f"{item.region_name}：采用{item.adopted}条，调整采用{item.adapted}条，"
                f"不适用{item.not_applicable}条。"
            ),
            url=reverse("portal:followed-one", args=(item.number,)),
        )
        for item in cities
        if item.region in layout
    )
    if not tiles:
        return None
    caption = "各市（州）公布的采用条数，没有公布的写无数据"
    return Cartogram(caption, layout, tiles, "采用条数", "情况")


@public
@require_safe
@brief
def followed_one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one decision at its permanent address."""
    found = following.published_answers(number)
    if found is None:
        raise Http404
    decision, rows, others = found
    newest = not any(each.published_on > decision.published_on for each in others)
    context = {
        "decision": decision,
        "rows": [row for row in rows if row["kind"] != "adopted"],
        "adopted": [row for row in rows if row["kind"] == "adopted"],
        "others": others,
        "newest": newest,
        "permanent": request.build_absolute_uri(reverse("portal:followed-one", args=[number])),
    }
    return render(request, "portal/followed_one.html", context)


@public
@require_safe
@brief
def followed_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the same for machines."""
    rows = []
    for item in following.published_following():
        found = following.published_answers(item.number)
        rows.append(
            {
                "number": item.number,
                "region": item.region,
                "region_name": item.region_name,
                "notice": item.notice_number,
                "decision_no": item.decision_no,
                "published_on": item.published_on.isoformat(),
                "answers": found[1] if found else (),
                "sm3": item.sm3,
            }
        )
    return JsonResponse(
        {"format": FORMAT, "places": rows}, json_dumps_params={"ensure_ascii": False}
    )
