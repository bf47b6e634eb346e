"""What the steps of papers bring about beside moving them."""

from bihuan.modules.documents.effects.annexing import ANNEX, add_annexes
from bihuan.modules.documents.effects.receiving import sign_for_on_paper, sign_for_paper
from bihuan.modules.documents.effects.sending import (
    dispatch_paper,
    number_paper,
    stop_answer_clock,
    void_paper,
)
from bihuan.modules.documents.effects.signing import (
    ask_cosigners,
    bind_signature,
    drop_signature,
    gather_cosigners,
    lapse_cosigners,
)

__all__ = [
    "ANNEX",
    "add_annexes",
    "ask_cosigners",
    "bind_signature",
    "dispatch_paper",
    "drop_signature",
    "gather_cosigners",
    "lapse_cosigners",
    "number_paper",
    "sign_for_on_paper",
    "sign_for_paper",
    "stop_answer_clock",
    "void_paper",
]
