"""Asking pages as somebody, without going through the sign-in, which has its own tests."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

from django.test import Client

from bihuan.kernel.access import middleware, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.access import Actor


@contextmanager
def acting(actor: Actor) -> Iterator[Client]:
    """Let every request, of a client or of a browser, come from this actor."""
    account = SimpleNamespace()
    with (
        patch.object(middleware, "_account_of", lambda _: account),
        patch.object(middleware, "_actor_of", lambda *_: actor),
        patch.object(sessions, "end_of", lambda *_, **__: None),
        patch.object(middleware, "_what_comes_first", lambda *_, **__: None),
    ):
        yield Client()
