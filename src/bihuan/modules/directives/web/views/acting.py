"""Buttons: each makes one operation and leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui.components import Fault
from bihuan.modules.directives import policies
from bihuan.modules.directives.operations import opening, registering, withdrawing
from bihuan.modules.directives.queries import duties
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.web.forms import HappenedForm, WithdrawForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.process.models import CaseDetail


@require_POST
def record(request: HttpRequest, duty: int) -> HttpResponse:
    """登记佐证: open a record and go to it."""
    return _open(request, duty, opening.open_record)


@require_POST
def exemption(request: HttpRequest, duty: int) -> HttpResponse:
    """申请不适用或豁免: open an application and go to it."""
    return _open(request, duty, opening.open_exemption)


def _open(request: HttpRequest, duty: int, make: Callable[..., CaseDetail]) -> HttpResponse:
    try:
        case = make(duty, actor=ui.actor_of(request), at=timezone.now())
    except opening.NoSuchDuty as error:
        raise Http404(str(error)) from error
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, refusal.sentence)
        return HttpResponseRedirect(reverse("directives:duty", args=(duty,)))
    return HttpResponseRedirect(reverse("ui:case", args=(case.number,)))


@require_http_methods(["GET", "HEAD", "POST"])
def happened(request: HttpRequest, clause: str) -> HttpResponse:
    """登记触发事项: say what happened, and a duty is born."""
    actor = ui.actor_of(request)
    item = packs.for_place(actor.region) if actor.region else None
    found = item.pack.clause(clause) if item else None
    if found is None or not found.deadline.on_demand:
        raise Http404("没有这样的条款。")
    form, faults = HappenedForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            duty = registering.register_event(
                body=actor.body,
                clause=clause,
                title=form.cleaned_data["title"],
                happened_on=form.cleaned_data["happened_on"],
                actor=actor,
                at=timezone.now(),
            )
        except (registering.CannotRegister, policies.NotAllowed) as error:
            faults = [Fault(str(error))]
        else:
            messages.success(request, "已登记，应办事项已经生成，期限见下。")
            return HttpResponseRedirect(reverse("directives:duty", args=(duty,)))
    context = {
        "clause": found,
        "form": form,
        "faults": faults or faults_of(form),
        "heading": "登记触发事项",
        "lead": f"{found.id} {found.name}：{found.deadline.event}。",
        "action": "登记",
        "back": reverse("directives:duties"),
    }
    return render(request, "directives/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, duty: int, number: str) -> HttpResponse:
    """撤回佐证: with a reason, which every dependent duty will tell."""
    actor = ui.actor_of(request)
    try:
        duties.shown_by(duty, number, actor=actor)
    except duties.NoDuty as error:
        raise Http404(str(error)) from error
    form, faults = WithdrawForm(request.POST or None), []
    back = reverse("directives:duty", args=(duty,))
    if request.method == "POST" and form.is_valid():
        try:
            changed = withdrawing.withdraw_evidence(
                number, reason=form.cleaned_data["reason"], actor=actor, at=timezone.now()
            )
        except (policies.NotAllowed, withdrawing.NothingToWithdraw) as error:
            faults = [Fault(str(error))]
        else:
            messages.success(request, f"已撤回，{len(changed)}项应办事项的状态随之改变。")
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "faults": faults or faults_of(form),
        "heading": "撤回佐证",
        "lead": f"办件 {number}。撤回后，凭它落实的各项会恢复原状，并写明原因；记录本身仍然保留。",
        "action": "撤回佐证",
        "back": back,
    }
    return render(request, "directives/form.html", context)


def faults_of(form: forms.Form) -> list[Fault]:
    """Return what is wrong with a form, for the summary above it."""
    return [Fault(str(message), field) for field, found in form.errors.items() for message in found]
