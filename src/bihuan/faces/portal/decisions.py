"""Public pages of decided matters: which body leads what nobody led before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.faces.portal import pages
from bihuan.faces.portal.views import REGION, brief
from bihuan.kernel.access import public
from bihuan.modules.leads import api as leads

if TYPE_CHECKING:
    from django.http import HttpRequest

FORMAT = "bihuan-lead-decisions/1"


@public
@require_safe
@brief
def decisions(request: HttpRequest) -> HttpResponse:
    """Show every published decision."""
    asked = request.GET.get("region", "")
    region = asked if REGION.fullmatch(asked) else ""
    every = leads.published_decisions()
    counts = Counter(item.region for item in every)
    names = {item.region: item.region_name for item in every}
    context = {
        "region": region,
        "regions": tuple(
            pages.RegionChoice(code, names[code], counts[code], code == region)
            for code in sorted(counts)
        ),
        "decisions": tuple(item for item in every if region in ("", item.region)),
    }
    return render(request, "portal/decisions.html", context)


@public
@require_safe
@brief
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show one decision at its permanent address."""
    found = leads.published_decision(number)
    if found is None:
        raise Http404
    permanent = request.build_absolute_uri(reverse("portal:decision", args=[number]))
    return render(request, "portal/decision.html", {"decision": found, "permanent": permanent})


@public
@require_safe
@brief
def decisions_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the same for machines."""
    rows = [item.as_data() for item in leads.published_decisions()]
    return JsonResponse(
        {"format": FORMAT, "decisions": rows}, json_dumps_params={"ensure_ascii": False}
    )
