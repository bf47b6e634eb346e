"""发文代字: the words a body numbers by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bihuan.kernel.access import may
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.documents.operations.words import WordRefused, add_word, switch_word
from bihuan.modules.documents.policies import DRAFT_PAPER, KEEP_WORDS
from bihuan.modules.documents.queries.papers import words_of
from bihuan.modules.documents.web import forms

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Show the words of the actor's body; register one, or stop offering it."""
    actor = ui.actor_of(request)
    if not actor.body or not may(actor, DRAFT_PAPER):
        raise Http404
    fault = ""
    if request.method == "POST":
        try:
            said = _change(request)
        except WordRefused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("documents:words"))
    posted = request.POST
    context = {
        "words": words_of(actor.body, active=False),
        "may_change": may(actor, KEEP_WORDS),
        "fields": (
            forms.plain_field(
                "word", "发文代字", posted.get("f-word", ""),
                help_text="只写代字，例如“川环委办函”；年份和序号由系统编。", fault=fault,
            ),
            forms.plain_field(
                "purpose", "用途", posted.get("f-purpose", ""),
                help_text="例如：函、文件、纪要、督办。",
            ),
        ),
    }  # fmt: skip
    return render(request, "documents/words.html", context, status=UNPROCESSABLE if fault else 200)


def _change(request: HttpRequest) -> str:
    actor, at, posted = ui.actor_of(request), clock.now(), request.POST
    switched = posted.get("switch", "")
    if switched:
        if not (switched.isascii() and switched.isdigit() and len(switched) < 10):  # noqa: PLR2004 - a key of the table
            raise WordRefused("没有这个发文代字，或者您不能改动。")
        word = switch_word(int(switched), active=posted.get("to") == "on", actor=actor, at=at)
        return f"“{word.word}”已{'启用' if word.active else '停用'}。"
    word = add_word(
        posted.get("f-word", ""), purpose=posted.get("f-purpose", ""), actor=actor, at=at
    )
    return f"已登记发文代字“{word.word}”。"
