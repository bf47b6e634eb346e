"""Environmental quality on the portal: published months, their ranking, and the method.

Public, without script, from published copies only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.faces.portal.views import brief
from bihuan.kernel.access import public
from bihuan.kernel.ui.components import Cartogram, Tile, places
from bihuan.modules.quality import api as quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from bihuan.modules.quality.queries.published import PublishedMonth

PACK = "sichuan"
TRENDS = {
    "better": ("done", "改善"),
    "same": ("run", "持平"),
    "worse": ("late", "变差"),
    "not_comparable": ("hold", "不可比"),
}


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One published month."""

    month: PublishedMonth
    air: Cartogram
    water: Cartogram
    earlier: tuple[PublishedMonth, ...]
    permanent: str


@public
@require_safe
@brief
def newest(request: HttpRequest) -> HttpResponse:
    """Show the newest published month, and those before it."""
    months = quality.published_months()
    page = _page(request, months[0], months[1:]) if months else None
    return render(request, "portal/environment.html", {"page": page})


@public
@require_safe
@brief
def month(request: HttpRequest, address: str) -> HttpResponse:
    """Show one published month; corrected ones keep their address."""
    found = quality.published_month(address)
    if found is None:
        raise Http404
    others = tuple(each for each in quality.published_months() if each.address != address)
    return render(request, "portal/environment.html", {"page": _page(request, found, others)})


@public
@require_safe
@brief
def text(request: HttpRequest, address: str) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the very text whose fingerprint is published."""
    try:
        content = quality.published_text(address)
    except LookupError as fault:
        raise Http404 from fault
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="quality-{address}.json"'},
    )


@public
@require_safe
@brief
def method(request: HttpRequest) -> HttpResponse:
    """Name the standards, and what is remembered and not verified."""
    tables = quality.air_tables()
    context = {
        "editions": tables.aqi,
        "limits": tables.limits,
        "water": quality.water_tables_in_force(),
    }
    return render(request, "portal/environment_method.html", context)


def _page(
    request: HttpRequest, found: PublishedMonth, others: tuple[PublishedMonth, ...]
) -> MonthPage:
    return MonthPage(
        found,
        _air(found),
        _water(found),
        others,
        request.build_absolute_uri(reverse("portal:environment-month", args=(found.address,))),
    )


def _air(found: PublishedMonth) -> Cartogram:
    tiles = tuple(
        Tile(
            line["place"],
            str(line["index"]),
            key=_key(line["index_change"]),
            word=_word(line["index_change"]),
            sentence=f"综合指数{line['index']}，比去年同期{line['index_change']}。",
        )
        for line in _placed(found, "air")
        if line["index"] != "--"
    )
    return Cartogram(
        f"{found.content['label']}各市（州）综合指数，颜色表示比去年同期的变化",
        places(PACK),
        tiles,
        "综合指数",
        "同比",
    )


def _key(change: str) -> str:
    if change == "--":
        return "hold"
    if change.lstrip("+-").rstrip("%").strip("0.") == "":
        return "run"
    return "done" if change.startswith("-") else "late"


def _word(change: str) -> str:
    return {"hold": "不可比", "run": "持平", "done": "下降", "late": "上升"}[_key(change)]


def _water(found: PublishedMonth) -> Cartogram:
    tiles = []
    for line in _placed(found, "water"):
        if not line["total"]:
            continue
        key, word = TRENDS[line["trend"]]
        tiles.append(
            Tile(
                line["place"],
                f"{line['good']}/{line['total']}",
                key=key,
                word=word,
                sentence=f"优良断面{line['good']}个，有类别的断面{line['total']}个。",
            )
        )
    return Cartogram(
        f"{found.content['label']}各市（州）优良断面，颜色表示优良比例比去年同期的变化",
        places(PACK),
        tuple(tiles),
        "优良断面",
        "优良比例同比",
    )


def _placed(found: PublishedMonth, key: str) -> list[Mapping[str, Any]]:
    known = places(PACK)
    return [line for line in found.content[key] if line["place"] in known]
