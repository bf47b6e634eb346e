"""收文办理: circulating, 已阅, a leader's comment, and urging a recipient."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.documents.operations.handling import (
    HandlingRefused,
    circulate,
    comment,
    mark_read,
    urge,
)
from bihuan.modules.documents.policies import may_comment, may_handle
from bihuan.modules.documents.queries.going import recipient_of
from bihuan.modules.documents.web.forms import reader_named, readers_of
from bihuan.modules.documents.web.views.finding import case_url, found_receiving, found_sending

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_POST
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Say 已阅."""
    receiving = found_receiving(request, number)
    try:
        mark_read(receiving, actor=ui.actor_of(request), at=clock.now())
    except HandlingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已记录阅毕。")
    return HttpResponseRedirect(case_url(number))


@require_http_methods(["GET", "HEAD", "POST"])
def send_round(request: HttpRequest, number: str) -> HttpResponse:
    """Choose who reads the paper."""
    receiving, actor = found_receiving(request, number), ui.actor_of(request)
    if not may_handle(actor, receiving):
        raise Http404
    chosen, fault = request.POST.getlist("reader"), ""
    people = readers_of(receiving.case.body)
    if request.method == "POST":
        try:
            new = circulate(
                receiving,
                [each for each in people if each.key in chosen],
                actor=actor,
                at=clock.now(),
            )
        except HandlingRefused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已送{len(new)}人阅。")
            return HttpResponseRedirect(case_url(number))
    there = set(receiving.circulations.values_list("reader_key", flat=True))
    context = {
        "receiving": receiving,
        "people": [each for each in people if each.key not in there],
        "sent": len(there),
        "chosen": chosen,
        "fault": fault,
        "back": case_url(number),
    }
    return render(
        request, "documents/circulate.html", context, status=UNPROCESSABLE if fault else 200
    )


@require_POST
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Write a leader's comment; one of the usual phrases is one press."""
    receiving, actor = found_receiving(request, number), ui.actor_of(request)
    if not may_comment(actor, receiving):
        raise Http404
    text = request.POST.get("usual") or request.POST.get("text", "")
    named, day = request.POST.get("assignee", ""), request.POST.get("due_on", "")
    if request.POST.get("usual"):
        named = day = ""
    try:
        due_on = date.fromisoformat(day) if day else None
        assignee = reader_named(receiving.case.body, named) if named else None
        note = comment(
            receiving, text, assignee=assignee, due_on=due_on, actor=actor, at=clock.now()
        )
    except (HandlingRefused, Refused) as refusal:
        messages.error(request, str(refusal))
    except (ValueError, LookupError):
        messages.error(request, "承办人或者办理期限填写有误，批示没有保存。请重新选择。")
    else:
        task = f"，已交{note.instruction.assignee}办理" if note.instruction else ""
        messages.success(request, f"批示已记录{task}。")
    return HttpResponseRedirect(case_url(number))


@require_POST
def press_urge(request: HttpRequest, number: str, receiving: int) -> HttpResponse:
    """Press 催办 for one recipient."""
    sending = found_sending(request, number)
    found = recipient_of(sending, receiving)
    if found is None:
        raise Http404
    try:
        urge(found, actor=ui.actor_of(request), at=clock.now())
    except HandlingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已催办。每个单位每天最多催办一次。")
    return HttpResponseRedirect(case_url(number))
