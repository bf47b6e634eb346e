"""What the case pages of papers show: the paper, who signed for it, who read it, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.web.panels.paper import (
    cosigned_paper,
    instructed_paper,
    received_paper,
    sent_paper,
)
from bihuan.modules.documents.web.panels.receiving import (
    circulations,
    comments,
    registered,
    to_read,
)
from bihuan.modules.documents.web.panels.sending import checkup, cosigners, receipts, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.panels import Panel

__all__ = ["PANELS", "to_read"]

PANELS: tuple[tuple[str, str, Callable[[Any, Actor, datetime], Panel | None]], ...] = (
    ("sending", "paper", sent_paper),
    ("sending", "receipts", receipts),
    ("sending", "checkup", checkup),
    ("sending", "sheet", sheet),
    ("sending", "cosigners", cosigners),
    ("cosigning", "paper", cosigned_paper),
    ("receiving", "paper", received_paper),
    ("receiving", "comments", comments),
    ("receiving", "circulations", circulations),
    ("receiving", "sheet", registered),
    ("instruction", "paper", instructed_paper),
)
