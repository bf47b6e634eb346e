"""What was computed from the readings there are, kept until there are others.

Every reading comes by an import, so the last import names the readings. Nothing here depends on who
asks: what somebody may see is decided before, and taken out after.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from bihuan.modules.quality.queries import books

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

MOST = 96
"""Answers kept in one process; a province of 21 cities is asked for about half as many."""

_held: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, build: Callable[[], T]) -> T:
    """Return what these readings came to, computing it where it was not asked for yet."""
    name = (books.stamp(), key)
    with _lock:
        if name in _held:
            _held.move_to_end(name)
            found: T = _held[name]
            return found
    made = build()
    if name[0]:
        with _lock:
            _held[name] = made
            while len(_held) > MOST:
                _held.popitem(last=False)
    return made


def forget() -> None:
    """Forget everything: for measuring from cold."""
    with _lock:
        _held.clear()
