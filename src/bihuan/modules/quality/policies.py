"""Who may read, bring in, freeze and publish environmental figures.

Indices and rankings are read by everybody who signs in for a body; what could become an interview
is read by those who answer for the place. The portal reads published copies only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import ADMINISTRATORS, may, permission

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor, Permission

WIDE_LINES = frozenset({"party", "gov", "commission", "office", "ecology"})
"""Lines that answer for the quality of everything in their region."""

IMPORT = permission(
    "quality.import",
    "导入环境质量数据",
    rule_roles=frozenset({"handler", "office_head"}),
    lines=frozenset({"ecology"}),
    system=True,
)
FREEZE = permission(
    "quality.freeze",
    "固化约谈情形判定表",
    rule_roles=frozenset({"handler", "office_head", "deputy", "principal"}),
    lines=frozenset({"ecology", "office"}),
    system=True,
)
PUBLISH = permission(
    "quality.publish",
    "公布环境质量月度数据",
    rule_roles=frozenset({"office_head", "deputy", "principal"}),
    lines=frozenset({"ecology"}),
    system=True,
)
WITHDRAW = permission(
    "quality.withdraw",
    "撤下已公布的环境质量月度数据",
    rule_roles=frozenset({"deputy", "principal"}),
    lines=frozenset({"ecology"}),
)
PROPOSE = permission(
    "quality.propose_interview",
    "提出拟约谈建议",
    rule_roles=frozenset({"handler"}),
    lines=frozenset({"ecology"}),
)
PROVINCE = "510000"


class NotAllowed(PermissionError):
    """The actor may not do this; the message says who may."""


def require(actor: Actor, right: Permission) -> None:
    """Refuse whoever lacks a right; the province's own department only.

    :raises NotAllowed: with the sentence that says who may.
    """
    if actor.is_system and may(actor, right):
        return
    if not may(actor, right) or actor.region != PROVINCE:
        who = {
            IMPORT.key: "省生态环境厅的经办人或者处室负责人",
            FREEZE.key: "省生态环境厅或者省环委办的工作人员",
            PUBLISH.key: "省生态环境厅的处室负责人、分管领导或者主要负责人",
            WITHDRAW.key: "省生态环境厅的分管领导或者主要负责人",
            PROPOSE.key: "省生态环境厅的经办人",
        }[right.key]
        raise NotAllowed(f"“{right.label}”由{who}办理，您当前的岗位不能办理。")


def may_act(actor: Actor, right: Permission) -> bool:
    """Say the same for a button."""
    return may(actor, right) and (actor.is_system or actor.region == PROVINCE)


def may_read(actor: Actor) -> bool:
    """Say whether the actor reads figures that are not published yet."""
    if actor.is_system:
        return True
    only_administers = bool(actor.roles) and actor.roles <= ADMINISTRATORS
    return bool(actor.body) and not only_administers


def require_reader(actor: Actor) -> None:
    """Refuse visitors and administrators.

    :raises NotAllowed: with the sentence that says where the public reads.
    """
    if not may_read(actor):
        raise NotAllowed("未公布的环境质量数据只供各单位工作人员查看；已公布的请看公开门户。")


def sees_sheets(actor: Actor, place: str) -> bool:
    """Say whether the actor may see what could become an interview of a place."""
    if actor.is_system:
        return True
    if not may_read(actor) or not actor.region:
        return False
    return place.startswith(actor.prefix) and actor.line in WIDE_LINES
