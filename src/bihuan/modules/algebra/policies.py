"""Who works on findings and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import may, permission

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.algebra.models import Finding

WORK = permission(
    "algebra.work",
    "处理清单比对发现",
    rule_roles=frozenset({"handler", "office_head"}),
    lines=frozenset({"office"}),
)


def visible_to(actor: Actor) -> Q:
    """An office sees its region and those below it; a body sees what concerns it."""
    if actor.is_system:
        return Q()
    if actor.only_administers:
        return Q(pk__isnull=True)
    if actor.line in {"office", "commission"} and actor.region:
        return Q(region__startswith=actor.prefix)
    if not actor.body:
        return Q(pk__isnull=True)
    return Q(body=actor.body) | Q(other_body=actor.body)


def may_work(actor: Actor, finding: Finding) -> bool:
    """Findings are worked on by the office of their own region."""
    return may(actor, WORK) and actor.region == finding.region
