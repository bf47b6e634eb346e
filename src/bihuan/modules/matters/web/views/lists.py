"""The table of lists, a new list, and the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bihuan.kernel.access import may
from bihuan.kernel.process import Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations import (
    EditConflict,
    EditRefused,
    OpeningRefused,
    open_list,
    save_header,
)
from bihuan.modules.matters.operations.editing import EDITABLE_HEADER
from bihuan.modules.matters.policies import OPEN_LIST
from bihuan.modules.matters.queries.lists import lists_for
from bihuan.modules.matters.web import forms
from bihuan.modules.matters.web.pages import LISTS
from bihuan.modules.matters.web.views.finding import case_url, own_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

UNPROCESSABLE, CONFLICT = 422, 409
FIRST_YEAR, LAST_YEAR = 2023, 2099


@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponseBase:
    """Show the lists the actor may see; POST exports what is shown."""
    return ui.render_table(
        request,
        LISTS,
        lists_for(ui.actor_of(request)),
        template="matters/lists.html",
        context={"lead": "事项清单从编制、核签、报备到公开的全部过程。"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a list for the actor's own body."""
    actor, today = ui.actor_of(request), clock.today()
    if not may(actor, OPEN_LIST) or not actor.body:
        raise Http404
    year, error = request.POST.get("year", str(today.year)), ""
    if request.method == "POST":
        if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
            error = f"年度请填{FIRST_YEAR}年以后的四位数字。"
        else:
            try:
                made = open_list(body=actor.body, year=int(year), actor=actor, at=clock.now())
            except (OpeningRefused, Refused) as refusal:
                error = str(refusal)
            else:
                messages.success(
                    request, f"已建立清单 {made.number}。请填写表头，再添加或导入事项。"
                )
                return HttpResponseRedirect(case_url(made.number))
    context = {
        "actor": actor,
        "year": year,
        "faults": forms.faults_of({"year": error} if error else {}),
    }
    return render(request, "matters/new.html", context, status=UNPROCESSABLE if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def header(request: HttpRequest, number: str) -> HttpResponse:
    """Change the header."""
    held = own_list(request, number)
    values, errors, status = forms.header_typed(held), {}, 200
    revision = held.content_revision
    if request.method == "POST":
        values = forms.typed(request, EDITABLE_HEADER)
        try:
            save_header(
                matter_list=held,
                values=forms.header_values(values),
                revision=ui.whole(request.POST.get("revision")),
                actor=ui.actor_of(request),
                at=clock.now(),
            )
        except EditConflict as conflict:
            errors, status = conflict.errors, CONFLICT
        except (EditRefused, forms.FormRefused) as refusal:
            errors, status = refusal.errors, UNPROCESSABLE
        else:
            messages.success(request, "表头已保存。")
            return HttpResponseRedirect(case_url(number))
    context = {
        "list": held,
        "heading": "清单表头",
        "back": case_url(number),
        "fields": forms.header_fields(values, errors),
        "faults": forms.faults_of(errors),
        "revision": revision,
        "action": "保存表头",
    }
    return render(request, "matters/form.html", context, status=status)
