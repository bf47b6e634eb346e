"""Who may do what with papers, beside the steps of their processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import permission
from bihuan.modules.documents.models import SendingState

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.models import Receiving, Sending

LEADERS = frozenset({"deputy", "principal"})
CLERKS = frozenset({"handler", "office_head", "reviewer"})
EDITABLE = frozenset(
    {
        SendingState.DRAFT.value,
        SendingState.DEPT_REVIEW.value,
        SendingState.OFFICE_REVIEW.value,
        SendingState.RETURNED.value,
    }
)
"""States in which a paper may be edited: the reviewers correct it as they review it."""

DRAFT_PAPER = permission("documents.draft", "拟稿", rule_roles=CLERKS)
KEEP_WORDS = permission(
    "documents.words", "登记发文代字", rule_roles=frozenset({"office_head", "reviewer"})
)
KEEP_TEMPLATES = permission(
    "documents.templates", "改写文种模板", rule_roles=frozenset({"office_head", "reviewer"})
)
COMMENT = permission("documents.comment", "批示", rule_roles=LEADERS)
HANDLE = permission("documents.handle", "收文办理", rule_roles=CLERKS)

_EDITORS = {
    SendingState.DRAFT.value: CLERKS,
    SendingState.RETURNED.value: CLERKS,
    SendingState.DEPT_REVIEW.value: frozenset({"office_head"}),
    SendingState.OFFICE_REVIEW.value: frozenset({"reviewer"}),
}


def is_editable(sending: Sending) -> bool:
    """Whether the paper stands where its content may change."""
    return sending.case.state in EDITABLE


def may_edit(actor: Actor, sending: Sending) -> bool:
    """While it is drafted its clerks may change it; while it is reviewed, whoever reviews it."""
    own = bool(actor.body) and actor.body == sending.case.body
    return own and bool(_EDITORS.get(sending.case.state, frozenset()) & actor.roles)


def may_urge(actor: Actor, receiving: Receiving) -> bool:
    """The issuer urges; its clerks press the button."""
    return bool(actor.body) and actor.body == receiving.sender and bool(CLERKS & actor.roles)


def may_register_receipt(actor: Actor, receiving: Receiving) -> bool:
    """The registrar of the issuer enters a receipt signed on paper."""
    own = bool(actor.body) and actor.body == receiving.sender
    return own and bool({"handler", "reviewer"} & actor.roles)


def may_handle(actor: Actor, receiving: Receiving) -> bool:
    """The clerks of the recipient circulate and register."""
    own = bool(actor.body) and actor.body == receiving.case.body
    return own and bool(CLERKS & actor.roles)


def may_comment(actor: Actor, receiving: Receiving) -> bool:
    """The leaders of the recipient write on the paper."""
    own = bool(actor.body) and actor.body == receiving.case.body
    return own and bool(LEADERS & actor.roles)
