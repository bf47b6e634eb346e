"""The ledger, read: the book, one entry, the proof of one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import ledger_page
from bihuan.kernel.ui.requests import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_NUMBER = 18


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Show how the book stands; a number asked for leads to its entry."""
    actor = actor_of(request)
    asked = request.GET.get("seq", "").strip().lstrip("#").replace(",", "")[:LONGEST_NUMBER]
    if asked.isascii() and asked.isdigit() and ledger_page.entry_for(int(asked), actor):
        return HttpResponseRedirect(reverse("ui:ledger-entry", args=(int(asked),)))
    return render(request, "ui/ledger.html", {"page": ledger_page.book(actor, asked=asked)})


@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """Show one entry."""
    actor = actor_of(request)
    line = ledger_page.entry_for(seq, actor)
    if line is None:
        raise Http404
    return render(request, "ui/ledger_entry.html", {"page": ledger_page.entry_page(line, actor)})


@require_safe
def proof(request: HttpRequest, seq: int) -> HttpResponse:
    """Hand out the proof of one entry as the stand-alone verifier reads it."""
    line = ledger_page.entry_for(seq, actor_of(request))
    if line is None:
        raise Http404
    text, waiting = ledger_page.proof_for(line.seq)
    if not text:
        context = {"heading": "还不能出具证明", "sentences": (waiting,), "back": "../"}
        return render(request, "ui/refused.html", context, status=409)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bihuan-proof-{line.seq}.txt"'
    return answer
