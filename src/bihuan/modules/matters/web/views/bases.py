"""依据库: the register of legal bases, and who cites what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.queries.bases import base_lines, citing, unregistered
from bihuan.modules.matters.rules.instruments import register
from bihuan.modules.matters.web.pages.registers import BASES, CITING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_http_methods(["GET", "HEAD", "POST"])
def bases(request: HttpRequest) -> HttpResponseBase:
    """Show every instrument; POST exports what is shown."""
    actor, today = ui.actor_of(request), clock.today()
    lines = base_lines(on=today, actor=actor)
    urgent = sum(line.urgent for line in lines)
    lead = "事项引用的法律、法规、规章、党政文件和标准。哪一天施行、哪一天废止，按日期判断。"
    context = {
        "lead": lead,
        "urgent": urgent,
        "unknown": unregistered(actor=actor)[:30],
    }
    return ui.render_table(
        request, BASES, list(lines), template="matters/bases.html", context=context
    )


@require_safe
def citations(request: HttpRequest) -> HttpResponse:
    """Read the citations out of a running text."""
    text = request.GET.get("text", "")[:2000]
    today = clock.today()
    known = register()
    found = [(base, known.find(base.instrument), known.judge(base, on=today))
             for base in known.citations_in(text)]  # fmt: skip
    return render(request, "matters/citations.html", {"text": text, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def instrument(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one instrument and the matters that cite it; POST exports them."""
    found = register().by_key.get(key)
    if found is None:
        raise Http404
    actor, today = ui.actor_of(request), clock.today()
    successor = register().by_key.get(found.successor)
    replaced = [item for item in register().instruments if item.successor == key]
    context = {
        "instrument": found,
        "status": found.status(today),
        "successor": successor,
        "replaced": replaced,
        "text_now": found.text_on(today),
    }
    rows = list(citing(found, on=today, actor=actor))
    return ui.render_table(
        request, CITING, rows, template="matters/instrument.html", context=context
    )
