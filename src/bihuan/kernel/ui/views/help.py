"""The handbook inside the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import handbook

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """List the chapters."""
    return render(request, "ui/help.html", {"chapters": handbook.chapters(), "chapter": None})


@require_safe
def chapter(request: HttpRequest, key: str) -> HttpResponse:
    """Show one chapter."""
    chosen = handbook.chapter(key)
    if chosen is None:
        raise Http404("帮助手册中没有这一章。")
    context = {
        "chapters": handbook.chapters(),
        "chapter": chosen,
        "text": handbook.html_of(chosen),
    }
    return render(request, "ui/help.html", context)
