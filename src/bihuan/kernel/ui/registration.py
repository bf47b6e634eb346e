"""What the ui announces to the rest of the kernel when the apps are ready."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel import ledger
from bihuan.kernel.jobs import api as jobs
from bihuan.kernel.ledger import api as ledger_of
from bihuan.kernel.process.api import cases_for, process_of
from bihuan.kernel.ui import nav, presses, search, verbs
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.matching import holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor


SWEEP = timedelta(hours=1)


def register() -> None:
    """Register the verb of exports, the names of forms, the table of cases and their search."""
    ledger.register(verbs.EXPORT)
    ledger_of.accompany(presses.claim)
    jobs.periodic("ui.presses", label="清理用过的表单标识", every=SWEEP)(presses.forget_old)
    nav.register(nav.NavItem("cases", "办件台账", "ui:cases", 80))
    nav.register(nav.NavItem("ledger", "可信账本", "ui:ledger", 95, administrators=True))
    search.register("cases", "办件", find_cases, order=10)


def find_cases(actor: Actor, words: str, limit: int) -> Sequence[search.Hit]:
    """Find cases by number or title among those the actor may see."""
    wanted = Q()
    for word in words.split():
        # A number is letters, digits and hyphens: no other word can be part of one.
        titled = holding("title", word)
        wanted &= holding("number", word) | titled if word.isascii() else titled
    found = cases_for(actor, wanted).order_by("-pk")[:limit]
    return [
        search.Hit(
            case.title,
            case_address(case.number),
            f"{process_of(case).label} {case.number}",
        )
        for case in found
    ]
