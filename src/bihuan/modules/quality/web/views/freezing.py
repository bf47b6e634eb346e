"""Freezing a sheet: the one press that makes evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.quality.operations.freezing import freeze_sheet
from bihuan.modules.quality.web.pages import asking
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_POST
@reading
def freeze(request: HttpRequest, place: str) -> HttpResponseBase:
    """Freeze the sheet as it is now, and go to what was frozen."""
    actor = ui.actor_of(request)
    asked = asking.judging(request.POST, on=clock.today())
    made = freeze_sheet(
        place,
        on=asked.on,
        actor=actor,
        at=clock.now(),
        year=asked.year,
        edition=asked.edition,
    )
    messages.success(request, "判定表已冻结，并记入可信账本。以后数据再更正，这一份不变。")
    return HttpResponseRedirect(reverse("quality:frozen-sheet", args=(made.digest,)))
