"""What the pages of the matter lists are made of: tables, panels, entries of the bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.nav import NavItem
from bihuan.modules.matters.web.pages import companions, lists
from bihuan.modules.matters.web.pages.lists import LISTS, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.panels import Panel

    Build = Callable[[Any, Actor, datetime], Panel | None]

PANELS: tuple[tuple[str, tuple[str, Build]], ...] = (
    ("matter-list", lists.PANELS[0]),
    ("matter-list", ("changes", companions.changes_panel)),
    ("matter-list", ("partners", companions.partners_panel)),
    *(("matter-list", panel) for panel in lists.PANELS[1:]),
    ("partnership", ("asked", companions.asked_panel)),
    ("partnership", ("whose", companions.partnership_facts)),
    ("matter-intake", ("matter", companions.intake_panel)),
    ("list-review", ("what", companions.review_panel)),
)
NAV = (
    *lists.NAV,
    NavItem("duty-lists", "责任清单条款", "matters:duties", 17),
    NavItem("legal-bases", "依据库", "matters:bases", 18),
)

__all__ = ["LISTS", "NAV", "PANELS", "ROWS"]
