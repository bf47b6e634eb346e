"""The list of imports: what came from which file, who brought it, and why it was corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from bihuan.kernel.ui import api as ui
from bihuan.modules.quality import policies
from bihuan.modules.quality.queries import origin
from bihuan.modules.quality.web.pages import imports
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the imports; every file with its digest, who brought it and why."""
    actor = ui.actor_of(request)
    context = {"may_import": policies.may_act(actor, policies.IMPORT)}
    rows = list(origin.imports(actor=actor))
    return ui.render_table(
        request, imports.TABLE, rows, template="quality/imports.html", context=context
    )
