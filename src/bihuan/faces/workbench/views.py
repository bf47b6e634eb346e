"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bihuan.faces.workbench import pages
from bihuan.kernel.ui import api as ui

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST_NUMBER = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say the day and show what lies on the desk."""
    asked = request.GET.get("page", "")
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER else 1
    )
    page = pages.build(
        ui.actor_of(request),
        at=timezone.now(),
        chosen=request.GET.get("tab", ""),
        page=number,
        path=request.path,
    )
    return render(request, "workbench/home.html", {"page": page})
