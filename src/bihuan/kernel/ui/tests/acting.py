"""Asking pages as somebody, without going through the sign-in, which has its own tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.http import HttpResponse
from django.test import Client

from bihuan.kernel.access import middleware

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

    from bihuan.kernel.access import Actor


@contextmanager
def acting(actor: Actor) -> Iterator[Client]:
    """Let every request of a client come from this actor."""

    def seated(
        self: middleware.AccessMiddleware,  # noqa: ARG001 - the shape of the hook
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG001
        args: list[Any],  # noqa: ARG001
        kwargs: dict[str, Any],  # noqa: ARG001
    ) -> None:
        request.actor = actor  # type: ignore[attr-defined]

    with patch.object(middleware.AccessMiddleware, "process_view", seated):
        yield Client()
