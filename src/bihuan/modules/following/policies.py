"""Who may answer for a place, ask other places, and see what holds where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import permission
from bihuan.modules.following.models import FollowingState

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.following.models import Following

OPEN = permission(
    "following.open",
    "发起参照执行答复",
    rule_roles=frozenset({"handler"}),
    lines=frozenset({"office"}),
)
ASK = permission(
    "following.ask",
    "要求下级答复参照执行情况",
    rule_roles=frozenset({"handler", "office_head"}),
    lines=frozenset({"office"}),
)


def may_answer(actor: Actor, case: Following) -> bool:
    """Answers are written by the office of the place, while they are being drafted."""
    own = bool(actor.body) and actor.body == case.body and "handler" in actor.roles
    return own and case.state == FollowingState.DRAFT


WIDE = frozenset({"party", "gov", "commission", "office"})


def in_province(actor: Actor, region: str) -> bool:
    """Say whether what holds in a place is shown: to everybody of the province."""
    return actor.is_system or (bool(actor.region) and region[:2] == actor.region[:2])


def sees_drafts(actor: Actor, region: str) -> bool:
    """Say whether answers in hand are shown: to the office of the place and those above it."""
    below = bool(actor.region) and region.startswith(actor.prefix)
    return actor.is_system or (below and actor.line in WIDE and not actor.only_administers)
