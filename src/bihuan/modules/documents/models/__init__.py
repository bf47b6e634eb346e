"""The tables of papers on their way: sent, co-signed, received, commented; and of templates."""

from bihuan.modules.documents.models.receiving import (
    Circulation,
    Instruction,
    InstructionState,
    LeaderNote,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Urge,
)
from bihuan.modules.documents.models.sending import (
    Cosigning,
    CosigningState,
    Openness,
    PaperWord,
    Sending,
    SendingState,
    Series,
    Urgency,
)
from bihuan.modules.documents.models.templates import OfficeTemplate

__all__ = [
    "Circulation",
    "Cosigning",
    "CosigningState",
    "Instruction",
    "InstructionState",
    "LeaderNote",
    "OfficeTemplate",
    "Openness",
    "PaperWord",
    "ReceivedRole",
    "Receiving",
    "ReceivingState",
    "Sending",
    "SendingState",
    "Series",
    "Urge",
    "Urgency",
]
