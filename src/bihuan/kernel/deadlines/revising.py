"""A new calendar edition changes nothing by itself: it makes proposals that somebody applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import pick, shipped
from bihuan.kernel.deadlines.clocks import ClockChanged, ClockError, differs, revise
from bihuan.kernel.deadlines.facts import course_of
from bihuan.kernel.deadlines.models import ClockRow, ClockState
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one clock would say under a calendar: another date, or the same date now certain."""

    clock_id: int
    revision: int
    subject: str
    label: str
    before: date
    after: date
    provisional: bool
    editions: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether the date itself would change."""
        return self.before != self.after

    @property
    def sentence(self) -> str:
        """The proposal in one Chinese sentence."""
        certain = "，仍为暂定" if self.provisional else "，不再是暂定"
        if self.moves:
            return f"{self.label}（{self.subject}）由{self.before}改为{self.after}{certain}。"
        return f"{self.label}（{self.subject}）仍为{self.after}{certain}。"


def proposals(calendar: Calendar) -> Iterator[Proposal]:
    """Yield the live clocks that would say something else if `calendar` were in force.

    The calendar may be one that is loaded, or a draft of it with a new edition.
    """
    calendars = {**shipped(), calendar.key: calendar}
    rows = ClockRow.objects.exclude(state=ClockState.STOPPED).order_by("region", "due_on", "id")
    for row in rows.iterator(chunk_size=1000):
        if pick(calendars, row.region).key != calendar.key:
            continue
        course = course_of(row, calendar)
        if differs(row, course):
            yield Proposal(
                clock_id=row.pk,
                revision=row.revision,
                subject=row.subject,
                label=row.label,
                before=row.due_on,
                after=course.due.on,
                provisional=course.due.provisional,
                editions=course.due.editions,
            )


@transaction.atomic
def apply_proposal(proposal: Proposal, *, basis: str, actor: Actor, at: datetime) -> ClockRow:
    """Give one clock the due date the calendar in force gives it, with a ledger entry.

    :raises ClockError: without a basis, or when the calendar in force gives another answer than
        the proposal (it was made from a draft that is not loaded).
    :raises ClockChanged: when the clock has changed since the proposal was made.
    """
    if not basis.strip():
        message = "按新的放假安排核定期限，必须写明依据的通知。"
        raise ClockError(message)
    ledger.lock()
    row = ClockRow.objects.get(pk=proposal.clock_id)
    if row.revision != proposal.revision or row.state == ClockState.STOPPED:
        message = f"期限“{row.label}”在提出建议之后已有变动，请重新生成建议。"
        raise ClockChanged(message)
    course = course_of(row)
    answer = (course.due.on, course.due.provisional, course.due.editions)
    if answer != (proposal.after, proposal.provisional, proposal.editions):
        message = "建议依据的放假安排还没有载入，或与现行安排不同，不能据此核定。"
        raise ClockError(message)
    revise(row, course, actor=actor, at=at, basis=basis)
    return row
