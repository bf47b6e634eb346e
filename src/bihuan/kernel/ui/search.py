"""Global search: one box, providers from every module, each limited to what the actor may see.

search.register("bodies", "机构", find_bodies, order=20)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ui.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bihuan.kernel.access import Actor

MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its name, where it is, and one line about it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Finds hits of one kind. `find(actor, words, limit)` must respect visibility itself."""

    key: str
    label: str
    find: Callable[[Actor, str, int], Sequence[Hit]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one provider."""

    key: str
    label: str
    hits: tuple[Hit, ...]
    more: bool


_providers: Registry[Provider] = Registry("search", lambda entry: (entry.order, entry.key))


def register(
    key: str, label: str, find: Callable[[Actor, str, int], Sequence[Hit]], *, order: int = 100
) -> None:
    """Add a kind of thing that the search box finds."""
    _providers.add(key, Provider(key, label, find, order))


def search(actor: Actor, words: str) -> tuple[Group, ...]:
    """Ask every provider; groups without a hit are left out."""
    text = " ".join(words.split())
    if not text:
        return ()
    groups = []
    for provider in _providers:
        hits = tuple(provider.find(actor, text, MOST_HITS + 1))
        if hits:
            kept = hits[:MOST_HITS]
            groups.append(Group(provider.key, provider.label, kept, len(hits) > MOST_HITS))
    return tuple(groups)
