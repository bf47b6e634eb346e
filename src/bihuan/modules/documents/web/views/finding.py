"""Finding what an address names, for the actor who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from bihuan.kernel.process import NotFound
from bihuan.kernel.ui import api as ui
from bihuan.modules.documents.queries import papers
from bihuan.modules.documents.rules.making import kind_named

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.modules.documents.models import Receiving, Sending
    from bihuan.modules.documents.rules.values import Kind


def found_sending(request: HttpRequest, number: str) -> Sending:
    """The paper with this number; what the actor may not see is not there."""
    try:
        return papers.sending_by_number(number, ui.actor_of(request))
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def found_receiving(request: HttpRequest, number: str) -> Receiving:
    """The received paper with this number; what the actor may not see is not there."""
    try:
        return papers.receiving_by_number(number, ui.actor_of(request))
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def found_paper(request: HttpRequest, number: str) -> Sending:
    """The paper behind a case the actor may see."""
    try:
        return papers.readable(number, ui.actor_of(request))
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def found_kind(key: str) -> Kind:
    """The kind an address names."""
    kind = kind_named(key)
    if kind is None:
        raise Http404("没有这种公文。")
    return kind


def case_url(number: str) -> str:
    """The page of a case."""
    return reverse("ui:case", args=(number,))
