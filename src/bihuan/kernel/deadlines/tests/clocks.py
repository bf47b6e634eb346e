"""What the tests of this package share: one subject, one clock, instants by their text."""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.access import Actor
from bihuan.kernel.calendar import SHANGHAI, working_days
from bihuan.kernel.deadlines import api
from bihuan.kernel.deadlines.models import ClockRow

SUBJECT = "check:0001"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def begin(actor: Actor, **changes: Any) -> ClockRow:
    """Start ten working days on 2 March 2026: due on the 16th, warning on the 11th."""
    facts: dict[str, Any] = {
        "subject": SUBJECT,
        "key": "plan",
        "label": "方案报送期限",
        "basis": "办法第四条",
        "start": date(2026, 3, 2),
        "region": "510000",
        "span": working_days(10),
        "warn": (working_days(3),),
        "actor": actor,
        "at": at("2026-03-02T09:00"),
    }
    if "due_on" in changes:
        del facts["span"]
    return api.start(**{**facts, **changes})
