"""责任清单: the register of duties by unit, and taking over a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.access import may
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import WorkbookRefusedError
from bihuan.modules.matters.operations.duties import DutyOutcome, import_duties
from bihuan.modules.matters.operations.editing import EditRefused
from bihuan.modules.matters.policies import CHECK_FILINGS
from bihuan.modules.matters.queries.duties import duty_register, registers, unit_duties
from bihuan.modules.matters.rules.duty_sheet import TEMPLATES, TITLE
from bihuan.modules.matters.web.views.importing import Slot, UploadRefused, uploaded, workbook
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.modules.matters.models import DutyRegister

UNPROCESSABLE = 422
PROVINCE = "0000"


@dataclass(frozen=True, slots=True)
class DutyPage:
    """What the page of duties shows."""

    region: str
    region_name: str
    register: DutyRegister | None
    borrowed: bool
    editions: tuple[DutyRegister, ...]
    loading: bool


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Show the register in force for the actor's region, or an earlier version."""
    actor, today = ui.actor_of(request), clock.today()
    region = request.GET.get("region", "") or actor.region or "510000"
    try:
        place = organisations.region(region)
    except LookupError as error:
        raise Http404 from error
    shown = duty_register(region, on=today)
    editions = registers(shown.region if shown else region)
    wanted = request.GET.get("edition", "")
    if wanted:
        shown = next((item for item in editions if item.edition == wanted), None)
        if shown is None:
            raise Http404
    page = DutyPage(
        region=region,
        region_name=place.name,
        register=shown,
        borrowed=shown is not None and shown.region != region,
        editions=editions,
        loading=may(actor, CHECK_FILINGS),
    )
    units = unit_duties(shown, region=region) if shown else ()
    return render(request, "matters/duties.html", {"page": page, "units": units})


@require_safe
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the empty workbook."""
    return workbook(write_template(list(TEMPLATES), title=TITLE), "责任清单导入模板.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Take a workbook, show what it would bring, and on a second press take it over."""
    actor = ui.actor_of(request)
    if not may(actor, CHECK_FILINGS) or not actor.region:
        raise Http404
    if request.method != "POST":
        return _page(request)
    slot, at = Slot(f"duties-{actor.region}", actor), clock.now()
    token = request.POST.get("held", "")
    try:
        content = slot.kept(token) if token else uploaded(request)
        outcome = import_duties(
            region=actor.region, data=content, dry_run=not token, actor=actor, at=at
        )
    except (UploadRefused, WorkbookRefusedError, EditRefused) as refusal:
        return _page(request, fault=str(refusal))
    slot.clear()
    if outcome.register is None:
        waiting = slot.keep(content, at) if outcome.ok else ""
        return _page(request, outcome=outcome, token=waiting)
    messages.success(request, f"已导入{outcome.register}，共{len(outcome.duties.rows)}项职责。")
    return HttpResponseRedirect(reverse("matters:duties"))


def _page(
    request: HttpRequest,
    *,
    outcome: DutyOutcome | None = None,
    token: str = "",
    fault: str = "",
) -> HttpResponse:
    bad = bool(fault) or (outcome is not None and not outcome.ok)
    context = {"outcome": outcome, "token": token, "fault": fault}
    return render(
        request, "matters/duties_import.html", context, status=UNPROCESSABLE if bad else 200
    )
