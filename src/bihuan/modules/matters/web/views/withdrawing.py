"""Taking a published list back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations.withdrawing import (
    NOT_YOURS,
    WithdrawalRefused,
    withdraw_public,
)
from bihuan.modules.matters.policies import may_withdraw_public
from bihuan.modules.matters.web import forms
from bihuan.modules.matters.web.views.finding import case_url, found_list

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, then take the public copy out of force; say who can to who cannot."""
    held, actor = found_list(request, number), ui.actor_of(request)
    if actor.body != held.case.body:
        raise Http404
    reason = request.POST.get("f-reason", "")
    fault = "" if may_withdraw_public(actor, held.case.body) else NOT_YOURS
    if request.method == "POST":
        try:
            withdraw_public(matter_list=held, reason=reason, actor=actor, at=clock.now())
        except WithdrawalRefused as refusal:
            fault = str(refusal)
        else:
            messages.success(
                request, "已撤下。公众在原来的地址看到撤下的日期和原因，检索不再给出。"
            )
            return HttpResponseRedirect(case_url(number))
    context = {
        "list": held,
        "heading": "撤下公开的清单",
        "about": f"{held.title}。撤下以后这一版不再是现行版，原来的地址和内容保留。",
        "back": case_url(number),
        "fields": (
            forms.text_field(
                "reason",
                "撤下原因",
                reason,
                fault,
                help_text="公众会看到，请写清楚是什么原因。",
            ),
        ),
        "faults": forms.faults_of({"reason": fault} if fault else {}),
        "action": "撤下公开",
    }
    refused = fault and request.method == "POST"
    return render(request, "matters/form.html", context, status=UNPROCESSABLE if refused else 200)
