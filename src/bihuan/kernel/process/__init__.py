"""The process engine: how a matter moves from hand to hand, under which rule, by when.

A process is a value made of frozen dataclasses (`definition`); the engine is one door
(`api.perform`). This package exports the pure names only. What needs the database is in
`bihuan.kernel.process.api`, the tables are in `bihuan.kernel.process.models`.
Start with `docs/develop/process.md`.
"""

from bihuan.kernel.process.definition import (
    EMPTY,
    OPINION,
    Attempt,
    Clock,
    Document,
    Effect,
    Field,
    Guard,
    Inputs,
    Process,
    Refusal,
    Step,
    Upload,
    says,
)
from bihuan.kernel.process.events import CaseOpened, StepPerformed
from bihuan.kernel.process.guards import all_children_closed
from bihuan.kernel.process.refusals import LostRace, NotFound, Refused
from bihuan.kernel.process.registry import all_processes, get, register, temporarily

__all__ = [
    "EMPTY",
    "OPINION",
    "Attempt",
    "CaseOpened",
    "Clock",
    "Document",
    "Effect",
    "Field",
    "Guard",
    "Inputs",
    "LostRace",
    "NotFound",
    "Process",
    "Refusal",
    "Refused",
    "Step",
    "StepPerformed",
    "Upload",
    "all_children_closed",
    "all_processes",
    "get",
    "register",
    "says",
    "temporarily",
]
