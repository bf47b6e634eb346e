"""Reading a request: who asks, which number came."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

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
