"""Who may see duties and who may touch evidence.

Stated over the grid of regions (块) and lines (条), the same bounds as cases have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import ADMINISTRATORS, may, permission

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

WIDE_LINES = frozenset({"party", "gov", "commission", "office"})
"""Lines that answer for everything below them in their region."""

NOBODY = Q(pk__in=())

LOAD_PACK = permission(
    "directives.load_pack",
    "载入文件条款、生成应办事项",
    rule_roles=frozenset({"system_admin"}),
    system=True,
)
WITHDRAW = permission(
    "directives.withdraw_evidence",
    "撤回佐证",
    rule_roles=frozenset({"office_head", "principal"}),
    system=True,
)
REGISTER = permission(
    "directives.register_event",
    "登记触发事项",
    rule_roles=frozenset({"handler", "office_head"}),
    system=True,
)


class NotAllowed(PermissionError):
    """The actor may not do this; the message says who may."""


def sees_everything_below(actor: Actor) -> bool:
    """Say whether the actor sees every line of a region and of the regions below."""
    return actor.is_system or (
        actor.line in WIDE_LINES and bool(actor.region) and not _is_administrator(actor)
    )


def _is_administrator(actor: Actor) -> bool:
    return bool(actor.roles) and actor.roles <= ADMINISTRATORS


def sees(actor: Actor, *, body: str, region: str, line: str) -> bool:
    """Say whether the actor may see the duties of a body."""
    if actor.is_system:
        return True
    if actor.is_public or _is_administrator(actor) or not actor.body:
        return False
    below = bool(actor.region) and region.startswith(actor.prefix)
    return body == actor.body or (below and (actor.line in WIDE_LINES or actor.line == line))


def visible_to(actor: Actor, *, path: str = "") -> Q:
    """Return the same as `sees`, as a condition on duties."""
    if actor.is_system:
        return Q()
    if actor.is_public or _is_administrator(actor) or not actor.body:
        return NOBODY
    own = Q(**{f"{path}body": actor.body})
    if not actor.region:
        return own
    below = inside(actor.prefix, path=path)
    if actor.line in WIDE_LINES and actor.body.startswith(actor.prefix):
        return below  # their own duties are among those of their region
    return own | (below if actor.line in WIDE_LINES else below & Q(**{f"{path}line": actor.line}))


def inside(prefix: str, *, path: str = "") -> Q:
    """Return the condition on duties of a region and all below it, as a range an index can walk."""
    if not prefix:
        return Q()
    return Q(**{f"{path}region__gte": prefix, f"{path}region__lt": f"{prefix}z"})


def require_withdrawal(actor: Actor, *, body: str, region: str) -> None:
    """Refuse whoever may not take evidence back.

    :raises NotAllowed: with the sentence that says who may.
    """
    if actor.is_system:
        return
    office = actor.line == "office" and region.startswith(actor.prefix)
    if not may(actor, WITHDRAW) or not (actor.body == body or office):
        raise NotAllowed("佐证由本单位处室负责人以上的同志或者本级、上级环委办撤回。")


def require_registration(actor: Actor, *, body: str) -> None:
    """Refuse whoever may not say that something gave rise to a duty.

    :raises NotAllowed: with the sentence that says who may.
    """
    if actor.is_system:
        return
    if not may(actor, REGISTER) or actor.body != body:
        raise NotAllowed("触发事项由本单位经办人或者处室负责人登记。")
