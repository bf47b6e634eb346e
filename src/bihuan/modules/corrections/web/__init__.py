"""What the case page shows of a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.corrections.models import Correction


def what_panel(detail: Correction, actor: Actor, at: datetime) -> Panel:
    """Show what was sent."""
    del actor, at
    facts = (
        Fact("种类", detail.get_kind_display()),
        Fact("哪一页", detail.page),
        Fact("哪里不对", detail.text),
        Fact("答复", detail.answer),
        Fact("不予采纳的理由", detail.reason),
    )
    told = tuple(fact for fact in facts if fact.value)
    return Panel("来信内容", "corrections/parts/facts.html", {"facts": told})
