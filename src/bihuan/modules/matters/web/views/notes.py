"""What the office writes on rows and what the owner answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations import (
    EditRefused,
    NoteRefused,
    answer_note,
    remove_note,
    write_note,
)
from bihuan.modules.matters.policies import may_note
from bihuan.modules.matters.queries.lists import notes_for
from bihuan.modules.matters.web import forms
from bihuan.modules.matters.web.views.finding import case_url, found_list, own_list

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str, row_id: int) -> HttpResponse:
    """Write what is wrong with one row."""
    held = found_list(request, number)
    actor = ui.actor_of(request)
    row = held.rows.filter(pk=row_id).first()
    if row is None or not may_note(actor, held):
        raise Http404
    text, fault = request.POST.get("f-text", ""), ""
    if request.method == "POST":
        try:
            write_note(matter_list=held, row_id=row_id, text=text, actor=actor, at=clock.now())
        except NoteRefused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已在事项“{row.code}”上写明意见，退回时一并发出。")
            return HttpResponseRedirect(case_url(number))
    context = {
        "list": held,
        "row": row,
        "heading": f"对事项 {row.code} 写审核意见",
        "about": row.name,
        "back": case_url(number),
        "fields": (
            forms.text_field(
                "text", "审核意见", text, fault, help_text="写明这一行哪里需要补正、依据是什么。"
            ),
        ),
        "faults": forms.faults_of({"text": fault} if fault else {}),
        "action": "保存意见",
    }
    return render(request, "matters/form.html", context, status=UNPROCESSABLE if fault else 200)


@require_POST
def remove(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Take back a note nobody outside the office has seen."""
    held = found_list(request, number)
    if not may_note(ui.actor_of(request), held):
        raise Http404
    try:
        remove_note(matter_list=held, note_id=note_id, actor=ui.actor_of(request), at=clock.now())
    except NoteRefused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(case_url(number))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Say how a row was corrected."""
    held = own_list(request, number)
    actor = ui.actor_of(request)
    note = next((each for each in notes_for(held, actor=actor) if each.pk == note_id), None)
    if note is None:
        raise Http404
    text, fault = request.POST.get("f-answer", note.answer), ""
    if request.method == "POST":
        try:
            answer_note(matter_list=held, note_id=note_id, answer=text, actor=actor, at=clock.now())
        except (NoteRefused, EditRefused) as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已答复事项“{note.row_code}”的审核意见。")
            return HttpResponseRedirect(case_url(number))
    context = {
        "list": held,
        "heading": f"答复事项 {note.row_code} 的审核意见",
        "about": note.text,
        "back": case_url(number),
        "fields": (
            forms.text_field(
                "answer", "补正说明", text, fault, help_text="写明怎样补正，或者为什么不改。"
            ),
        ),
        "faults": forms.faults_of({"answer": fault} if fault else {}),
        "action": "保存答复",
    }
    return render(request, "matters/form.html", context, status=UNPROCESSABLE if fault else 200)
