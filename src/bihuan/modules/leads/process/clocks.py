"""The clocks of this module, made from dated policy data: label, basis and mark come from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Clock
from bihuan.modules.leads.rules import dates
from bihuan.modules.leads.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from bihuan.kernel.calendar import Span


def clock(key: str, span: Callable[[Any], Span | date] | None = None) -> Clock[Any]:
    """The clock of a limit; without `span` it runs from the step that starts it."""
    found = policy().newest(key)
    return Clock(
        key,
        found.label,
        span or dates.limit(key),
        basis=found.marked_basis,
        warn=found.warn,
    )
