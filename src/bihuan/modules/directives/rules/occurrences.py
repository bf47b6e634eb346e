"""Which occurrences of a clause fall into a stretch of time, and when each is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import Roll, Span, Unit, due
from bihuan.modules.directives.rules.values import month_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.calendar import Calendar
    from bihuan.modules.directives.rules.pack import Clause, Deadline, Pack

ONE_DAY = timedelta(days=1)
AT_ONCE = Span(0, Unit.DAY)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a clause is owed: its period, its first day, its last day if there is one."""

    period: str
    starts_on: date
    due_on: date | None


def occurrences(
    pack: Pack, clause: Clause, calendar: Calendar, *, since: date, until: date
) -> tuple[Occurrence, ...]:
    """Return the occurrences that are alive at some time between two dates."""
    return tuple(
        found
        for found in _all(pack, clause, calendar, until)
        if found.starts_on <= until and (found.due_on is None or found.due_on >= since)
    )


def _all(pack: Pack, clause: Clause, calendar: Calendar, until: date) -> Iterator[Occurrence]:
    issued, deadline = pack.notice.issued_on, clause.deadline
    match deadline.kind:
        case "fixed":
            yield Occurrence("", issued, _graced(pack, deadline, deadline.on or issued, calendar))
        case "issue":
            span = deadline.span or _span(pack, deadline.parameter, issued)
            last = due(issued, span, calendar, deadline.roll).on
            yield Occurrence("", issued, _graced(pack, deadline, last, calendar))
        case "standing":
            yield Occurrence("", issued, gap_end(pack, clause, calendar, issued))
        case "yearly":
            yield from _yearly(pack, deadline, calendar, until)
        case "every":
            yield from _every(pack, deadline, calendar, until)
        case _:
            return


def gap_end(pack: Pack, clause: Clause, calendar: Calendar, start: date) -> date | None:
    """Return by when a standing duty must be met (again) when it is not met from `start` on."""
    if not clause.deadline.parameter:
        return None
    return due(start, _span(pack, clause.deadline.parameter, start), calendar).on


def event_end(pack: Pack, clause: Clause, calendar: Calendar, happened_on: date) -> date | None:
    """Return by when a duty is due that something gave rise to on a day; None without a number."""
    deadline = clause.deadline
    key = deadline.parameter if deadline.kind == "event" else deadline.later
    if not key:
        return None
    return due(happened_on, _day_span(_span(pack, key, happened_on)), calendar, deadline.roll).on


def _span(pack: Pack, key: str, on: date) -> Span:
    return Span.parse(pack.parameter(key, on).value)


def _day_span(span: Span) -> Span:
    """Return hours as the days they touch: a duty is owed by a day, its first report by a clock."""
    hours_of_a_day = 24
    if span.unit is not Unit.HOUR:
        return span
    return Span(-(-span.n // hours_of_a_day), Unit.DAY)


def _graced(pack: Pack, deadline: Deadline, last: date, calendar: Calendar) -> date:
    if not deadline.grace:
        return last
    return due(last, _span(pack, deadline.grace, last), calendar, deadline.roll).on


def _is_mostly_after(issued: date, first: date, last: date) -> bool:
    """Say whether at least half of a period was still ahead when the notice came out."""
    return 2 * (last - max(issued, first)) >= (last - first)


def _yearly(
    pack: Pack, deadline: Deadline, calendar: Calendar, until: date
) -> Iterator[Occurrence]:
    issued = pack.notice.issued_on
    for year in range(issued.year - 1, until.year + 1):
        days = deadline.days or (
            month_day(pack.parameter(deadline.parameter, date(year, 1, 1)).value),
        )
        first = date(year, 1, 1)
        for day in days:
            last = day.in_year(year + (deadline.of == "previous"))
            if _is_mostly_after(issued, first, last):
                period = f"{year}" if len(days) == 1 else f"{year}-{day.month:02d}"
                rolled = due(last, AT_ONCE, calendar, deadline.roll).on
                yield Occurrence(period, max(issued, first), rolled)
            if deadline.of == "same":
                first = last + ONE_DAY


def _every(pack: Pack, deadline: Deadline, calendar: Calendar, until: date) -> Iterator[Occurrence]:
    issued = pack.notice.issued_on
    steps = pack.steps(deadline.parameter)
    for index, step in enumerate(steps):
        begins = issued if index == 0 else step.since
        ends = steps[index + 1].since - ONE_DAY if index + 1 < len(steps) else date.max
        for period, first, last in periods(step.value, begins, min(ends, until)):
            if index == 0 and not _is_mostly_after(issued, first, last):
                continue
            if index and first < begins:
                continue  # the old cadence still owns the period that was running
            rolled = (
                due(last, AT_ONCE, calendar, deadline.roll).on
                if deadline.roll is not Roll.NONE
                else last
            )
            yield Occurrence(period, max(issued, first), rolled)


def periods(cadence: str, since: date, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield key, first and last day of every period that touches a stretch of time."""
    size = _MONTHS[cadence]
    number = since.year * 12 + (since.month - 1) // size * size
    while True:
        year, month = divmod(number, 12)
        first = date(year, month + 1, 1)
        if first > until:
            return
        after_year, after_month = divmod(number + size, 12)
        yield period_key(cadence, first), first, date(after_year, after_month + 1, 1) - ONE_DAY
        number += size


def period_key(cadence: str, first: date) -> str:
    """Name a period: 2026, 2026H1, 2026Q3, 2026-05."""
    suffix = {
        "year": "",
        "half": f"H{(first.month + 5) // 6}",
        "quarter": f"Q{(first.month + 2) // 3}",
        "month": f"-{first.month:02d}",
    }[cadence]
    return f"{first.year}{suffix}"


def period_word(period: str) -> str:
    """Say a period the way people say it."""
    if len(period) == len("2026Q3") and period[4] in "QH":
        half = {"H1": "上半年", "H2": "下半年"}
        return f"{period[:4]}年{half.get(period[4:]) or f'第{period[5]}季度'}"
    if len(period) == len("2026"):
        return f"{period}年度"
    if len(period) == len("2026-05") and period[4] == "-":
        return f"{period[:4]}年{int(period[5:])}月"
    year, mark, number = period.partition("-E")
    if mark:
        return f"{year}年第{int(number)}件"
    return period
