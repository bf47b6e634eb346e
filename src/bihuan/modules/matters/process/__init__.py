"""The processes of the matter lists.

The list itself is named here; the small ones beside it are in `companions`, whose effects use the
operations of the list.
"""

from bihuan.modules.matters.process.lists import (
    ABANDON,
    ACCEPT,
    CERTIFY_DEPUTY,
    CERTIFY_PRINCIPAL,
    CORRECT,
    FILE,
    MATTER_LIST,
    PASS_REVIEW,
    PUBLISH,
    RECERTIFY,
    RESUBMIT,
    RETURN,
    REVISE,
    SEND_BACK,
    SUBMIT,
    WITHDRAW,
)

__all__ = [
    "ABANDON",
    "ACCEPT",
    "CERTIFY_DEPUTY",
    "CERTIFY_PRINCIPAL",
    "CORRECT",
    "FILE",
    "MATTER_LIST",
    "PASS_REVIEW",
    "PUBLISH",
    "RECERTIFY",
    "RESUBMIT",
    "RETURN",
    "REVISE",
    "SEND_BACK",
    "SUBMIT",
    "WITHDRAW",
]
