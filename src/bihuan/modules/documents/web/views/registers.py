"""发文登记簿 and 收文登记簿; POST exports what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Tab
from bihuan.modules.documents.queries.papers import receivings_for, sendings_for
from bihuan.modules.documents.queries.registers import year_count
from bihuan.modules.documents.web.pages import RECEIVED, SENT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponseBase:
    """Show the papers the actor's body sends, and their count against last year's."""
    actor = ui.actor_of(request)
    return ui.render_table(
        request,
        SENT,
        sendings_for(actor),
        template="documents/sent.html",
        context={
            "count": year_count(actor.body, clock.today()) if actor.body else None,
            "tabs": _tabs("sent"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest) -> HttpResponseBase:
    """Show the papers that came to the actor's body."""
    return ui.render_table(
        request,
        RECEIVED,
        receivings_for(ui.actor_of(request)),
        template="documents/received.html",
        context={"lead": "本单位收到的公文，从签收、分办、传阅到办结。", "tabs": _tabs("received")},
    )


def _tabs(here: str) -> tuple[Tab, ...]:
    return tuple(
        Tab(label, reverse(f"documents:{key}"), current=key == here)
        for key, label in (("sent", "发文"), ("received", "收文"))
    )
