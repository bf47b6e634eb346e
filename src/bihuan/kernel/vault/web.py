"""Pages: asking to see, asking to destroy, and the one page that shows the whole.

The whole is answered to a POST alone, is stored by nobody on the way, and has no address to return
to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.requests import actor_of
from bihuan.kernel.vault.asking import LONGEST_REASON, ask_to_destroy, ask_to_see
from bihuan.kernel.vault.keys import BadVaultKey
from bihuan.kernel.vault.models import Purpose
from bihuan.kernel.vault.policy import policy
from bihuan.kernel.vault.reading import may_ask
from bihuan.kernel.vault.sealing import faces_of
from bihuan.kernel.vault.showing import open_granted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import Case, CaseDetail

UNPROCESSABLE, CONFLICT = 422, 409


def _case(number: str, actor: Actor) -> Case:
    """Return a case this actor may ask about; there is no other."""
    try:
        case = process.case_by_number(number, actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    if not may_ask(case, actor):
        raise Http404(number)
    return case


@require_http_methods(["GET", "HEAD", "POST"])
def see(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to see what a case keeps of a person."""
    actor = actor_of(request)
    case = _case(number, actor)
    post = request.POST
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            made = ask_to_see(
                case,
                kinds=post.getlist("kinds"),
                purpose=post.get("purpose", ""),
                receiver=post.get("receiver", ""),
                reason=post.get("reason", ""),
                once=post.get("once", "")[:64],
                actor=actor,
                at=clock.now(),
            )
        except Refused as refused:
            sentences = tuple(each.sentence for each in refused.refusals)
        else:
            return _asked(request, made)
    faces = faces_of(case, actor)
    context = _form(case, request) | {
        "sentences": sentences,
        "faces": faces,
        "chosen": post.getlist("kinds"),
        "purposes": Purpose.choices,
        "purpose": post.get("purpose", ""),
        "receiver": post.get("receiver", actor.body_name),
        "view": policy().view,
    }
    return render(request, "vault/see.html", context, status=UNPROCESSABLE if sentences else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def destroy(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to destroy the key of a case."""
    actor = actor_of(request)
    case = _case(number, actor)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            made = ask_to_destroy(
                case,
                reason=request.POST.get("reason", ""),
                once=request.POST.get("once", "")[:64],
                actor=actor,
                at=clock.now(),
            )
        except Refused as refused:
            sentences = tuple(each.sentence for each in refused.refusals)
        else:
            return _asked(request, made)
    context = _form(case, request) | {"sentences": sentences}
    status = UNPROCESSABLE if sentences else 200
    return render(request, "vault/destroy.html", context, status=status)


@require_POST
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole of what was granted, once more for every press, each on the record."""
    back = reverse("ui:case", args=(number,))
    try:
        values = open_granted(number, actor=actor_of(request), at=clock.now())
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except (Refused, BadVaultKey) as refused:
        reasons = getattr(refused, "refusals", ())
        context = {
            "heading": "没有打开",
            "sentences": tuple(each.sentence for each in reasons) or (str(refused),),
            "back": back,
        }
        return render(request, "ui/refused.html", context, status=CONFLICT)
    facts = tuple(Fact(each.label, each.text) for each in values)
    answer = render(request, "vault/opened.html", {"facts": facts, "back": back})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _form(case: Case, request: HttpRequest) -> dict[str, Any]:
    return {
        "case": case,
        "reason": request.POST.get("reason", ""),
        "least": policy().least_reason,
        "most": LONGEST_REASON,
    }


def _asked(request: HttpRequest, made: CaseDetail) -> HttpResponse:
    messages.success(request, "申请已提交，等另一位负责人办理。")
    return HttpResponseRedirect(reverse("ui:case", args=(made.number,)))
