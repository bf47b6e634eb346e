"""Reactions: a list that moved is compared outside the request; a docket that ends, settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.jobs import api as jobs
from bihuan.modules.algebra.operations import following
from bihuan.modules.algebra.operations.comparing import COMPARE

if TYPE_CHECKING:
    from bihuan.kernel.process import StepPerformed
    from bihuan.modules.leads.events import DocketLeft, MatterTaken
    from bihuan.modules.matters.events import ListFiled


def on_list_filed(event: ListFiled) -> None:
    """Compare the list that came in."""
    jobs.enqueue(COMPARE, args=(event.body, event.at.isoformat()), at=event.at)


def on_step(event: StepPerformed) -> None:
    """A list that was sent back or withdrawn no longer counts."""
    if event.process == "matter-list" and event.after in {"returned", "withdrawn"}:
        jobs.enqueue(COMPARE, args=(event.body, event.at.isoformat()), at=event.at)


def on_matter_taken(event: MatterTaken) -> None:
    """A docket ended in the list of its lead."""
    told = f"会商已经明确牵头，事项列入清单 {event.list_number}。"
    following.settle(docket=event.docket, told=told, at=event.at)


def on_docket_left(event: DocketLeft) -> None:
    """A docket ended without a decision."""
    if event.carried_on:
        following.carry_on(docket=event.docket, successor=event.successor, at=event.at)
    else:
        told = f"会商没有作出决定：{event.outcome}。"
        following.leave(docket=event.docket, told=told, at=event.at)
