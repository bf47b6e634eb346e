"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import search as searching
from bihuan.kernel.ui.requests import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what the words find, grouped by kind."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    groups = searching.search(actor_of(request), words)
    return render(request, "ui/search.html", {"words": words, "groups": groups})
