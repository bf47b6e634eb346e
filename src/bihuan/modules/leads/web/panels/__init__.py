"""Panels of the case pages: positions side by side, the two months, precedents, opinion, result."""

from __future__ import annotations

from bihuan.kernel.ui.nav import NavItem
from bihuan.modules.leads.web.panels.beside import papers_panel, precedents_panel
from bihuan.modules.leads.web.panels.docket import (
    matter_panel,
    meeting_panel,
    opinion_panel,
    result_panel,
)
from bihuan.modules.leads.web.panels.months import months_panel
from bihuan.modules.leads.web.panels.positions import (
    answer_panel,
    asked_panel,
    position_views,
    positions_panel,
)
from bihuan.modules.leads.web.panels.study import study_panel, tasks_panel

__all__ = ["NAV", "PANELS", "position_views"]

PANELS = (
    ("lead-docket", "matter", matter_panel, 10),
    ("lead-docket", "positions", positions_panel, 20),
    ("lead-docket", "meeting", meeting_panel, 30),
    ("lead-docket", "opinion", opinion_panel, 40),
    ("lead-docket", "months", months_panel, 50),
    ("lead-docket", "result", result_panel, 15),
    ("lead-docket", "papers", papers_panel, 16),
    ("lead-docket", "precedents", precedents_panel, 60),
    ("lead-position", "asked", asked_panel, 10),
    ("lead-position", "answer", answer_panel, 20),
    ("joint-study", "study", study_panel, 10),
    ("joint-study", "positions", positions_panel, 20),
    ("joint-study", "tasks", tasks_panel, 30),
)

NAV = (NavItem("leads", "牵头会商", "leads:dockets", 18),)
