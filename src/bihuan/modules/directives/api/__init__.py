"""The front door of directives for other modules and faces."""

from bihuan.modules.directives.operations.generating import generate
from bihuan.modules.directives.operations.loading import (
    check_pack,
    load_pack,
)
from bihuan.modules.directives.operations.opening import open_exemption, open_record
from bihuan.modules.directives.operations.registering import register_event
from bihuan.modules.directives.operations.withdrawing import withdraw_evidence
from bihuan.modules.directives.queries.status import status
from bihuan.modules.directives.rules.measures import Measure, Reading, register_measure
from bihuan.modules.directives.rules.reading import BadPack

__all__ = [
    "BadPack",
    "Measure",
    "Reading",
    "check_pack",
    "generate",
    "load_pack",
    "open_exemption",
    "open_record",
    "register_event",
    "register_measure",
    "status",
    "withdraw_evidence",
]
