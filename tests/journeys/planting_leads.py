"""One docket the water department is asked in, one that waits for its candidates, one decision."""

from __future__ import annotations

from typing import Any

from bihuan.modules.leads.models import Decision, DocketState, LeadDocket, LeadPosition

WATER = "510000-water"


def plant_leads() -> dict[str, Any]:
    """Name what the addresses of the dockets can name."""
    asked = LeadPosition.objects.select_related("case__parent").filter(
        case__body=WATER, case__parent__process="lead-docket"
    )[0]
    parent = asked.case.parent
    registered = LeadDocket.objects.select_related("case").filter(
        case__state=DocketState.REGISTERED, case__region="510000"
    )[0]
    return {
        "docket": parent.number if parent else "",
        "docket_registered": registered.number,
        "decision": Decision.objects.order_by("pk")[0].number,
    }
