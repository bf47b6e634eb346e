"""Which date binds a list, and how late it is. Pure: every date is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import region_prefix
from bihuan.modules.matters.models import MatterLevel
from bihuan.modules.matters.rules.settings import policy

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.calendar import Span
    from bihuan.modules.matters.models import MatterList

LEVEL_BY_LENGTH = {2: MatterLevel.PROVINCE, 4: MatterLevel.CITY}


def level_of(region: str) -> MatterLevel:
    """The level of a region by its GB/T 2260 code."""
    return LEVEL_BY_LENGTH.get(len(region_prefix(region)), MatterLevel.COUNTY)


def publication_due(matter_list: MatterList) -> Span | date:
    """首份清单按通知期限，以后各版自形成之日起20个工作日."""
    return first_due_on(matter_list) or policy().publication.span


def first_due_on(matter_list: MatterList) -> date | None:
    """The first-list date when this list is the first one of its body, else None."""
    if matter_list.list_version != 1 or matter_list.supersedes_id is not None:
        return None
    first = policy().first_due(level_of(matter_list.case.region), matter_list.year)
    return first.due_on if first else None


def due_basis(matter_list: MatterList) -> str:
    """Why the list must be public by that day."""
    if first_due_on(matter_list) is None:
        return policy().publication.basis
    first = policy().first_due(level_of(matter_list.case.region), matter_list.year)
    return first.basis if first else ""


def days_late(done_on: date, due_on: date) -> int:
    """Calendar days after the due date; 0 when in time."""
    return max(0, (done_on - due_on).days)
