"""From the facts of a clock to its due date, its explanation and the moments it calls out.

Pure: the same facts and calendar give the same answer on every machine and at every time of asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import (
    SHANGHAI,
    DayLine,
    Due,
    Explanation,
    Roll,
    Span,
    Unit,
    add_months,
    chinese_date,
    civil_day,
    end_of_day,
    weekday,
)
from bihuan.kernel.calendar import explain as explain_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.kernel.calendar import Calendar

WARN = "warn"
OVERDUE = "overdue"

_ONE_DAY = timedelta(days=1)
_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch in which the clock stands still; open while `ends_at` is None.

    Like every period, the day it begins is day zero and still counts, the day it ends does not.
    """

    begins_at: datetime
    ends_at: datetime | None
    basis: str

    def days(self) -> frozenset[date]:
        """Return the civil days that are not counted; none while the end is open."""
        if self.ends_at is None:
            return frozenset()
        first, last = civil_day(self.begins_at), civil_day(self.ends_at)
        return frozenset(first + timedelta(days=i) for i in range(1, (last - first).days + 1))


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, as a span from the former due date or as a fixed last day."""

    decided_at: datetime
    basis: str
    span: Span | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse an extension that says both, or nothing."""
        if (self.span is None) == (self.until is None):
            message = "延期要么写延长多久，要么写延长到哪一天，二者必居其一。"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a due date follows from, besides the calendar."""

    start: datetime
    span: Span | None
    fixed: date | None
    roll: Roll
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant at which a clock calls out; `key` tells the several warnings apart."""

    at: datetime
    kind: str
    ahead: Span | None

    @property
    def key(self) -> str:
        """The name under which the alert is recorded."""
        return self.kind if self.ahead is None else f"{self.kind}:{self.ahead.n}:{self.ahead.unit}"


@dataclass(frozen=True, slots=True)
class Course:
    """The run of a clock: where it ends and the proof."""

    due: Due
    lines: tuple[DayLine, ...]
    summary: str

    @property
    def explanation(self) -> Explanation:
        """The course in the form pages show."""
        return Explanation(self.lines, self.summary, self.due)


def run(facts: Facts, calendar: Calendar) -> Course:
    """Follow a clock from its start over every suspension and extension to its end.

    :raises ValueError: for hours without an instant and for dates no calendar holds.
    """
    if facts.span is None:
        course = _fixed(facts, calendar)
    elif facts.span.unit is Unit.HOUR:
        course = _hours(facts.start, facts.span, facts.suspensions, calendar)
    else:
        found = explain_span(
            civil_day(facts.start), facts.span, calendar, facts.roll, suspended=_halted(facts)
        )
        course = Course(found.due, found.lines, found.summary)
    for extension in facts.extensions:
        course = _extended(course, extension, facts, calendar)
    return course


def moments(
    due: Due, *, start: datetime, warn: Iterable[Span], calendar: Calendar
) -> tuple[Moment, ...]:
    """Return when a clock calls out, in order: each warning after its start, then overdue."""
    found = [Moment(due.at + _AFTER, OVERDUE, None)]
    for ahead in dict.fromkeys(warn):
        at = _before(due, ahead, calendar)
        if start < at <= due.at:
            found.append(Moment(at, WARN, ahead))
    return tuple(sorted(found, key=lambda moment: (moment.at, moment.key)))


def _before(due: Due, ahead: Span, calendar: Calendar) -> datetime:
    """Return the instant at which `ahead` is left: for days, the morning of that day."""
    match ahead.unit:
        case Unit.HOUR:
            return due.at - timedelta(hours=ahead.n)
        case Unit.DAY:
            day = due.on - timedelta(days=ahead.n)
        case Unit.MONTH:
            day = add_months(due.on, -ahead.n)
        case Unit.WORKDAY:  # pragma: no branch - there is no fifth unit
            day, left = due.on, ahead.n
            while left:
                left -= calendar.is_working_day(day)
                day -= _ONE_DAY
            # Warn on the working day before a weekend, when the light changes, not on Sunday.
            while not calendar.is_working_day(day):
                day -= _ONE_DAY
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _halted(facts: Facts) -> frozenset[date]:
    return frozenset().union(*(suspension.days() for suspension in facts.suspensions))


