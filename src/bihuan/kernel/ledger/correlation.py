"""One identifier per act of a user, so that all entries of one click can be found together."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_current: ContextVar[str] = ContextVar("bihuan_correlation", default="")


def correlation() -> str:
    """Return the identifier of the act in progress, "" outside any."""
    return _current.get()


@contextmanager
def correlated(identifier: str) -> Iterator[None]:
    """Give every entry of the block this identifier; set at the edge only."""
    token = _current.set(identifier)
    try:
        yield
    finally:
        _current.reset(token)
