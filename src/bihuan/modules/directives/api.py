"""The front door of directives for other modules and faces."""

from bihuan.modules.directives.operations.generating import generate
from bihuan.modules.directives.operations.loading import (
    Loading,
    Report,
    check_pack,
    load_pack,
)
from bihuan.modules.directives.operations.opening import open_exemption, open_record
from bihuan.modules.directives.operations.registering import register_event
from bihuan.modules.directives.operations.withdrawing import withdraw_evidence
from bihuan.modules.directives.queries.status import StatusLine, status
from bihuan.modules.directives.rules.reading import BadPack

__all__ = [
    "BadPack",
    "Loading",
    "Report",
    "StatusLine",
    "check_pack",
    "generate",
    "load_pack",
    "open_exemption",
    "open_record",
    "register_event",
    "status",
    "withdraw_evidence",
]
