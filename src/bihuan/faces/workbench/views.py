"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
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
    actor = ui.actor_of(request)
    if actor.only_administers:  # nothing lies on their desk: they begin at their own pages
        return redirect(ui.nav.links(actor, request.path)[0].url)
    asked = request.GET.get("page", "")
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER else 1
    )
    page = pages.build(
        actor,
        at=timezone.now(),
        chosen=request.GET.get("tab", ""),
        page=number,
        path=request.path,
    )
    return render(request, "workbench/home.html", {"page": page})
