"""One change for many matters: choose, see, do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.operations.bulk import (
    SETTABLE,
    TEXTS,
    BulkChange,
    BulkKind,
    BulkOutcome,
    change_many,
)
from bihuan.modules.matters.operations.editing import EditConflict, EditRefused
from bihuan.modules.matters.queries.bases import flags
from bihuan.modules.matters.rules.content import field_label
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.matters.web import forms
from bihuan.modules.matters.web.views.finding import case_url, own_list

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.modules.matters.models import MatterList

UNPROCESSABLE, CONFLICT = 422, 409
CHOICES = tuple((name, field_label(name)) for name in dict.fromkeys((*SETTABLE, *TEXTS)))
KINDS = (
    (BulkKind.SET.value, "填写同一内容"),
    (BulkKind.REPLACE.value, "查找并替换文字"),
    (BulkKind.REPOINT.value, "改引已废止的依据"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form, then what the change would do, and on a second press do it."""
    held = own_list(request, number)
    if request.method != "POST":
        return _page(request, held)
    change = _change(request)
    chosen = [ui.whole(value) for value in request.POST.getlist("rows")]
    confirmed = request.POST.get("confirmed") == "yes"
    seen = request.POST.get("revision", "")
    try:
        outcome = change_many(
            matter_list=held,
            rows=chosen,
            change=change,
            dry_run=not confirmed,
            revision=ui.whole(seen) if confirmed else None,
            actor=ui.actor_of(request),
            at=clock.now(),
        )
    except EditConflict as conflict:
        return _page(request, held, change, chosen, errors=conflict.errors, status=CONFLICT)
    except EditRefused as refusal:
        return _page(request, held, change, chosen, errors=refusal.errors, status=UNPROCESSABLE)
    if outcome.done:
        messages.success(request, f"已修改{len(outcome.lines)}项，未变{outcome.unchanged}项。")
        return HttpResponseRedirect(case_url(number))
    return _page(request, held, change, chosen, outcome=outcome)


def _change(request: HttpRequest) -> BulkChange:
    kind = request.POST.get("kind", "")
    value = request.POST.get("value", "").strip()
    name = request.POST.get("name", "")
    if name == "category":
        value = policy().category_key(value) or value
    return BulkChange(
        BulkKind(kind) if kind in set(BulkKind) else BulkKind.SET,
        name,
        value,
        request.POST.get("search", ""),
    )


def _page(
    request: HttpRequest,
    held: MatterList,
    change: BulkChange | None = None,
    chosen: list[int] | None = None,
    *,
    outcome: BulkOutcome | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(held.rows.order_by("position", "pk"))
    flagged = flags(rows, on=clock.today())
    kind = request.GET.get("kind", "")
    change = change or BulkChange(BulkKind(kind) if kind in set(BulkKind) else BulkKind.SET)
    if chosen is None:
        chosen = list(flagged) if change.kind is BulkKind.REPOINT else []
    context = {
        "list": held,
        "back": case_url(held.number),
        "rows": [(row, row.pk in chosen, flagged.get(row.pk, ())) for row in rows],
        "change": change,
        "kinds": KINDS,
        "names": CHOICES,
        "chosen": chosen,
        "outcome": outcome,
        "faults": forms.faults_of(errors or {}),
    }
    return render(request, "matters/bulk.html", context, status=status)
