"""Reactions to readings: the bottom line is held again whenever a reading moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel import events as bus
from bihuan.modules.directives.events import MeasureMoved
from bihuan.modules.quality.models import ImportKind, ImportRun
from bihuan.modules.quality.queries.bottom import KEY

if TYPE_CHECKING:
    from bihuan.modules.quality.events import ReadingsChanged

COUNTED = frozenset({ImportKind.DAYS.value, ImportKind.SECTIONS.value})
"""What the indicators of the bottom line are made of."""


def on_readings_changed(event: ReadingsChanged) -> None:
    """Say that the bottom line of these years, and of those held against them, may have moved."""
    if event.kind not in COUNTED:
        return
    at = ImportRun.objects.values_list("at", flat=True).get(pk=event.run)
    years = {near for year in event.years for near in (year, year + 1)}
    bus.publish(MeasureMoved(KEY, tuple(sorted(years)), at))
