"""From a start and a span to a last day: the counting rules of 民法典第二百〇一条至第二百〇三条."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bihuan.kernel.calendar.editions import SHANGHAI, Calendar, civil_day, end_of_day
from bihuan.kernel.calendar.spans import Span, Unit

ONE_DAY = timedelta(days=1)
_MONTHS = 12
NOTHING: frozenset[date] = frozenset()


class Roll(StrEnum):
    """Where the last day goes when it is not a working day."""

    NONE = "none"
    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period, and how sure anybody can be of it today."""

    on: date
    at: datetime
    provisional: bool
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Every day a period touched, in the order it was counted: the due date and its proof."""

    start: date
    counted: tuple[date, ...]
    skipped: tuple[date, ...]
    halted: tuple[date, ...]
    rolled_over: tuple[date, ...]
    due: Due


def due(
    start: date | datetime,
    span: Span,
    calendar: Calendar,
    roll: Roll = Roll.NONE,
    *,
    suspended: frozenset[date] = NOTHING,
) -> Due:
    """Return the last day (or, for hours, the last instant) of a period.

    The day of the start is day zero. A month ends on the same day number, or on its last day.
    Suspended days are not counted; a period of months ends as many days later.

    :raises ValueError: for hours without an instant or with a roll, and for impossible dates.
    """
    return reckon(start, span, calendar, roll, suspended=suspended).due


def reckon(
    start: date | datetime,
    span: Span,
    calendar: Calendar,
    roll: Roll = Roll.NONE,
    *,
    suspended: frozenset[date] = NOTHING,
) -> Reckoning:
    """Count a period and keep what was counted.

    :raises ValueError: as `due`.
    """
    try:
        if span.unit is Unit.HOUR:
            return _by_the_hour(start, span, roll, suspended)
        return _by_the_day(civil_day(start), span, calendar, roll, suspended)
    except OverflowError as error:
        message = f"从{civil_day(start).isoformat()}起数{span}，超出了日历能表示的范围。"
        raise ValueError(message) from error


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Count the working days after `a` up to and including `b`; negative when `b` is earlier."""
    return calendar.worked_before(b) - calendar.worked_before(a)


def add_months(start: date, n: int) -> date:
    """Return the same day number `n` months later, or that month's last day (民法典第二百〇二条).

    :raises OverflowError: beyond the last year a date can hold.
    """
    years, month = divmod(start.month - 1 + n, _MONTHS)
    year = start.year + years
    if year > date.max.year:
        raise OverflowError
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _by_the_hour(
    start: date | datetime, span: Span, roll: Roll, suspended: frozenset[date]
) -> Reckoning:
    if not isinstance(start, datetime):
        message = "按小时计算的期限要有起算时刻，只有日期不够。"
        raise ValueError(message)  # noqa: TRY004 - the sentence is for the person who typed it
    if roll is not Roll.NONE:
        message = "按小时计算的期限连续计算，遇休息日不顺延；请去掉顺延规则。"
        raise ValueError(message)
    if suspended:
        message = "按小时计算的期限中止时按时刻扣除，不能按日扣除。"
        raise ValueError(message)
    first = civil_day(start)
    at = (start + timedelta(hours=span.n)).astimezone(SHANGHAI)
    return Reckoning(first, (), (), (), (), Due(at.date(), at, provisional=False, editions=()))


def _by_the_day(
    start: date, span: Span, calendar: Calendar, roll: Roll, suspended: frozenset[date]
) -> Reckoning:
    if span.unit is Unit.MONTH:
        counted, skipped, halted = _months(start, span, suspended)
    else:
        counted, skipped, halted = _days(start, span, calendar, suspended)
    last = counted[-1] if counted else start
    if span.unit is Unit.MONTH:
        last += timedelta(days=len(halted))
    rolled_over: list[date] = []
    step = {Roll.NONE: None, Roll.FORWARD: ONE_DAY, Roll.BACK: -ONE_DAY}[roll]
    while step and not calendar.is_working_day(last):
        rolled_over.append(last)
        last += step
    due_ = _result(start, span, calendar, roll, last, rolled_over)
    return Reckoning(start, counted, skipped, halted, tuple(rolled_over), due_)


_Days: TypeAlias = tuple[tuple[date, ...], tuple[date, ...], tuple[date, ...]]


def _months(start: date, span: Span, suspended: frozenset[date]) -> _Days:
    counted = tuple(add_months(start, i) for i in range(1, span.n + 1))
    last = counted[-1] if counted else start
    halted: list[date] = []
    for day in sorted(suspended):  # each may push the end over the next one
        if start < day <= last:
            halted.append(day)
            last += ONE_DAY
    return counted, (), tuple(halted)


def _days(start: date, span: Span, calendar: Calendar, suspended: frozenset[date]) -> _Days:
    counted: list[date] = []
    skipped: list[date] = []
    halted: list[date] = []
    day = start
    while len(counted) < span.n:
        day += ONE_DAY
        if day in suspended:
            halted.append(day)
        elif span.unit is Unit.DAY or calendar.is_working_day(day):
            counted.append(day)
        else:
            skipped.append(day)
    return tuple(counted), tuple(skipped), tuple(halted)


def _result(
    start: date, span: Span, calendar: Calendar, roll: Roll, last: date, rolled_over: list[date]
) -> Due:
    """Say which days the calendar was asked about, and so how sure the answer is."""
    asked: list[date] = list(rolled_over)
    if roll is not Roll.NONE:
        asked.append(last)
    if span.unit is Unit.WORKDAY:
        asked += (start + ONE_DAY, last)
    if not asked:
        return Due(last, end_of_day(last), provisional=False, editions=())
    first, final = min(asked), max(asked)
    provisional = any(not calendar.is_settled(day) for day in _milestones(first, final))
    keys = tuple(
        edition.key
        for year in range(first.year, final.year + 1)
        for edition in calendar.editions_for(year)
    )
    return Due(last, end_of_day(last), provisional=provisional, editions=keys)


def _milestones(first: date, final: date) -> Iterator[date]:
    """Yield days enough to test a stretch: certainty changes only towards a year's end."""
    yield first
    for year in range(first.year, final.year):
        yield date(year, 12, 31)
    yield final
