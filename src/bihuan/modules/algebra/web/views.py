"""The table of findings, one finding with both matters side by side, the matrix."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.process import Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.algebra.models import FindingKind, FindingState
from bihuan.modules.algebra.operations import working
from bihuan.modules.algebra.policies import may_work
from bihuan.modules.algebra.queries.findings import (
    finding_by_key,
    findings_for,
    relation_of,
    sides,
)
from bihuan.modules.algebra.queries.matrix import matrix_of, sheet_for
from bihuan.modules.algebra.rules.measuring import LABELS
from bihuan.modules.algebra.web.tables import FINDINGS
from bihuan.modules.matters.api import comparing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from bihuan.modules.algebra.models import Finding

UNPROCESSABLE = 422
LEAD = "清单报备以后自动与其他清单、责任清单比对。每条发现一次点击就可以登记会商或者退请修订。"
OWN = "涉及本单位清单的发现。由本级环委办处理；退请修订的，请在下一版清单里改正。"
TONES = {
    FindingState.OPEN: "soon",
    FindingState.DOCKET: "run",
    FindingState.SETTLED: "done",
    FindingState.RETURNED: "run",
    FindingState.DISMISSED: "none",
    FindingState.GONE: "done",
}
OPENED = {FindingState.RETURNED: "清单"}
"""What the number kept with a finding names; a docket if nothing is said."""


@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: HttpRequest) -> HttpResponseBase:
    """Show the findings the actor may see; POST exports what is shown."""
    actor = ui.actor_of(request)
    return ui.render_table(
        request,
        FINDINGS,
        findings_for(actor),
        template="algebra/findings.html",
        context={"lead": LEAD if actor.line == "office" else OWN},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding; POST is one of the acts of the office."""
    actor = ui.actor_of(request)
    found = finding_by_key(pk, actor=actor)
    if found is None:
        raise Http404
    working_on = may_work(actor, found) and found.state in working.WORKABLE
    faults: list[Fault] = []
    if request.method == "POST":
        if not may_work(actor, found):
            raise Http404
        try:
            return HttpResponseRedirect(_act(request, found))
        except working.WorkRefused as refused:
            faults = [Fault(str(refused), "text")]
        except Refused as refused:
            faults = [Fault(refusal.sentence) for refusal in refused.refusals]
    compared = sides(found)
    codes = {found.body, found.other_body, *(side.matter.body for side in compared)}
    names = organisations.names(sorted(codes - {""}), clock.today())
    relation = relation_of(found) if found.second else None
    context = {
        "finding": found,
        "kind": FindingKind(found.kind).label,
        "state": FindingState(found.state).label,
        "tone": TONES[FindingState(found.state)],
        "sides": [(names.get(side.matter.body, ""), side) for side in compared],
        "relation": LABELS[relation.kind] if relation else "",
        "judgements": working.judgements_of(found),
        "working": working_on,
        "returnable": working.returnable(found),
        "covered": f"{found.score / 10:.0f}%" if found.duty and found.score else "",
        "elsewhere": "" if working_on else _worked_by(found),
        "follows": process.cases_for(actor).filter(number=found.link).exists(),
        "opened": OPENED.get(FindingState(found.state), "会商"),
        "faults": faults,
        "text": request.POST.get("text", ""),
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "algebra/finding.html", context, status=status)


def _worked_by(found: Finding) -> str:
    """Say who works on a finding that is still open."""
    if found.state not in working.WORKABLE:
        return ""
    place = organisations.region(found.region).name
    return f"由{place}生态环境保护委员会办公室的经办人或者处室负责人处理。"


def _act(request: HttpRequest, found: Finding) -> str:
    actor, at = ui.actor_of(request), clock.now()
    text, act = request.POST.get("text", ""), request.POST.get("act", "")
    here = reverse("algebra:finding", args=(found.pk,))
    if act == "docket":
        once = request.POST.get("once", "")[:64]
        number = working.to_docket(finding=found, once=once, actor=actor, at=at)
        messages.success(request, f"已登记会商 {number}，两个月的期限开始计算。")
        return reverse("ui:case", args=(number,))
    if act == "return":
        noted = working.return_note(finding=found, text=text, actor=actor, at=at)
        told = (
            "意见已写在这一行上，退回清单时一并发出。" if noted else "已退请修订，该单位可以看到。"
        )
        messages.success(request, told)
    elif act == "dismiss":
        working.dismiss(finding=found, reason=text, actor=actor, at=at)
        messages.success(request, "已记下：不作问题处理。文字改动以后会重新比对。")
    elif act in {"confirmed", "rejected"}:
        working.judge(finding=found, verdict=act, reason=text, actor=actor, at=at)
        messages.success(request, "判断已记下，以后的版本文字不变就一直有效。")
    else:
        raise working.WorkRefused("请选择怎样处理。")
    return here


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show who does what in every matter of the actor's region, to be printed on one sheet."""
    actor, today = ui.actor_of(request), clock.today()
    if not actor.region or actor.only_administers:
        raise Http404
    wide = actor.line in {"office", "commission"}
    codes = [x.body for x in comparing.filed_lists(under=actor.region) if x.region == actor.region]
    asked = request.GET.get("body", codes[0] if codes else "")
    body = asked if wide else actor.body
    on = _past_day(request.GET.get("on", ""), today) or today
    found = matrix_of(actor.region, on=on, body=body, past=on < today)
    context = {
        "named": organisations.names([body], on).get(body, "") if body else "",
        "sheet": sheet_for(len(found.lines)),
        "choices": sorted(organisations.names(codes, today).items()) if wide else (),
        "body": body,
        "on": on,
        "past": on < today,
        "matrix": found,
        "region": organisations.region(actor.region).name,
        "today": today,
    }
    return render(request, "algebra/matrix.html", context)


def _past_day(typed: str, today: date) -> date | None:
    """The day asked for; None where it is no day or lies ahead."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found <= today else None
