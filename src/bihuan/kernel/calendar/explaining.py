"""Why this date: every day of a period with the reason it was counted or skipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.kernel.calendar.counting import NOTHING, Due, Reckoning, Roll, reckon
from bihuan.kernel.calendar.editions import SHANGHAI, Calendar
from bihuan.kernel.calendar.spans import Span, Unit

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the count; `str()` is the line as the user reads it."""

    on: date
    counted: bool
    reason: str

    def __str__(self) -> str:
        """Return "2026-02-14 星期六 调休上班，计入"."""
        return f"{self.on.isoformat()} {weekday(self.on)} {self.reason}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The days of a period in order, one sentence that sums them up, and the due date."""

    lines: tuple[DayLine, ...]
    summary: str
    due: Due


def explain(
    start: date | datetime,
    span: Span,
    calendar: Calendar,
    roll: Roll = Roll.NONE,
    *,
    suspended: frozenset[date] = NOTHING,
) -> Explanation:
    """List every day counted or skipped, with its reason in Chinese.

    :raises ValueError: as `due`.
    """
    found = reckon(start, span, calendar, roll, suspended=suspended)
    if span.unit is Unit.HOUR and isinstance(start, datetime):
        return _explain_hours(start, span, found)
    lines = tuple(_lines(found, span, calendar, roll))
    return Explanation(lines, _summary(found, span, calendar, roll), found.due)


def weekday(day: date) -> str:
    """Return "星期一" … "星期日"."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def chinese_date(day: date) -> str:
    """Return "2026年2月14日"."""
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(found: Reckoning, span: Span, calendar: Calendar, roll: Roll) -> Iterator[DayLine]:
    yield DayLine(found.start, counted=False, reason="起算当日，不计入")
    lines = [DayLine(day, counted=False, reason="中止期间，不计") for day in found.halted]
    if span.unit is Unit.MONTH:
        lines += (
            DayLine(day, counted=True, reason=_month_reason(found.start, day, n))
            for n, day in enumerate(found.counted, start=1)
        )
    else:
        lines += (
            DayLine(day, counted=True, reason=f"{_why(day, calendar, span)}，计入")
            for day in found.counted
        )
        lines += (
            DayLine(day, counted=False, reason=f"{_nature(day, calendar)}，不计")
            for day in found.skipped
        )
    yield from sorted(lines, key=lambda line: line.on)
    if span.unit is Unit.MONTH and found.halted:
        last = (found.counted or (found.start,))[-1] + timedelta(days=len(found.halted))
        reason = f"因中止{len(found.halted)}天，满期日后移到这一天"
        yield DayLine(last, counted=False, reason=reason)
    direction = "顺延" if roll is Roll.FORWARD else "提前"
    for day in found.rolled_over:
        reason = f"最后一日遇{_nature(day, calendar)}，{direction}"
        yield DayLine(day, counted=False, reason=reason)
    if found.rolled_over:
        reason = f"{_nature(found.due.on, calendar)}，{direction}到这一天届满"
        yield DayLine(found.due.on, counted=False, reason=reason)


def _nature(day: date, calendar: Calendar) -> str:
    nature = calendar.nature(day)
    return (
        nature.word if nature.settled else f"{nature.word}（{_unsettled(day, calendar)}，暂按此计）"
    )


def _why(day: date, calendar: Calendar, span: Span) -> str:
    return "自然日" if span.unit is Unit.DAY else _nature(day, calendar)


def _unsettled(day: date, calendar: Calendar) -> str:
    """Name the notice that is missing for a day."""
    year = day.year
    if calendar.edition_for(year) and (day.month, day.day) > calendar.settled_until:
        year += 1
    national = any(edition.region != calendar.region for edition in calendar.editions_for(year))
    whose = calendar.name if national else ""
    return f"{whose}{year}年放假安排尚未载入"


def _month_reason(start: date, day: date, n: int) -> str:
    if day.day == start.day:
        return f"满{n}个月，计入"
    return f"满{n}个月，当月没有{start.day}日，以月末为准，计入"


def _summary(found: Reckoning, span: Span, calendar: Calendar, roll: Roll) -> str:
    on = found.due.on
    text = f"{chinese_date(found.start)}为起算日，不计入，自次日起计{span}"
    if found.skipped:
        text += f"，其间{len(found.skipped)}天休息日不计"
    if found.halted:
        text += f"，中止期间{len(found.halted)}天不计"
    if found.rolled_over:
        verb = "顺延" if roll is Roll.FORWARD else "提前"
        text += f"，最后一日{chinese_date(found.rolled_over[0])}不是工作日，{verb}"
    text += f"，至{chinese_date(on)}（{weekday(on)}）届满。"
    if found.due.provisional:
        text += "其中有的日子放假安排尚未公布或尚未载入，此日期为暂定，安排公布后另行核定。"
    if used := [e.source for e in calendar.editions if e.key in found.due.editions]:
        text += "依据：" + "；".join(used) + "。"
    return text


def _explain_hours(start: datetime, span: Span, found: Reckoning) -> Explanation:
    begins, ends = start.astimezone(SHANGHAI), found.due.at
    lines = (
        DayLine(begins.date(), counted=False, reason=f"{begins:%H:%M}起算，按小时连续计算"),
        DayLine(ends.date(), counted=False, reason=f"{ends:%H:%M}届满"),
    )
    summary = (
        f"自{chinese_date(begins.date())}{begins:%H:%M}起连续计算{span}，"
        f"至{chinese_date(ends.date())}{ends:%H:%M}届满；休息日、节假日照常计算。"
    )
    return Explanation(lines, summary, found.due)
