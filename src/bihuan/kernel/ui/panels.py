"""Panels modules add to a case page, and slots modules fill on shared pages such as the home.

panels.register("matter-list", "rows", lambda detail, actor, at: Panel(...))
slots.register("home", "duties", lambda actor, at: Panel(...), order=10)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor

MAIN = "main"
SIDE = "side"


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled card. The template is rendered with `context` alone, plus `actor` and `request`."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = MAIN
    note: str = ""
    link_label: str = ""
    link_url: str = ""
    flush: bool = False  # True: the template brings its own padding (tables, lists)


@dataclass(frozen=True, slots=True)
class CasePanel:
    """A panel on the case page of one process; an empty process key means every process."""

    process: str
    key: str
    build: Callable[[Any, Actor, datetime], Panel | None]
    order: int = 100


_case_panels: Registry[CasePanel] = Registry(
    "case panel", lambda entry: (entry.order, f"{entry.process}/{entry.key}")
)


def register(
    process: str,
    key: str,
    build: Callable[[Any, Actor, datetime], Panel | None],
    *,
    order: int = 100,
) -> None:
    """Add a panel to the case pages of one process (or of all, with an empty process key)."""
    _case_panels.add(f"{process}/{key}", CasePanel(process, key, build, order))


def panels_for(process: str, detail: Any, *, actor: Actor, at: datetime) -> tuple[Panel, ...]:
    """Build the panels of one case in their order."""
    built = (
        entry.build(detail, actor, at) for entry in _case_panels if entry.process in ("", process)
    )
    return tuple(panel for panel in built if panel is not None)
