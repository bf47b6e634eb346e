"""How a duty stands on a day: what the facts come to, and what that is called.

`settle` turns facts into a few dates; `status_of` turns the dates into a word. The database repeats
only the second, on columns that hold the result of the first; a property test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


class Status(StrEnum):
    """What a duty is on a day."""

    MET = "met"
    MET_LATE = "met_late"
    IN_PROGRESS = "in_progress"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    CANNOT_TELL = "cannot_tell"

    @property
    def word(self) -> str:
        """Say it in Chinese."""
        return _WORDS[self]

    @property
    def light(self) -> str:
        """Return the key of its light: shape and colour."""
        return _LIGHTS[self]

    @property
    def is_done(self) -> bool:
        """Say whether nothing more is owed."""
        return self in {Status.MET, Status.MET_LATE}

    @property
    def is_excluded(self) -> bool:
        """Say whether it does not count when rates are computed."""
        return self in {Status.NOT_APPLICABLE, Status.WAIVED}


_WORDS = {
    Status.MET: "已落实",
    Status.MET_LATE: "逾期落实",
    Status.IN_PROGRESS: "推进中",
    Status.DUE_SOON: "临期",
    Status.OVERDUE: "逾期",
    Status.NOT_APPLICABLE: "不适用",
    Status.WAIVED: "已豁免",
    Status.CANNOT_TELL: "无法判断",
}
_LIGHTS = {
    Status.MET: "done",
    Status.MET_LATE: "done",
    Status.IN_PROGRESS: "run",
    Status.DUE_SOON: "soon",
    Status.OVERDUE: "late",
    Status.NOT_APPLICABLE: "none",
    Status.WAIVED: "hold",
    Status.CANNOT_TELL: "none",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence: what it shows, when that was, since and until when it counted."""

    predicate: int
    on: date
    recorded_on: date
    number: str
    title: str = ""
    ended_on: date | None = None
    ended_why: str = ""
    lapsed: bool = False
    """It ended by itself (a state was left); otherwise somebody took it back."""
    measured: bool = False
    """It was read off figures; where there is such a fact, records do not count."""

    def is_live(self, as_of: date | None) -> bool:
        """Say whether it counted on a day; without a day, whether it counts now."""
        if as_of is None:
            return self.ended_on is None
        return self.recorded_on <= as_of and (self.ended_on is None or self.ended_on > as_of)


@dataclass(frozen=True, slots=True)
class Relief:
    """A decision that the duty does not apply, or is waived."""

    kind: str
    recorded_on: date
    number: str
    reason: str
    ended_on: date | None = None

    def is_live(self, as_of: date | None) -> bool:
        """Say whether it held on a day; without a day, whether it holds now."""
        if as_of is None:
            return self.ended_on is None
        return self.recorded_on <= as_of and (self.ended_on is None or self.ended_on > as_of)


@dataclass(frozen=True, slots=True)
class Shift:
    """A decision of a place that a duty is due some days later (or earlier) than the notice says.

    It moves no date that had passed when it was taken: what was overdue stays overdue.
    """

    days: int
    recorded_on: date
    number: str
    reason: str
    ended_on: date | None = None

    def is_live(self, as_of: date | None) -> bool:
        """Say whether it held on a day; without a day, whether it holds now."""
        if as_of is None:
            return self.ended_on is None
        return self.recorded_on <= as_of and (self.ended_on is None or self.ended_on > as_of)

    def moves(self, due_on: date | None, as_of: date | None) -> bool:
        """Say whether it moved this date on a day."""
        return due_on is not None and due_on >= self.recorded_on and self.is_live(as_of)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the facts come to."""

    due_on: date | None
    started_on: date | None = None
    met_on: date | None = None
    relief: str = ""
    changed_on: date | None = None


def counting(facts: Sequence[Fact], as_of: date | None) -> list[Fact]:
    """Return the facts known on a day, without records of what figures decide."""
    known = [fact for fact in facts if as_of is None or fact.recorded_on <= as_of]
    decided = {fact.predicate for fact in known if fact.measured}
    return [fact for fact in known if fact.measured or fact.predicate not in decided]


def settle(
    *,
    receipts: Sequence[bool],
    due_on: date | None,
    facts: Sequence[Fact],
    reliefs: Sequence[Relief] = (),
    shifts: Sequence[Shift] = (),
    opened_on: date | None = None,
    again: Callable[[date], date | None] | None = None,
    as_of: date | None = None,
) -> Settled:
    """Return what was known of a duty on a day; without a day, all there is.

    `receipts` has one entry per predicate: whether it only confirms. `again` gives the new due date
    of a standing duty whose evidence lapsed on a day.
    """
    known = [fact for fact in facts if as_of is None or fact.recorded_on <= as_of]
    lapses = [
        fact.ended_on
        for fact in known
        if fact.lapsed and fact.ended_on and (as_of is None or fact.ended_on <= as_of)
    ]
    if again is not None and lapses:
        due_on = again(max(lapses))
    due_on = _moved(due_on, shifts, as_of)
    starts = [fact.recorded_on for fact in known]
    if opened_on is not None and (as_of is None or opened_on <= as_of):
        starts.append(opened_on)
    relief = next((item.kind for item in reliefs if item.is_live(as_of)), "")
    return Settled(
        due_on=due_on,
        started_on=min(starts, default=None),
        met_on=_met_on(receipts, counting(facts, as_of), as_of),
        relief=relief,
        changed_on=_changed_on(facts, (*reliefs, *shifts), opened_on),
    )


def _moved(due_on: date | None, shifts: Sequence[Shift], as_of: date | None) -> date | None:
    moving = next((item for item in shifts if item.moves(due_on, as_of)), None)
    return due_on if due_on is None or moving is None else due_on + timedelta(days=moving.days)


def _met_on(receipts: Sequence[bool], known: Sequence[Fact], as_of: date | None) -> date | None:
    firsts: list[date] = []
    for index, is_receipt in enumerate(receipts):
        live = [fact.on for fact in known if fact.predicate == index and fact.is_live(as_of)]
        if not live:
            return None
        if not is_receipt:
            firsts.append(min(live))
    return max(firsts, default=None)


def _changed_on(
    facts: Sequence[Fact], reliefs: Sequence[Relief | Shift], opened_on: date | None
) -> date | None:
    days = [opened_on] + [day for item in facts for day in (item.recorded_on, item.ended_on)]
    days += [day for item in reliefs for day in (item.recorded_on, item.ended_on)]
    return max((day for day in days if day is not None), default=None)


def status_of(settled: Settled, *, on: date, soon_until: date) -> Status:
    """Name the state of a duty on a day. `soon_until` is the last due date that counts as near."""
    if settled.relief:
        return Status(settled.relief)
    if settled.met_on is not None:
        late = settled.due_on is not None and settled.met_on > settled.due_on
        return Status.MET_LATE if late else Status.MET
    if settled.due_on is None:
        return Status.CANNOT_TELL if settled.started_on is None else Status.IN_PROGRESS
    if settled.due_on < on:
        return Status.OVERDUE
    return Status.DUE_SOON if settled.due_on <= soon_until else Status.IN_PROGRESS
