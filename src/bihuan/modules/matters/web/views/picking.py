"""The picker of forms: type what it is about, choose the matter and the body that leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.queries.responsible import who_is_responsible

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 100


@require_safe
def pick(request: HttpRequest) -> JsonResponse:
    """Answer a question with the matters to choose from, the best first."""
    actor = ui.actor_of(request)
    words = request.GET.get("q", "")[:LONGEST]
    region = request.GET.get("region", "") or actor.region
    at = clock.now()
    try:
        answer = who_is_responsible(words, region=region, at=at, actor=actor)
    except LookupError as error:
        return JsonResponse({"found": [], "sentence": str(error.args[0])}, status=400)
    found = [
        {
            "matter": item.matter,
            "code": item.code,
            "lead": item.lead,
            "lead_name": item.lead_name,
            "office": item.office,
            "region": item.region,
            "region_name": item.region_name,
            "score": item.score,
            "why": list(item.why),
        }
        for item in answer.found
    ]
    return JsonResponse({"found": found, "sentence": answer.sentence})
