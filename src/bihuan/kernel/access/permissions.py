"""The permission register: every right that is not a step of a case.

A permission is declared once, as a constant, where it is enforced; asking for one that nobody
declared raises, in Python and in templates. A mistyped name must never read as "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.access.actors import check_role

if TYPE_CHECKING:
    from bihuan.kernel.access.actors import Actor


class UnknownPermission(LookupError):
    """Somebody asked for a permission that nobody declared."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One right: the roles that carry it and, where limited, the lines (条) that have it."""

    key: str
    label: str
    rule_roles: frozenset[str]
    lines: frozenset[str] | None = None
    system: bool = False

    def granted_to(self, actor: Actor) -> bool:
        """Whether this actor has the right."""
        if actor.is_system:
            return self.system
        if self.lines is not None and actor.line not in self.lines:
            return False
        return bool(self.rule_roles & actor.roles)


_register: dict[str, Permission] = {}


def permission(
    key: str,
    label: str,
    *,
    rule_roles: frozenset[str],
    lines: frozenset[str] | None = None,
    system: bool = False,
) -> Permission:
    """Declare a permission; a different one under the same key raises."""
    declared = Permission(key, label, frozenset(map(check_role, rule_roles)), lines, system)
    if _register.setdefault(key, declared) != declared:
        msg = f"Permission {key!r} is already declared with another meaning."
        raise ValueError(msg)
    return declared


def permission_named(key: str) -> Permission:
    """Return the permission with this key, or raise :class:`UnknownPermission`."""
    try:
        return _register[key]
    except KeyError:
        msg = f"No permission {key!r} is declared; known: {', '.join(sorted(_register)) or 'none'}."
        raise UnknownPermission(msg) from None


def may(actor: Actor, key: str | Permission) -> bool:
    """Whether the actor has this permission."""
    found = permission_named(key.key if isinstance(key, Permission) else key)
    return found.granted_to(actor)


def all_permissions() -> tuple[Permission, ...]:
    """Every declared permission, by key: the register that pages and tests print."""
    return tuple(_register[key] for key in sorted(_register))
