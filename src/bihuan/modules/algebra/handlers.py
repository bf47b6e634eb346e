"""Reactions: a list that was filed, answered or withdrawn is compared outside the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.jobs import api as jobs
from bihuan.modules.algebra.operations.comparing import COMPARE

if TYPE_CHECKING:
    from bihuan.kernel.process import StepPerformed
    from bihuan.modules.matters.events import ListFiled


def on_list_filed(event: ListFiled) -> None:
    """Compare the list that came in."""
    jobs.enqueue(COMPARE, args=(event.body, event.at.isoformat()), at=event.at)


def on_step(event: StepPerformed) -> None:
    """A list that was sent back or withdrawn no longer counts."""
    if event.process == "matter-list" and event.after in {"returned", "withdrawn"}:
        jobs.enqueue(COMPARE, args=(event.body, event.at.isoformat()), at=event.at)
