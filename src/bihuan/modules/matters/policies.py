"""Who may read and change what of a matter list, beside the steps of its process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import may, permission
from bihuan.modules.matters.models import ListState
from bihuan.modules.matters.rules.states import EDITABLE

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList, RowNote

OPEN_LIST = permission("matters.open_list", "编制事项清单", rule_roles=frozenset({"handler"}))
CHECK_FILINGS = permission(
    "matters.check_filings",
    "备案审核",
    rule_roles=frozenset({"handler", "office_head", "deputy", "principal"}),
    lines=frozenset({"office"}),
)


WITHDRAW_PUBLIC = permission(
    "matters.withdraw_public", "撤下本单位公开的清单", rule_roles=frozenset({"principal"})
)


def may_edit(actor: Actor, matter_list: MatterList) -> bool:
    """Rows and header are changed by a handler or office head of the body that owns the list.

    A named system actor may too: it is the import on the server's command line.
    """
    if actor.is_system:
        return True
    own = bool(actor.body) and actor.body == matter_list.case.body
    return own and bool({"handler", "office_head"} & actor.roles)


def is_editable(matter_list: MatterList) -> bool:
    """Whether the list stands where its content may change."""
    return matter_list.case.state in EDITABLE


def may_withdraw_public(actor: Actor, body: str) -> bool:
    """Who set the last seal on a list answers for taking it from the public."""
    return bool(actor.body) and actor.body == body and may(actor, WITHDRAW_PUBLIC)


def may_note(actor: Actor, matter_list: MatterList) -> bool:
    """Notes on rows are written by the receiving commission office while it checks."""
    own = bool(actor.body) and actor.body == matter_list.office_body
    return (
        own
        and matter_list.case.state == ListState.FILED
        and bool({"handler", "office_head", "principal"} & actor.roles)
    )


def may_read_note(actor: Actor, note: RowNote) -> bool:
    """Until the list is returned, a note is the office's own draft."""
    return note.released_at is not None or actor.body == note.matter_list.office_body
