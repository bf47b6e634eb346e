"""What the comparison brings to the frame of the workbench and to the page of a docket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.nav import NavItem
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.algebra.models import FindingKind, FindingState
from bihuan.modules.algebra.queries.findings import finding_of_docket

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import CaseDetail

NAV = (NavItem("algebra", "缺口与重叠", "algebra:findings", 19),)


def finding_panel(detail: CaseDetail, actor: Actor, at: datetime) -> Panel | None:
    """The finding a docket was opened from, for those who may see it."""
    del at
    found = finding_of_docket(detail.number, actor=actor)
    if found is None:
        return None
    facts = (
        Fact("种类", FindingKind(found.kind).label),
        Fact("情况", found.sentence),
        Fact("状态", FindingState(found.state).label),
    )
    return Panel(
        "来自清单比对",
        "algebra/parts/found.html",
        {"facts": facts},
        place=SIDE,
        link_label="查看这条发现",
        link_url=reverse("algebra:finding", args=(found.pk,)),
    )
