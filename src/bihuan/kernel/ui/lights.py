"""Lights of cases in lists, from the one shared row; the clocks speak on the case page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import for_region
from bihuan.kernel.deadlines import Light, light

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process.models import Case


def case_light(case: Case, *, on: date) -> Light:
    """Return the light of a case on a day: closed, due, or without a limit."""
    if not case.is_open:
        return Light("done", "已办结", "")
    if case.next_due is None:
        return Light("none", "无期限", "本环节没有规定期限。")
    return light(case.next_due, on=on, calendar=for_region(case.region))
