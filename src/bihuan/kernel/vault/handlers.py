"""A view closes by itself when its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.process import api as process
from bihuan.kernel.vault.models import Reveal, RevealState
from bihuan.kernel.vault.processes import EXPIRE, REVEAL, VIEW

if TYPE_CHECKING:
    from bihuan.kernel.deadlines import ClockAlert

ACTOR = system_actor("vault")


def on_clock_alert(alert: ClockAlert) -> None:
    """Take the view back. Nothing depends on it: opening looks at the time for itself."""
    if alert.key != VIEW.key or alert.case_id is None or alert.at < alert.due_at:
        return
    request = Reveal.objects.select_related("case").filter(case_id=alert.case_id).first()
    if request is not None and request.state == RevealState.GRANTED:
        process.perform(REVEAL, EXPIRE, request, actor=ACTOR, at=alert.at)
