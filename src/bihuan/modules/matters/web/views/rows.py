"""Rows of a list: the table of all of them, adding, changing, taking out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations import (
    EditConflict,
    EditRefused,
    add_row,
    change_row,
    remove_row,
)
from bihuan.modules.matters.queries.lists import row_views
from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.web import forms
from bihuan.modules.matters.web.pages import ROWS
from bihuan.modules.matters.web.views.finding import case_url, found_list, own_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from bihuan.modules.matters.models import MatterList, MatterRow

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show every row; POST exports what is shown."""
    held = found_list(request, number)
    views = row_views(held, actor=ui.actor_of(request), on=clock.today())
    return ui.render_table(
        request,
        ROWS,
        list(views),
        template="matters/rows.html",
        context={"list": held, "lead": held.title},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Add a matter."""
    held = own_list(request, number)
    values, errors = forms.blank_row(held), {}
    if request.method == "POST":
        values = forms.typed(request, ROW_FIELDS)
        try:
            row = add_row(
                matter_list=held,
                values=forms.row_values(values, region=held.case.region, on=clock.today()),
                actor=ui.actor_of(request),
                at=clock.now(),
            )
        except (EditRefused, forms.FormRefused) as refusal:
            errors = refusal.errors
        else:
            messages.success(request, f"事项“{row.name}”已添加。")
            return HttpResponseRedirect(case_url(number))
    return _show(request, held, values, errors, status=UNPROCESSABLE if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, row_id: int) -> HttpResponse:
    """Change a matter. What somebody else changed meanwhile is shown, not overwritten."""
    held = own_list(request, number)
    row = _row(held, row_id)
    values, errors, status = forms.row_typed(row, on=clock.today()), {}, 200
    if request.method == "POST":
        values = forms.typed(request, ROW_FIELDS)
        try:
            change_row(
                matter_list=held,
                row_id=row_id,
                values=forms.row_values(values, region=held.case.region, on=clock.today()),
                revision=ui.whole(request.POST.get("revision")),
                actor=ui.actor_of(request),
                at=clock.now(),
            )
        except EditConflict as conflict:
            row.refresh_from_db()
            errors, status = conflict.errors, CONFLICT
        except (EditRefused, forms.FormRefused) as refusal:
            errors, status = refusal.errors, UNPROCESSABLE
        else:
            messages.success(request, f"事项“{row.code}”已保存。")
            return HttpResponseRedirect(case_url(number))
    return _show(request, held, values, errors, row=row, status=status)


@require_POST
def remove(request: HttpRequest, number: str, row_id: int) -> HttpResponse:
    """Take a matter out, after the reader has confirmed it."""
    held = own_list(request, number)
    row = _row(held, row_id)
    if request.POST.get("confirmed") != "yes":
        context = {"list": held, "row": row, "back": case_url(number)}
        return render(request, "matters/remove.html", context)
    try:
        remove_row(
            matter_list=held,
            row_id=row_id,
            revision=ui.whole(request.POST.get("revision")),
            actor=ui.actor_of(request),
            at=clock.now(),
        )
    except EditRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"事项“{row.code}”已删去。")
    return HttpResponseRedirect(case_url(number))


def _row(held: MatterList, row_id: int) -> MatterRow:
    row = held.rows.filter(pk=row_id).first()
    if row is None:
        raise Http404
    return row


def _show(
    request: HttpRequest,
    held: MatterList,
    values: forms.Typed,
    errors: dict[str, str],
    *,
    row: MatterRow | None = None,
    status: int,
) -> HttpResponse:
    now = forms.row_fields(forms.row_typed(row, on=clock.today()), {}) if row else ()
    context = {
        "list": held,
        "row": row,
        "heading": f"修改事项 {row.code}" if row else "添加事项",
        "back": case_url(held.number),
        "fields": forms.row_fields(values, errors),
        "stored": now if status == CONFLICT else (),
        "faults": forms.faults_of(errors),
        "revision": row.revision if row else "",
        "action": "保存事项" if row else "添加事项",
    }
    return render(request, "matters/form.html", context, status=status)
