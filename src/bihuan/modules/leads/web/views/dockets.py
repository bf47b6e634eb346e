"""The table of dockets, a new docket, the comparison sheet, the choice of candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.access import may
from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.leads.models import DocketState, JointStudy, LeadDocket, StudyState
from bihuan.modules.leads.operations import CandidatesRefused, open_docket, set_candidates
from bihuan.modules.leads.policies import OPEN_DOCKET, is_department, is_office, may_choose
from bihuan.modules.leads.queries.dockets import docket_by_number, dockets_for
from bihuan.modules.leads.rules.dates import two_months
from bihuan.modules.leads.web.forms import CandidatesForm, DocketForm, faults_of
from bihuan.modules.leads.web.panels import position_views
from bihuan.modules.leads.web.tables import DOCKETS
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

UNPROCESSABLE = 422
LEAD = "没有牵头部门、影响又明显的事项，两个月内研究会商、报请审定、向社会公开。"


@require_http_methods(["GET", "HEAD", "POST"])
def dockets(request: HttpRequest) -> HttpResponseBase:
    """Show the dockets the actor may see; POST exports what is shown."""
    return ui.render_table(
        request,
        DOCKETS,
        dockets_for(ui.actor_of(request)),
        template="leads/dockets.html",
        context={"lead": LEAD},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a matter with the commission office of the actor's region."""
    actor, today = ui.actor_of(request), clock.today()
    if not may(actor, OPEN_DOCKET) or not (is_office(actor) or is_department(actor)):
        raise Http404
    form = DocketForm(request.POST or None, actor=actor, on=today)
    extra: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = open_docket(
                region=actor.region,
                **form.cleaned_data,
                once=request.POST.get("once", "")[:64],
                actor=actor,
                at=clock.now(),
            )
        except Refused as refused:
            extra = [Fault(refusal.sentence) for refusal in refused.refusals]
        except CandidatesRefused as refusal:
            extra = [Fault(str(refusal), "candidates")]
        else:
            messages.success(request, f"已登记 {made.number}，两个月的期限开始计算。")
            return HttpResponseRedirect(reverse("ui:case", args=(made.number,)))
    faults = faults_of(form, extra) if request.method == "POST" else []
    region = organisations.region(actor.region)
    last = two_months(today, region.code).on
    context = {
        "form": form,
        "faults": faults,
        "heading": "登记会商事项",
        "lead": f"{region.name}。今天登记的，{last.isoformat()}以前明确牵头部门。",
        "action": "登记",
        "back": reverse("leads:dockets"),
        "trail": "牵头会商",
    }
    return render(request, "leads/form.html", context, status=UNPROCESSABLE if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, number: str) -> HttpResponse:
    """Choose who will be asked."""
    actor, today = ui.actor_of(request), clock.today()
    try:
        docket = docket_by_number(number, actor=actor)
    except NotFound as error:
        raise Http404(str(error)) from error
    if not may_choose(actor, docket):
        raise Http404
    initial = {"candidates": docket.candidates}
    region = docket.case.region
    form = CandidatesForm(request.POST or None, initial=initial, region=region, on=today)
    extra: list[Fault] = []
    back = reverse("ui:case", args=(number,))
    if request.method == "POST" and form.is_valid():
        try:
            set_candidates(
                docket=docket,
                candidates=form.cleaned_data["candidates"],
                actor=actor,
                at=clock.now(),
            )
        except CandidatesRefused as refusal:
            extra = [Fault(str(refusal), "candidates")]
        else:
            messages.success(request, "候选部门已选定。")
            return HttpResponseRedirect(back)
    faults = faults_of(form, extra) if request.method == "POST" else []
    context = {
        "form": form,
        "faults": faults,
        "heading": "选定候选部门",
        "lead": docket.title,
        "action": "保存",
        "back": back,
        "trail": number,
    }
    return render(request, "leads/form.html", context, status=UNPROCESSABLE if faults else 200)


@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Show every position side by side, on one sheet."""
    actor, at = ui.actor_of(request), clock.now()
    try:
        case = process.case_by_number(number, actor)
    except NotFound as error:
        raise Http404(str(error)) from error
    detail = process.detail_of(case)
    if not isinstance(detail, LeadDocket | JointStudy):
        raise Http404
    states = DocketState if isinstance(detail, LeadDocket) else StudyState
    context = {
        "detail": detail,
        "state": states(detail.state).label,
        "about": detail.matter if isinstance(detail, LeadDocket) else detail.subject_matter,
        "views": position_views(detail, actor=actor, at=at),
        "actor": actor,
        "at": at,
    }
    return render(request, "leads/compare.html", context)
