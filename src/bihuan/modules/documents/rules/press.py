"""The press: how the going of papers reaches their making, which stands on a higher floor.

Guards and effects print what they judge and bind. `apps.py` hands in composing and printing once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.modules.documents.rules.values import Kind, Paper


class Compose(Protocol):
    """Make a paper of words."""

    def __call__(self, **asked: Any) -> Paper:
        """Compose."""
        ...


@dataclass(frozen=True, slots=True)
class Press:
    """Composing, printing, and the kinds there are."""

    compose: Compose
    render: Callable[..., bytes]
    pages: Callable[..., list[bytes]]
    live: Callable[[Paper], list[bytes]]
    count: Callable[..., int]
    kinds: Callable[[], tuple[Kind, ...]]


_installed: list[Press] = []


def install(press: Press) -> None:
    """Hand in the press, once, when the apps are ready."""
    _installed[:] = [press]


def press() -> Press:
    """Return the press.

    :raises RuntimeError: before the apps are ready.
    """
    if not _installed:
        message = "The press is installed by DocumentsConfig.ready."
        raise RuntimeError(message)
    return _installed[0]
