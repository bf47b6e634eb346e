"""Navigation: what the bar of the workbench and the bar of the portal offer.

nav.register(nav.NavItem("matrix", "责任矩阵", "directives:matrix", 30))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ui.addresses import fixed
from bihuan.kernel.ui.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.access import Actor

DESK = "desk"
PORTAL = "portal"


def everyone(actor: Actor) -> bool:  # noqa: ARG001 - the shape of every visibility rule
    """Show an entry to whoever may see the bar at all."""
    return True


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a bar. `url_name` takes no arguments; lower `order` stands further left."""

    key: str
    label: str
    url_name: str
    order: int = 100
    visible: Callable[[Actor], bool] = everyone
    area: str = DESK
    administrators: bool = False  # whether those see it who do no business but administer


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as one request sees it."""

    key: str
    label: str
    url: str
    current: bool


_items: Registry[NavItem] = Registry("navigation item", lambda item: (item.order, item.key))


def register(item: NavItem) -> None:
    """Add an entry; called from the `ready()` of an app."""
    _items.add(item.key, item)


def links(actor: Actor | None, path: str, *, area: str = DESK) -> tuple[NavLink, ...]:
    """Return the entries this actor sees; the longest matching address is the current one."""
    seen = [
        (item, fixed(item.url_name))
        for item in _items
        if item.area == area and (actor is None or _shows(item, actor))
    ]
    matching = [url for _, url in seen if path == url or (url != "/" and path.startswith(url))]
    here = max(matching, key=len, default="")
    return tuple(NavLink(item.key, item.label, url, url == here) for item, url in seen)


def _shows(item: NavItem, actor: Actor) -> bool:
    return item.visible(actor) and (item.administrators or not actor.only_administers)
