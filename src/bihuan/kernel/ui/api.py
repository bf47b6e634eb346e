"""The front door of the ui for faces and modules.

from bihuan.kernel.ui import api as ui
"""

from __future__ import annotations

from bihuan.kernel.access.api import way_back
from bihuan.kernel.ui import nav, panels, pickers, search, slots
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.names import (
    register_bodies,
    register_body_address,
    register_body_names,
    register_people,
)
from bihuan.kernel.ui.queue import work_items
from bihuan.kernel.ui.rendering import render_table
from bihuan.kernel.ui.requests import actor_of, whole
from bihuan.kernel.ui.shell import Site, describe_site, tell_demo

__all__ = [
    "Site",
    "actor_of",
    "case_address",
    "describe_site",
    "nav",
    "panels",
    "pickers",
    "register_bodies",
    "register_body_address",
    "register_body_names",
    "register_people",
    "render_table",
    "search",
    "slots",
    "tell_demo",
    "way_back",
    "whole",
    "work_items",
]
