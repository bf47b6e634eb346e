"""One decision of a city; one answer that a city is writing."""

from __future__ import annotations

from typing import Any

from bihuan.modules.following.models import Following, Publication


def plant_following() -> dict[str, Any]:
    """Name what the addresses of following can name."""
    draft = Following.objects.select_related("case").filter(
        case__state="draft", case__region="511100"
    )[0]
    return {
        "followed": Publication.objects.order_by("pk")[0].number,
        "following_draft": draft.number,
        "following_place": "510100",
        "following_clause": "2.2.7",
        "following_change": 987654321,
    }
