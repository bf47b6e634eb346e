"""Slots on shared pages that modules fill without the page knowing them: home, search, help.

slots.register("home", "duties", lambda actor, at: Panel("本单位履责", "directives/home.html"))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ui.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.panels import Panel

HOME = "home"


@dataclass(frozen=True, slots=True)
class Slot:
    """One filling of one slot."""

    slot: str
    key: str
    build: Callable[[Actor, datetime], Panel | None]
    order: int = 100


_slots: Registry[Slot] = Registry("slot", lambda entry: (entry.order, f"{entry.slot}/{entry.key}"))


def register(
    slot: str, key: str, build: Callable[[Actor, datetime], Panel | None], *, order: int = 100
) -> None:
    """Fill a slot; the builder returns None when it has nothing to say to this actor."""
    _slots.add(f"{slot}/{key}", Slot(slot, key, build, order))


def panels_in(slot: str, *, actor: Actor, at: datetime) -> tuple[Panel, ...]:
    """Build what stands in a slot, in order."""
    built = (entry.build(actor, at) for entry in _slots if entry.slot == slot)
    return tuple(panel for panel in built if panel is not None)
