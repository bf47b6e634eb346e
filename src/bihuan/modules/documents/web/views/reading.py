"""The paper itself: its pages as pictures, the numbered file, the editable draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Light
from bihuan.modules.documents.operations.filing import case_file
from bihuan.modules.documents.policies import is_editable
from bihuan.modules.documents.queries.files import annex_file, paper_file
from bihuan.modules.documents.queries.papers import paper_of
from bihuan.modules.documents.rules.checkup import MUST, catalogue
from bihuan.modules.documents.rules.making import docx_of, pages_of, pdf_of
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.documents.web.views.finding import case_url, found_paper, found_sending

if TYPE_CHECKING:
    from django.http import HttpRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONFLICT = 409


@require_safe
def page(request: HttpRequest, number: str, page: int) -> HttpResponse:
    """Show one page of the paper as a picture."""
    sending = found_paper(request, number)
    try:
        shown = pages_of(paper_of(sending, clock.today()), preview=not sending.doc_no)
    except BadPaper as fault:
        raise Http404(str(fault)) from fault
    if not 1 <= page <= len(shown):
        raise Http404("没有这一页。")
    answer = HttpResponse(shown[page - 1], content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """Send the numbered file whose digest has just been checked; before that, a draft."""
    sending = found_paper(request, number)
    try:
        stored = paper_file(sending)
    except process.Damaged as damage:
        return _refused(request, number, "公文文件已损坏，没有下载", str(damage))
    process.witness(sending.case, actor=ui.actor_of(request), at=clock.now())
    if stored is not None:
        return send_file(stored.data, stored.name, stored.content_type)
    try:
        data = pdf_of(paper_of(sending, clock.today()))
    except BadPaper as fault:
        raise Http404(str(fault)) from fault
    return send_file(data, f"{sending.title}（未编号稿）.pdf", "application/pdf")


@require_safe
def annex(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Send an annex that is a file, to whoever may read the paper."""
    sending = found_paper(request, number)
    try:
        stored = annex_file(sending, place)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except process.Damaged as damage:
        return _refused(request, number, "附件文件已损坏，没有下载", str(damage))
    process.witness(sending.case, actor=ui.actor_of(request), at=clock.now())
    return send_file(stored.data, stored.name, stored.content_type)


@require_POST
def whole_case(request: HttpRequest, number: str) -> HttpResponse:
    """Send 一案一档 of a paper of the actor's own body; the binding is recorded."""
    sending, actor = found_sending(request, number), ui.actor_of(request)
    if sending.case.body != actor.body:
        raise Http404("一案一档由发文单位装订。")
    try:
        made = case_file(sending, actor=actor, at=clock.now())
    except BadPaper as fault:
        return _refused(request, number, "现在不能装订一案一档", *fault.faults)
    except process.Damaged as damage:
        return _refused(request, number, "有文件已损坏，没有装订", str(damage))
    return send_file(made, f"{sending.doc_no} 一案一档.pdf", "application/pdf")


@require_safe
def editable(request: HttpRequest, number: str) -> HttpResponse:
    """Send the draft as a file to edit; a signed paper is not edited."""
    sending = found_paper(request, number)
    if not is_editable(sending) or sending.case.body != ui.actor_of(request).body:
        raise Http404("已经送签的公文不提供可编辑文稿。")
    try:
        data = docx_of(paper_of(sending, clock.today()))
    except BadPaper as fault:
        raise Http404(str(fault)) from fault
    return send_file(data, f"{sending.title}（拟稿）.docx", WORD)


def _refused(request: HttpRequest, number: str, heading: str, *said: str) -> HttpResponse:
    context = {"heading": heading, "sentences": said, "back": case_url(number)}
    return render(request, "ui/refused.html", context, status=CONFLICT)


def send_file(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer a file to keep."""
    answer = HttpResponse(data, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """Every check of 公文体检 with its basis: help."""
    facts = [
        (fact, Light("late" if fact.severity == MUST else "soon", fact.severity))
        for fact in catalogue()
    ]
    return render(request, "documents/checks.html", {"facts": facts})
