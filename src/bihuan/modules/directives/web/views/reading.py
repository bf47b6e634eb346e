"""Pages that read. Each makes one or two calls into queries and hands a page to its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import panels
from bihuan.modules.directives import policies
from bihuan.modules.directives.queries import clauses as ledger
from bihuan.modules.directives.queries import duties as queries
from bihuan.modules.directives.queries import matrix as matrices
from bihuan.modules.directives.web.forms import asked_day
from bihuan.modules.directives.web.pages import clause as clause_pages
from bihuan.modules.directives.web.pages import duty as duty_pages
from bihuan.modules.directives.web.pages import matrix as matrix_pages
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from bihuan.modules.directives.models import Duty


@require_http_methods(["GET", "HEAD", "POST"])
def matrix(request: HttpRequest) -> HttpResponseBase:
    """责任矩阵; a POST exports exactly what is shown."""
    on, asked = asked_day(request), request.GET
    try:
        found = matrices.matrix(
            actor=ui.actor_of(request),
            on=on,
            tab=asked.get("tab", ""),
            place=asked.get("place", ""),
            notice=asked.get("notice", ""),
        )
    except matrices.NoMatrix as error:
        if asked.get("tab") or asked.get("place") or asked.get("notice"):
            raise Http404(str(error)) from error
        return render(request, "directives/none.html", {"sentence": str(error)})
    page = matrix_pages.matrix_page(found, today=timezone.localdate())
    if request.method == "POST":
        table, rows = matrix_pages.export_table(page)
        return ui.render_table(request, table, rows)
    return render(request, "directives/matrix.html", {"page": page})


@require_safe
def cell(request: HttpRequest, clause: str, body: str) -> HttpResponseBase:
    """One clause of one body: why it stands so, evidence, what to do."""
    on, actor = asked_day(request), ui.actor_of(request)
    try:
        rows = queries.occurrences_of(clause, body, actor=actor, on=on)
    except queries.NoDuty as error:
        raise Http404(str(error)) from error
    lines = duty_pages.duty_lines(rows, on=on)
    worst = min(lines, key=lambda line: duty_pages.URGENCY[line.standing.status])
    first = next(row for row in rows if row.pk == worst.duty.pk)
    context = {
        "lines": lines,
        "page": duty_page(first, request),
        "body_name": organisations.name_on(body, on),
        "on": on,
    }
    return render(request, "directives/cell.html", context)


@require_safe
def clauses(request: HttpRequest) -> HttpResponseBase:
    """条款账本: the rail of all clauses."""
    on, actor = asked_day(request), ui.actor_of(request)
    total, bare = ledger.unclaimed(actor=actor)
    context = {
        "groups": ledger.rail(actor=actor, on=on),
        "total": total,
        "bare": bare,
        "stray": ledger.stray_records(actor=actor),
        "on": on,
    }
    return render(request, "directives/clauses.html", context)


@require_safe
def clause(request: HttpRequest, clause: str) -> HttpResponseBase:
    """One clause: text, duties by status, records, publication."""
    on, actor = asked_day(request), ui.actor_of(request)
    try:
        found = ledger.ledger_of(clause, actor=actor, on=on)
    except ledger.NoClause as error:
        raise Http404(str(error)) from error
    groups = ledger.rail(actor=actor, on=on)
    figures = next(
        line.figures
        for item, lines in groups
        for line in lines
        if item.id == found.pack.id and line.clause.id == clause
    )
    context = {
        "page": clause_pages.clause_page(found, figures, on=on),
        "groups": groups,
        "on": on,
        "panels": panels.panels_for("clause", found.clause, actor=actor, at=timezone.now()),
    }
    return render(request, "directives/clause.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest) -> HttpResponseBase:
    """本单位履责, or the duties of any body the actor may see."""
    on, actor = asked_day(request), ui.actor_of(request)
    body = request.GET.get("body", "")
    wide = bool(request.GET.get("clause") or request.GET.get("place") or request.GET.get("all"))
    if not body and not wide:
        body = actor.body
    begun = queries.begun if body else queries.begun_anywhere
    rows = begun(actor=actor, on=on)
    name = ""
    if body:
        rows = rows.filter(body=body)
        name = organisations.name_on(body, on, short=True)
        if body != actor.body and not rows.exists():
            raise Http404("没有这个单位的应办事项。")
    head = duty_pages.duties_head(
        rows if body else None,
        body=body,
        name=name,
        actor=actor,
        on=on,
        chosen=request.GET.get("status", ""),
    )
    table = duty_pages.duties_table(on=on)
    return ui.render_table(
        request, table, rows, template="directives/duties.html", context={"head": head, "on": on}
    )


@require_safe
def duty(request: HttpRequest, duty: int) -> HttpResponseBase:
    """One duty: how it stands and why, evidence, deadline, what to do."""
    try:
        found = queries.duty(duty, actor=ui.actor_of(request))
    except queries.NoDuty as error:
        raise Http404(str(error)) from error
    return render(request, "directives/duty.html", {"page": duty_page(found, request)})


def duty_page(found: Duty, request: HttpRequest) -> duty_pages.DutyPage:
    """Return the page of a duty as this request sees it."""
    actor = ui.actor_of(request)
    try:
        policies.require_withdrawal(actor, body=found.body, region=found.region)
    except policies.NotAllowed:
        may_withdraw = False
    else:
        may_withdraw = True
    return duty_pages.duty_page(
        found, actor=actor, on=asked_day(request), may_withdraw=may_withdraw
    )
