"""Reading a request: who asks, which number came, where a form may send the reader back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.kernel.access import VISITOR

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.access import Actor


LONGEST_NUMBER = 9
"""Digits of a key or a revision; what is longer would not fit the database."""


def whole(text: str | None, default: int = -1) -> int:
    """Return the number a hidden field carries; the default for anything else."""
    if not text or not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        return default
    return int(text)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; the closed door in front of every page has put it there."""
    return cast("Actor", getattr(request, "actor", VISITOR))


def way_back(request: HttpRequest, default: str) -> str:
    """Return the address a form asked to return to, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else default
