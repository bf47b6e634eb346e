"""Finding the list an address names, for the actor who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from bihuan.kernel.process import NotFound
from bihuan.kernel.ui import api as ui
from bihuan.modules.matters.policies import may_edit
from bihuan.modules.matters.queries.lists import list_by_number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.modules.matters.models import MatterList


def found_list(request: HttpRequest, number: str) -> MatterList:
    """The list with this number; what the actor may not see is not there."""
    try:
        return list_by_number(number, actor=ui.actor_of(request))
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def own_list(request: HttpRequest, number: str) -> MatterList:
    """The list with this number, for those who may change it."""
    matter_list = found_list(request, number)
    if not may_edit(ui.actor_of(request), matter_list):
        raise Http404
    return matter_list


def case_url(number: str) -> str:
    """The page of the list."""
    return reverse("ui:case", args=(number,))
