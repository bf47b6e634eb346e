"""Moving another case as a consequence: by the product itself, through the engine's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.process import Inputs, get
from bihuan.kernel.process import api as process

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.process.api import CaseDetail

SENDING, COSIGNING, RECEIVING = "sending", "cosigning", "receiving"
MACHINE = system_actor("documents")
"""What the product does by itself makes no body a party of somebody else's case."""


def move(
    key: str,
    step_key: str,
    detail: CaseDetail,
    *,
    at: datetime,
    fields: Mapping[str, object] | None = None,
) -> None:
    """Take a step of another case in the version it was born under."""
    found = get(key, detail.case.version)
    step = found.step(step_key)
    if step is None:
        message = f"Process {key!r} has no step {step_key!r}."
        raise LookupError(message)
    process.perform(
        found, step, detail, actor=MACHINE, at=at, inputs=Inputs(fields=dict(fields or {}))
    )
