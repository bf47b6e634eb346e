"""Reactions: the notice changed, or a city decided anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.following.models import Following, FollowingState
from bihuan.modules.following.operations import changing
from bihuan.modules.following.process import FOLLOWING

if TYPE_CHECKING:
    from bihuan.kernel.process import StepPerformed
    from bihuan.modules.directives.events import NoticeChanged


def on_notice_changed(event: NoticeChanged) -> None:
    """Ask whoever answered the clauses that read otherwise now."""
    changing.notice_changed(
        before=event.before,
        after=event.after,
        region=event.region,
        number=event.number,
        at=event.at,
    )


def on_step_performed(event: StepPerformed) -> None:
    """Ask the counties that follow a city, once its decision is signed."""
    if event.process == FOLLOWING.key and event.after == FollowingState.SIGNED:
        case = Following.objects.select_related("case").get(pk=event.case_id)
        changing.city_decided(case=case, at=event.at)
