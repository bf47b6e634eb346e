"""线下签收: the form of the issuer's registrar, and the scanned receipt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.process import NotFound, Refused, Upload
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.documents.models import ReceivingState
from bihuan.modules.documents.operations.handling import HandlingRefused
from bihuan.modules.documents.operations.receipting import register_receipt
from bihuan.modules.documents.policies import may_register_receipt
from bihuan.modules.documents.queries.files import receipt_file
from bihuan.modules.documents.queries.going import recipient_of
from bihuan.modules.documents.web import forms
from bihuan.modules.documents.web.views.finding import case_url, found_sending
from bihuan.modules.documents.web.views.reading import send_file
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.modules.documents.models import Receiving

UNPROCESSABLE = 422
FIELDS = {"signed_by": "signed_by", "paper_receipt_on": "on", "receipt": "scan"}
"""Which input a refusal of the step belongs to."""


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, number: str, receiving: int) -> HttpResponse:
    """Enter a receipt that this recipient signed on paper."""
    sending, actor = found_sending(request, number), ui.actor_of(request)
    came = _recipient(request, number, receiving)
    if not may_register_receipt(actor, came) or came.case.state != ReceivingState.ARRIVED:
        raise Http404("这个单位已经签收，或者不由您登记。")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _register(request, came)
        except HandlingRefused as refusal:
            errors[""] = str(refusal)
        except Refused as refused:
            errors = {FIELDS.get(each.field, ""): each.sentence for each in refused.refusals}
        else:
            messages.success(request, "已登记线下签收。")
            return HttpResponseRedirect(case_url(number))
    posted = request.POST
    context = {
        "sending": sending,
        "body_name": organisations.name_on(came.case.body, clock.today()),
        "faults": tuple(Fault(said, key) for key, said in errors.items()),
        "scan_fault": errors.get("scan", ""),
        "fields": (
            forms.plain_field(
                "signed_by", "签收人", posted.get("f-signed_by", ""), required=True,
                help_text="签收单上的姓名。", fault=errors.get("signed_by", ""),
            ),
            forms.plain_field(
                "on", "签收日期", posted.get("f-on", ""), required=True, type_="date",
                help_text="签收单上的日期。", fault=errors.get("on", ""),
            ),
        ),
        "back": case_url(number),
    }  # fmt: skip
    status = UNPROCESSABLE if errors else 200
    return render(request, "documents/receipt.html", context, status=status)


@require_safe
def scan(request: HttpRequest, number: str, receiving: int) -> HttpResponse:
    """Send the scanned receipt."""
    try:
        found = receipt_file(_recipient(request, number, receiving))
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    return send_file(found.data, found.name, found.content_type)


def _recipient(request: HttpRequest, number: str, receiving: int) -> Receiving:
    found = recipient_of(found_sending(request, number), receiving)
    if found is None:
        raise Http404("没有这个收文单位。")
    return found


def _register(request: HttpRequest, came: Receiving) -> None:
    given = request.FILES.get("scan")
    upload = (
        Upload(given.name or "签收单", given.content_type or "", given.read()) if given else None
    )
    try:
        on = date.fromisoformat(request.POST.get("f-on", ""))
    except ValueError:
        on = None
    register_receipt(
        came,
        signed_by=request.POST.get("f-signed_by", "").strip(),
        on=on,
        scan=upload,
        actor=ui.actor_of(request),
        at=clock.now(),
    )
