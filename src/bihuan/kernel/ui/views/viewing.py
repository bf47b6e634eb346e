"""Saving and forgetting views of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST

from bihuan.kernel.access.api import way_back
from bihuan.kernel.ui import clock, saved
from bihuan.kernel.ui.requests import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def save(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the present view of a table under a name."""
    back = way_back(request, "/")
    try:
        kept = saved.save_view(
            actor=actor_of(request),
            table=request.POST.get("table", "")[:60],
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            shared=request.POST.get("shared") == "on",
            at=clock.now(),
        )
    except saved.ViewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        whose = "，本单位同事也能看到" if kept.shared else ""
        messages.success(request, f"视图“{kept.name}”已保存{whose}。")
    return HttpResponseRedirect(back)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Remove a view of one's own."""
    if saved.forget_view(actor=actor_of(request), pk=pk):
        messages.success(request, "视图已删除。")
    else:
        messages.error(request, "只能删除自己保存的视图；共用视图请联系保存人。")
    return HttpResponseRedirect(way_back(request, "/"))
