"""Operations on clocks: start, stop, pause, resume, extend. Each writes one ledger entry.

Every operation takes the ledger's append lock before it touches a clock. The alert loop does the
same, so that the two never wait for each other in a circle.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.calendar import SHANGHAI, Roll, civil_day, for_region
from bihuan.kernel.deadlines.course import Course, Extension, Facts, run
from bihuan.kernel.deadlines.events import DueMoved
from bihuan.kernel.deadlines.facts import (
    course_of,
    facts_of,
    next_look,
    store_extension,
    store_pause,
    store_span,
    write_due,
)
from bihuan.kernel.deadlines.models import Alert, ClockRow, ClockState
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.calendar import Span


class ClockError(ValueError):
    """An operation a clock cannot undergo; the message is a sentence for the user."""


class ClockChanged(RuntimeError):
    """Somebody else changed the clock between reading and writing; try the whole act again."""


@transaction.atomic
def start(  # noqa: PLR0913 - the facts of a deadline, all named
    *,
    subject: str,
    key: str,
    label: str,
    basis: str,
    start: date | datetime,
    region: str,
    actor: Actor,
    at: datetime,
    span: Span | None = None,
    due_on: date | None = None,
    roll: Roll = Roll.NONE,
    warn: Sequence[Span] = (),
    case_id: int | None = None,
    rule: str = "",
) -> ClockRow:
    """Start a clock; one that runs already under the same key is stopped first.

    :param span: the length of the period, or
    :param due_on: the last day where a document sets it directly; exactly one of the two.
    :param rule: id of the rule parameter the length comes from; the key where there is none.
    :raises ClockError: without a basis, or with both or neither of span and due date.
    :raises ValueError: for hours without an instant and for dates no calendar holds.
    """
    if not basis.strip():
        message = f"期限“{label}”没有写明依据，不能起算。"
        raise ClockError(message)
    if (span is None) == (due_on is None):
        message = f"期限“{label}”要么写时长，要么写截止日期，二者必居其一。"
        raise ClockError(message)
    ledger.lock()
    for former in ClockRow.objects.filter(subject=subject, key=key, state__in=_LIVE):
        _stop(former, actor=actor, at=at)
    started_at = _instant(start)
    facts = Facts(start=started_at, span=span, fixed=due_on, roll=roll)
    course = run(facts, for_region(region))
    row = ClockRow(
        subject=subject,
        case_id=case_id,
        key=key,
        label=label,
        rule=rule or key,
        basis=basis,
        started_at=started_at,
        start_on=civil_day(started_at),
        span_n=span.n if span else None,
        span_unit=span.unit.value if span else "",
        fixed_on=due_on,
        roll=roll.value,
        region=region,
        warn=[store_span(each) for each in warn],
        first_due_on=course.due.on,
        **write_due(ClockRow(), course),
    )
    row.next_look = next_look(row, course)
    row.save(force_insert=True)
    _record("clock.start", row, actor=actor, at=at, after=course.due.on, basis=basis)
    return row


@transaction.atomic
def stop(*, subject: str, key: str, actor: Actor, at: datetime) -> ClockRow:
    """Stop a clock: what it measured is done. A stopped clock keeps its due date.

    :raises ClockError: when no such clock runs.
    """
    ledger.lock()
    row = live(subject, key)
    _stop(row, actor=actor, at=at)
    return row


@transaction.atomic
def pause(*, subject: str, key: str, basis: str, actor: Actor, at: datetime) -> ClockRow:
    """Suspend a running clock from now on.

    :raises ClockError: without a basis, when it stands already, or when its end has passed.
    """
    _require(basis, "中止期限")
    ledger.lock()
    row = _settled(live(subject, key), actor=actor, at=at)
    if row.state == ClockState.PAUSED:
        message = f"“{row.label}”已经中止，不能再次中止。"
        raise ClockError(message)
    if at > row.due_at:
        message = f"“{row.label}”已于{row.due_on}届满，逾期之后不能中止。"
        raise ClockError(message)
    pauses = [*row.pauses, store_pause(at, basis)]
    _write(row, pauses=pauses, state=ClockState.PAUSED, next_look=None, revision=row.revision + 1)
    _record("clock.pause", row, actor=actor, at=at, before=row.due_on, basis=basis)
    return row


@transaction.atomic
def resume(*, subject: str, key: str, actor: Actor, at: datetime, basis: str = "") -> ClockRow:
    """Let a suspended clock run on; its due date moves by what was not counted.

    :raises ClockError: when it is not suspended, or when `at` lies before the suspension.
    """
    ledger.lock()
    row = live(subject, key)
    if row.state != ClockState.PAUSED:
        message = f"“{row.label}”没有中止，无须恢复。"
        raise ClockError(message)
    last = row.pauses[-1]
    if at < datetime.fromisoformat(last["begins_at"]):
        message = f"恢复时间早于“{row.label}”的中止时间。"
        raise ClockError(message)
    row.pauses = [*row.pauses[:-1], {**last, "ends_at": at.isoformat(), "end_basis": basis}]
    row.state = ClockState.RUNNING
    _move("clock.resume", row, course_of(row), actor=actor, at=at, basis=basis or last["basis"])
    return row


@transaction.atomic
def extend(
    *,
    subject: str,
    key: str,
    basis: str,
    actor: Actor,
    at: datetime,
    span: Span | None = None,
    due_on: date | None = None,
) -> ClockRow:
    """Give a clock more time, counted from its present due date or up to a fixed day.

    :raises ClockError: without a basis, or when the new date would not be later.
    """
    _require(basis, "延长期限")
    ledger.lock()
    row = _settled(live(subject, key), actor=actor, at=at)
    extension = Extension(decided_at=at, basis=basis, span=span, until=due_on)
    facts = facts_of(row)
    longer = replace(facts, extensions=(*facts.extensions, extension))
    course = run(longer, for_region(row.region))
    if course.due.at <= row.due_at:
        message = f"延期后的截止日期{course.due.on}不晚于现在的{row.due_on}。"
        raise ClockError(message)
    row.extensions = [*row.extensions, store_extension(extension)]
    _move("clock.extend", row, course, actor=actor, at=at, basis=basis)
    return row


def live(subject: str, key: str) -> ClockRow:
    """Return the running or suspended clock of a subject under a key.

    :raises ClockError: when there is none.
    """
    row = ClockRow.objects.filter(subject=subject, key=key, state__in=_LIVE).first()
    if row is None:
        message = f"{subject} 没有正在计时的期限“{key}”。"
        raise ClockError(message)
    return row


def revise(row: ClockRow, course: Course, *, actor: Actor, at: datetime, basis: str) -> None:
    """Bring a live row to the due date the calendar in force gives; one entry of its own."""
    _move("clock.revise", row, course, actor=actor, at=at, basis=basis)


_LIVE = (ClockState.RUNNING, ClockState.PAUSED)
_REVISED = "放假安排有新版次"


def _settled(row: ClockRow, *, actor: Actor, at: datetime) -> ClockRow:
    """Apply a pending calendar change openly before anything else is counted on top of it.

    Otherwise an extension would carry the change along, and nobody could tell the two apart.
    """
    course = course_of(row)
    if differs(row, course):
        revise(row, course, actor=actor, at=at, basis=_REVISED)
    return row


def differs(row: ClockRow, course: Course) -> bool:
    """Say whether a row would say something else under a course."""
    stored = (row.due_at, row.provisional, tuple(row.editions))
    return stored != (course.due.at, course.due.provisional, course.due.editions)


def _stop(row: ClockRow, *, actor: Actor, at: datetime) -> None:
    _write(
        row,
        state=ClockState.STOPPED,
        stopped_at=at,
        next_look=None,
        revision=row.revision + 1,
    )
    _record("clock.stop", row, actor=actor, at=at, before=row.due_on, basis=row.basis)


def _move(
    verb: str, row: ClockRow, course: Course, *, actor: Actor, at: datetime, basis: str
) -> None:
    before, editions = row.due_on, list(row.editions)
    raised = frozenset(
        Alert.objects.filter(clock=row, due_at=course.due.at).values_list("kind", flat=True)
    )
    running = row.state == ClockState.RUNNING
    _write(
        row,
        pauses=row.pauses,
        extensions=row.extensions,
        state=row.state,
        next_look=next_look(row, course, raised=raised) if running else None,
        **write_due(row, course),
    )
    facts = {"editions_before": editions, "editions_after": list(row.editions)}
    _record(verb, row, actor=actor, at=at, before=before, after=row.due_on, basis=basis, more=facts)
    if row.due_on != before:
        events.publish(
            DueMoved(
                clock_id=row.pk,
                subject=row.subject,
                case_id=row.case_id,
                key=row.key,
                label=row.label,
                before=before,
                after=row.due_on,
                at=at,
            )
        )


def _write(row: ClockRow, **columns: Any) -> None:
    """Change a row only if nobody has changed it since it was read."""
    rows = ClockRow.objects.filter(pk=row.pk, revision=row.revision).exclude(
        state=ClockState.STOPPED
    )
    if rows.update(**columns) != 1:
        message = f"期限“{row.label}”刚刚被他人改动，请刷新后重试。"
        raise ClockChanged(message)
    for name, value in columns.items():
        setattr(row, name, value)


def _record(
    verb: str,
    row: ClockRow,
    *,
    actor: Actor,
    at: datetime,
    basis: str,
    before: date | None = None,
    after: date | None = None,
    more: dict[str, Any] | None = None,
) -> None:
    ledger.record(
        verb,
        actor=actor,
        at=at,
        subject=row.subject,
        before=before.isoformat() if before else "",
        after=after.isoformat() if after else "",
        facts={
            "clock": row.key,
            "label": row.label,
            "basis": basis,
            "provisional": row.provisional,
            **(more or {}),
        },
    )


def _require(basis: str, act: str) -> None:
    if not basis.strip():
        message = f"{act}必须写明依据。"
        raise ClockError(message)


def _instant(start: date | datetime) -> datetime:
    if not isinstance(start, datetime):
        return datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    civil_day(start)  # refuses an instant without a zone
    return start
