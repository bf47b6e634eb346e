"""`render_table`: one call answers the page, its print, and its export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import FileResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui import clock, table_export, table_page, table_rows
from bihuan.kernel.ui.requests import actor_of
from bihuan.kernel.ui.table_page import MOST_PRINTED
from bihuan.kernel.ui.table_state import TableState, parse, shown_columns
from bihuan.kernel.ui.tables import Asked
from bihuan.kernel.ui.verbs import EXPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponseBase

    from bihuan.kernel.ui.table_export import Exported
    from bihuan.kernel.ui.table_rows import Source
    from bihuan.kernel.ui.tables import Table

KINDS = ("xlsx", "csv")


def render_table(
    request: HttpRequest,
    table: Table[Any, Any],
    rows: Source,
    *,
    template: str = "ui/table_page.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a table page.

    GET shows the page, GET `?print=1` the sheet for paper, POST `export=xlsx|csv` gives the file.
    An export is a POST because it writes the ledger; GET `?export=…` offers the button. `rows` is a
    query the caller has already limited to what the actor may see, or a plain list.
    """
    asked = Asked(actor_of(request), clock.now())
    state = parse(table, request.GET, actor=asked.actor)
    wanted = request.POST.get("export") if request.method == "POST" else None
    most = table_export.MOST_EXPORTED if wanted in KINDS else table_rows.MOST_COUNTED
    found = table_rows.find(table, rows, state, asked, most=most)
    if wanted in KINDS:
        return _answer_export(request, table, found, state, asked, kind=str(wanted))
    printing = request.GET.get("print") == "1"
    page = table_page.build(table, found, state, asked, everything=printing)
    full = {
        **(context or {}),
        "table": page,
        "asked": asked,
        "export_kind": request.GET.get("export") if request.GET.get("export") in KINDS else "",
        "cut": printing and found.count > MOST_PRINTED,
        "most_printed": MOST_PRINTED,
    }
    return render(request, "ui/table_print.html" if printing else template, full)


def _answer_export(
    request: HttpRequest,
    table: Table[Any, Any],
    found: table_rows.Found,
    state: TableState,
    asked: Asked,
    *,
    kind: str,
) -> HttpResponseBase:
    try:
        made = table_export.export(table, found, state, asked, kind=kind)
    except table_export.TooManyRowsError as refusal:
        return render(
            request,
            "ui/refused.html",
            {"heading": "这次没有导出", "sentences": (str(refusal),), "back": state.query(table)},
            status=422,
        )
    try:
        seq = _record(table, state, asked, made)
    except BaseException:
        made.file.close()
        raise
    answer = FileResponse(
        made.file,
        as_attachment=True,
        filename=f"{table.title}-{clock.today():%Y%m%d}.{kind}",
        content_type=table_export.TYPES[kind],
    )
    answer["X-Ledger-Entry"] = str(seq)
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _record(table: Table[Any, Any], state: TableState, asked: Asked, made: Exported) -> int:
    """Write the export into the ledger: who took which rows and columns out, in which file."""
    with transaction.atomic():
        entry = ledger.record(
            EXPORT.key,
            actor=asked.actor,
            at=asked.at,
            subject=f"export:{table.key}",
            facts={
                "title": table.title,
                "format": made.kind,
                "rows": made.rows,
                "columns": [column.key for column in shown_columns(table, state)],
                "conditions": "；".join(table_page.said_of(table, state, asked)),
            },
            evidence=(f"sm3:{made.digest}",),
        )
    return entry.seq
