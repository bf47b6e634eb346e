"""One finding about the water department."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from bihuan.modules.algebra.models import Finding, FindingState

WATER = "510000-water"


def plant_algebra() -> dict[str, Any]:
    """Name what the addresses of the comparison can name."""
    mine = Q(body=WATER) | Q(other_body=WATER)
    found = Finding.objects.filter(mine, state=FindingState.OPEN).order_by("pk")[0]
    return {"finding": found.pk}
