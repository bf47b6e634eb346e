"""Reactions to cases of any process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.directives.operations import attaching, measuring

if TYPE_CHECKING:
    from bihuan.modules.directives.events import MeasureMoved

on_case_opened = attaching.note_opening
on_step_performed = attaching.note_step


def on_measure_moved(event: MeasureMoved) -> None:
    """Read the measure again."""
    measuring.measure(event.key, at=event.at, years=event.years)
