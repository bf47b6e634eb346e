"""The specimen page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from bihuan.kernel.ui import specimen
from bihuan.kernel.ui.rendering import render_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """Show one of every component."""
    return render_table(
        request,
        specimen.TABLE,
        specimen.ROWS,
        template="ui/specimen.html",
        context={"page": specimen.build(), "form": specimen.build().form},
    )
