"""The front door of deadlines: set clocks, ask about them, run the alert loop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import Unit, civil_day, for_region
from bihuan.kernel.deadlines.clocks import (
    ClockChanged,
    ClockError,
    extend,
    live,
    pause,
    resume,
    start,
    stop,
)
from bihuan.kernel.deadlines.facts import course_of
from bihuan.kernel.deadlines.lights import light, light_by_the_hour
from bihuan.kernel.deadlines.models import ClockRow, ClockState
from bihuan.kernel.deadlines.revising import Proposal, apply_proposal, proposals
from bihuan.kernel.deadlines.ticking import tick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.calendar import Explanation
    from bihuan.kernel.deadlines.lights import Light

__all__ = [
    "ClockChanged",
    "ClockError",
    "Proposal",
    "all_of",
    "apply_proposal",
    "explain",
    "extend",
    "light_of",
    "live",
    "nearest",
    "overdue",
    "pause",
    "proposals",
    "resume",
    "running",
    "start",
    "stop",
    "tick",
]


def running(subject: str) -> list[ClockRow]:
    """Return the clocks of a subject that run or are suspended, the nearest first."""
    alive = (clock for clock in _clocks(subject) if clock.state != ClockState.STOPPED)
    return sorted(alive, key=lambda clock: (clock.due_at, clock.pk))


def nearest(subject: str) -> tuple[date, str] | None:
    """Return the day and the label of the next limit of a subject, suspended ones included."""
    alive = (ClockState.RUNNING, ClockState.PAUSED)
    rows = ClockRow.objects.filter(subject=subject, state__in=alive)
    return rows.order_by("due_on", "key").values_list("due_on", "label").first()


def overdue(*, at: datetime) -> dict[str, int]:
    """Return how many running clocks are past their limit, by the key of the limit."""
    late = ClockRow.objects.filter(
        state=ClockState.RUNNING, due_at__lt=at, due_on__lte=civil_day(at)
    )
    return dict(late.values_list("key").annotate(number=Count("pk")).order_by("key"))


def all_of(subject: str) -> list[ClockRow]:
    """Return every clock a subject ever had, in the order of starting."""
    return list(_clocks(subject))


def _clocks(subject: str) -> Sequence[ClockRow]:
    """Return every clock of a subject by its start; a page that shows some of them reads once."""
    rows = ClockRow.objects.filter(subject=subject).order_by("started_at", "id")
    return once_a_page(f"deadlines.clocks:{subject}", lambda: list(rows))


def explain(clock: ClockRow) -> Explanation:
    """Say day by day why a clock ends when it does.

    If a newer calendar edition would give another day, the stored day still holds and the summary
    says so.
    """
    course = course_of(clock)
    found = course.explanation
    if course.due.at == clock.due_at:
        return found
    summary = (
        f"{found.summary}这是按现在载入的放假安排计算的结果；"
        f"登记的截止日期仍是{clock.due_on.isoformat()}，核定之前以登记的为准。"
    )
    stored = replace(found.due, on=clock.due_on, at=clock.due_at, provisional=clock.provisional)
    return replace(found, summary=summary, due=stored)


def light_of(clock: ClockRow, *, at: datetime) -> Light:
    """Return the light of a clock at an instant: computed, so right without any tick."""
    suspended = clock.state == ClockState.PAUSED
    span = clock.span
    if span is not None and span.unit is Unit.HOUR:
        return light_by_the_hour(clock.due_at, at=at, done_at=clock.stopped_at, suspended=suspended)
    return light(
        clock.due_on,
        on=civil_day(at),
        calendar=for_region(clock.region),
        done_on=civil_day(clock.stopped_at) if clock.stopped_at else None,
        suspended=suspended,
        start_on=clock.start_on,
        unit=span.unit if span else Unit.DAY,
        extended=bool(clock.extensions),
    )