def _fixed(facts: Facts, calendar: Calendar) -> Course:
    """A last day set by a notice or a plan; suspensions after the start move it day by day."""
    if facts.fixed is None:
        message = "期限既没有时长，也没有规定的截止日期。"
        raise ValueError(message)
    line = DayLine(facts.fixed, counted=False, reason="文件规定的截止日期")
    summary = f"截止日期{chinese_date(facts.fixed)}（{weekday(facts.fixed)}）由文件直接规定。"
    course = Course(_last_day(facts.fixed), (line,), summary)
    course = _rolled(course, facts.roll, calendar)
    return _shifted(course, facts.suspensions, calendar, facts.roll)


def _last_day(day: date) -> Due:
    return Due(day, end_of_day(day), provisional=False, editions=())


def _rolled(course: Course, roll: Roll, calendar: Calendar) -> Course:
    if roll is Roll.NONE:
        return course
    found = explain_span(course.due.on, Span(0, Unit.DAY), calendar, roll)
    summary = course.summary
    if found.due.on != course.due.on:
        word = "顺延" if roll is Roll.FORWARD else "提前"
        summary += f"该日不是工作日，{word}至{chinese_date(found.due.on)}。"
    return Course(found.due, (*course.lines, *found.lines[1:]), summary)


def _shifted(
    course: Course, suspensions: Iterable[Suspension], calendar: Calendar, roll: Roll
) -> Course:
    """Move a fixed last day by the days of each suspension that began before it was over."""
    for suspension in sorted(suspensions, key=lambda each: each.begins_at):
        days = len(suspension.days())
        if not days or civil_day(suspension.begins_at) > course.due.on:
            continue
        on = course.due.on + timedelta(days=days)
        reason = f"中止{days}天（{suspension.basis}），截止日期后移到这一天"
        line = DayLine(on, counted=False, reason=reason)
        summary = f"{course.summary}中止{days}天后，截止日期后移至{chinese_date(on)}。"
        course = _rolled(Course(_last_day(on), (*course.lines, line), summary), roll, calendar)
    return course


def _hours(
    start: datetime, span: Span, suspensions: Iterable[Suspension], calendar: Calendar
) -> Course:
    found = explain_span(start, span, calendar)
    due, lines, summary = found.due, found.lines, found.summary
    for suspension in sorted(suspensions, key=lambda each: each.begins_at):
        if suspension.ends_at is None or not start <= suspension.begins_at <= due.at:
            continue
        at = due.at + (suspension.ends_at - suspension.begins_at)
        due = Due(civil_day(at), at.astimezone(SHANGHAI), provisional=False, editions=())
        lines += (DayLine(due.on, counted=False, reason=f"扣除中止时间后{due.at:%H:%M}届满"),)
        summary += f"扣除中止时间，至{chinese_date(due.on)}{due.at:%H:%M}届满。"
    return Course(due, lines, summary)


def _extended(course: Course, extension: Extension, facts: Facts, calendar: Calendar) -> Course:
    before = course.due
    if extension.until is not None:
        reason = f"经批准延期（{extension.basis}），截止日期改为这一天"
        line = DayLine(extension.until, counted=False, reason=reason)
        summary = f"经批准延期至{chinese_date(extension.until)}（{extension.basis}）。"
        fixed = Course(_last_day(extension.until), (line,), summary)
        later = [s for s in facts.suspensions if s.begins_at >= extension.decided_at]
        more = _shifted(fixed, later, calendar, facts.roll)
    elif extension.span is not None and extension.span.unit is Unit.HOUR:
        later = [s for s in facts.suspensions if s.begins_at > before.at]
        more = _hours(before.at, extension.span, later, calendar)
    else:
        span = extension.span or Span(0, Unit.DAY)
        found = explain_span(before.on, span, calendar, facts.roll, suspended=_halted(facts))
        head = DayLine(
            before.on, counted=False, reason=f"原期限届满日；经批准延长{span}（{extension.basis}）"
        )
        words = f"经批准延长{span}（{extension.basis}）：{found.summary}"
        more = Course(found.due, (head, *found.lines[1:]), words)
    due = Due(
        more.due.on,
        more.due.at,
        provisional=before.provisional or more.due.provisional,
        editions=tuple(dict.fromkeys((*before.editions, *more.due.editions))),
    )
    if extension.until is not None:  # a fixed day no longer depends on how the first was counted
        due = more.due
    return Course(due, (*course.lines, *more.lines), course.summary + more.summary)
