"""Who may open a docket or a study, and who chooses the candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import permission
from bihuan.modules.leads.models import DocketState
from bihuan.modules.leads.rules.bodies import WIDE

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.leads.models import LeadDocket

OPEN_DOCKET = permission(
    "leads.open_docket",
    "登记牵头部门会商",
    rule_roles=frozenset({"handler"}),
)
OPEN_STUDY = permission(
    "leads.open_study",
    "发起协同研究",
    rule_roles=frozenset({"handler"}),
)
CHOOSING = frozenset({DocketState.REGISTERED.value, DocketState.JUDGED.value})
"""States in which candidates may still be chosen freely; afterwards one more may be invited."""


def may_choose(actor: Actor, docket: LeadDocket) -> bool:
    """Candidates are chosen by the commission office that runs the docket, before it asks."""
    own = bool(actor.body) and actor.body == docket.office_body
    return own and bool({"handler", "office_head"} & actor.roles) and docket.state in CHOOSING


def is_office(actor: Actor) -> bool:
    """Whether this is the commission office of a region."""
    return actor.line == "office"


def is_department(actor: Actor) -> bool:
    """Whether this is a department that could propose a matter."""
    return bool(actor.body) and actor.line not in WIDE
