"""The table of joint studies and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bihuan.kernel.access import may
from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.leads.operations import CandidatesRefused, open_study
from bihuan.modules.leads.policies import OPEN_STUDY, is_department, is_office
from bihuan.modules.leads.queries.dockets import studies_for
from bihuan.modules.leads.web.forms import StudyForm, faults_of
from bihuan.modules.leads.web.tables import STUDIES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

UNPROCESSABLE = 422
LEAD = "新政策、新法规和工作中的新情况、新问题，由有关部门一起研究，结论变成任务。"


@require_http_methods(["GET", "HEAD", "POST"])
def studies(request: HttpRequest) -> HttpResponseBase:
    """Show the studies the actor may see; POST exports what is shown."""
    return ui.render_table(
        request,
        STUDIES,
        studies_for(ui.actor_of(request)),
        template="leads/studies.html",
        context={"lead": LEAD},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a joint study for the actor's body."""
    actor, today = ui.actor_of(request), clock.today()
    if not may(actor, OPEN_STUDY) or not (is_office(actor) or is_department(actor)):
        raise Http404
    form = StudyForm(request.POST or None, actor=actor, on=today)
    extra: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = open_study(
                **form.cleaned_data,
                once=request.POST.get("once", "")[:64],
                actor=actor,
                at=clock.now(),
            )
        except Refused as refused:
            extra = [Fault(refusal.sentence) for refusal in refused.refusals]
        except CandidatesRefused as refusal:
            extra = [Fault(str(refusal), "participants")]
        else:
            messages.success(request, f"已发起 {made.number}。")
            return HttpResponseRedirect(reverse("ui:case", args=(made.number,)))
    faults = faults_of(form, extra) if request.method == "POST" else []
    context = {
        "form": form,
        "faults": faults,
        "heading": "发起协同研究",
        "lead": "新政策出台、新情况发现之日起三十日内完成研究（默认读法，可调整）。",
        "action": "发起",
        "back": reverse("leads:studies"),
        "trail": "协同研究",
    }
    return render(request, "leads/form.html", context, status=UNPROCESSABLE if faults else 200)
