"""Reactions to cases: keep what was said, hand a decided matter over, hear that it was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.leads.operations import handing, keeping

if TYPE_CHECKING:
    from bihuan.kernel.process import StepPerformed

on_case_opened = keeping.note_act


def on_step_performed(event: StepPerformed) -> None:
    """Versions first, then what follows from the act."""
    keeping.note_act(event)
    handing.note_placed(event)
    handing.hand_over(event)
    handing.tell_left(event)
