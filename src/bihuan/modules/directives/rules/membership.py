"""Who belongs to an actor set, given the bodies there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.modules.directives.rules.pack import Clause, Pack


@dataclass(frozen=True, slots=True)
class Member:
    """A body, as far as membership needs to know it."""

    code: str
    region: str
    line: str
    level: str


def members(pack: Pack, key: str, bodies: Iterable[Member]) -> frozenset[Member]:
    """Return the bodies of a set.

    :raises LookupError: for an unknown set.
    """
    known = tuple(bodies)
    item = pack.actor_set(key)
    found = {
        body
        for body in known
        if body.level in item.levels
        and (body.line in item.lines or (item.besides and body.line not in item.except_lines))
    }
    for other in item.besides:
        found -= members(pack, other, known)
    for other in item.includes:
        found |= members(pack, other, known)
    return frozenset(found)


def owners(pack: Pack, clause: Clause, bodies: Iterable[Member]) -> tuple[Member, ...]:
    """Return the bodies that owe a clause, in the order of their codes."""
    known = tuple(body for body in bodies if body.level in clause.levels)
    found: set[Member] = set()
    for key in clause.actors:
        found |= members(pack, key, known)
    return tuple(sorted(found, key=lambda body: body.code))
