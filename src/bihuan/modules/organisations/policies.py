"""Who may see and change what of organisations.

The map of bodies is public knowledge. People are looked up along block and line: one's own body,
the offices that cover it, and the same line above. Changes to the map and the groups belong to the
commission office of the region or one above it; people belong to their own body too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import may, permission, region_prefix

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

COVERING = frozenset({"office", "commission", "gov", "party"})
"""Lines that look across all lines of their region (块)."""

EDIT_MAP = permission(
    "organisations.edit_map",
    "维护机构名录和名单",
    rule_roles=frozenset({"handler", "office_head", "principal", "system_admin"}),
    lines=frozenset({"office"}),
    system=True,
)
EDIT_PEOPLE = permission(
    "organisations.edit_people",
    "维护本单位人员和岗位",
    rule_roles=frozenset({"handler", "office_head", "principal", "security_admin"}),
    system=True,
)
ARRANGE_ABSENCE = permission(
    "organisations.arrange_absence",
    "安排代行职责",
    rule_roles=frozenset({"office_head", "deputy", "principal", "security_admin"}),
    system=True,
)


APPOINT_ADMINISTRATORS = permission(
    "organisations.appoint_administrators",
    "任免系统管理员、安全管理员、审计管理员",
    rule_roles=frozenset({"security_admin"}),
    system=True,
)


class NotAllowed(PermissionError):
    """The actor may not do this; the message says who may."""


def covers(actor: Actor, region: str) -> bool:
    """Say whether a region is the actor's own or lies below it."""
    return bool(actor.region) and region.startswith(actor.prefix)


def require_map(actor: Actor, region: str) -> None:
    """Refuse whoever may not change the map of a region.

    :raises NotAllowed: with the sentence that says who may.
    """
    if actor.is_system:
        return
    if not may(actor, EDIT_MAP) or not covers(actor, region):
        raise NotAllowed("只有本级或上级环委办可以维护机构名录和名单。请联系本级环委办。")


def may_keep_people(actor: Actor, body: str) -> bool:
    """Say whether somebody changes the people of a body: its own, and the office that covers it."""
    if actor.is_system:
        return True
    office = actor.line == "office" and covers(actor, body.partition("-")[0])
    return may(actor, EDIT_PEOPLE) and (actor.body == body or office)


def may_arrange_absence(actor: Actor, body: str) -> bool:
    """Say whether somebody arranges stand-ins in a body."""
    return actor.is_system or (may(actor, ARRANGE_ABSENCE) and actor.body == body)


def require_people(actor: Actor, body: str) -> None:
    """Refuse whoever may not change the people of a body.

    :raises NotAllowed: with the sentence that says who may.
    """
    if not may_keep_people(actor, body):
        raise NotAllowed("只能维护本单位的人员和岗位。其他单位的人员请由该单位或者环委办维护。")


def require_administrators(actor: Actor) -> None:
    """Refuse whoever may not appoint administrators.

    :raises NotAllowed: with the sentence that says who may.
    """
    if not may(actor, APPOINT_ADMINISTRATORS):
        raise NotAllowed("三类管理员由安全管理员任免。请联系安全管理员。")


def require_absence(actor: Actor, body: str) -> None:
    """Refuse whoever may not arrange a stand-in in a body.

    :raises NotAllowed: with the sentence that says who may.
    """
    if not may_arrange_absence(actor, body):
        raise NotAllowed("代行职责由本单位处室负责人以上的同志安排。")


def posts_visible_to(actor: Actor) -> Q:
    """Return the condition on posts this actor may look up."""
    if actor.is_system:
        return Q()
    if actor.is_public or not actor.body:
        return Q(pk__in=())
    prefix = region_prefix(actor.region)
    below = Q(body__region__code__startswith=prefix)
    if actor.line in COVERING:
        return below
    return Q(body_id=actor.body) | (below & Q(body__line=actor.line))
