"""What deadlines announce to the tiers above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ClockAlert:
    """A clock came near its end, or passed it; published once per clock, due date and kind.

    `moment` is when it fell due, `at` when it was noticed: after a silence the second is later.
    """

    clock_id: int
    kind: str
    ahead: str
    subject: str
    case_id: int | None
    key: str
    label: str
    due_on: date
    due_at: datetime
    moment: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class DueMoved:
    """A running clock got another due date: by extension, resumption or a new calendar edition."""

    clock_id: int
    subject: str
    case_id: int | None
    key: str
    label: str
    before: date
    after: date
    at: datetime
