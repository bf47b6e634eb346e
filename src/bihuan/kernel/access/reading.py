"""What one page asks for several times is read once: stamps that say whether a cache still holds.

Only pages that read (GET, HEAD) keep anything, and only until they are answered; and the judgement
of an act, which writes nothing while it asks. Everywhere else (acts, commands, jobs) each question
goes to the database, because the answer may just have changed.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_kept: ContextVar[dict[str, Any] | None] = ContextVar("bihuan_page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Keep what is read until the end of the block, or of the one around it."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once_a_page(key: str, read: Callable[[], T]) -> T:
    """Return what `read` returns; on a page that reads, ask it only the first time."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found
