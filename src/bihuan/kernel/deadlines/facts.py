"""Between rows and values: what a clock row says, as `course.Facts`, and back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from bihuan.kernel.calendar import SHANGHAI, Calendar, Due, Roll, Span, Unit, for_region
from bihuan.kernel.deadlines.course import Course, Extension, Facts, Suspension, moments, run

if TYPE_CHECKING:
    from bihuan.kernel.deadlines.models import ClockRow


class StoredPause(TypedDict):
    """One suspension as it is stored."""

    begins_at: str
    ends_at: str | None
    basis: str
    end_basis: str


class StoredExtension(TypedDict):
    """One extension as it is stored; `span` and `until` exclude each other."""

    decided_at: str
    basis: str
    span: list[Any] | None
    until: str | None


def facts_of(row: ClockRow) -> Facts:
    """Return the facts a row holds."""
    return Facts(
        start=row.started_at.astimezone(SHANGHAI),
        span=row.span,
        fixed=row.fixed_on,
        roll=Roll(row.roll),
        suspensions=tuple(_suspension(stored) for stored in row.pauses),
        extensions=tuple(_extension(stored) for stored in row.extensions),
    )


def course_of(row: ClockRow, calendar: Calendar | None = None) -> Course:
    """Run a row's facts through a calendar: by default the one in force in its region."""
    return run(facts_of(row), calendar or for_region(row.region))


def write_due(row: ClockRow, course: Course) -> dict[str, Any]:
    """Return the columns that follow from a course, besides `next_look`."""
    return {
        "due_on": course.due.on,
        "due_at": course.due.at,
        "provisional": course.due.provisional,
        "editions": list(course.due.editions),
        "revision": row.revision + 1,
    }


def next_look(
    row: ClockRow, course: Course, *, raised: frozenset[str] = frozenset()
) -> datetime | None:
    """Return the first moment of a course that has not been announced for its due date."""
    open_moments = (
        moment.at
        for moment in moments(
            course.due,
            start=row.started_at,
            warn=warnings_of(row),
            calendar=for_region(row.region),
        )
        if moment.key not in raised
    )
    return next(open_moments, None)


def warnings_of(row: ClockRow) -> tuple[Span, ...]:
    """Return how long before its end a clock warns."""
    return tuple(read_span(stored) for stored in row.warn)


def store_span(span: Span) -> list[Any]:
    """Return a span as JSON."""
    return [span.n, span.unit.value]


def read_span(stored: list[Any]) -> Span:
    """Return the span JSON holds."""
    n, unit = stored
    return Span(int(n), Unit(unit))


def store_pause(begins_at: datetime, basis: str) -> StoredPause:
    """Return an open suspension as JSON."""
    return {"begins_at": begins_at.isoformat(), "ends_at": None, "basis": basis, "end_basis": ""}


def store_extension(extension: Extension) -> StoredExtension:
    """Return an extension as JSON."""
    return {
        "decided_at": extension.decided_at.isoformat(),
        "basis": extension.basis,
        "span": store_span(extension.span) if extension.span else None,
        "until": extension.until.isoformat() if extension.until else None,
    }


def _suspension(stored: StoredPause) -> Suspension:
    ends_at = stored["ends_at"]
    return Suspension(
        begins_at=datetime.fromisoformat(stored["begins_at"]),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        basis=stored["basis"],
    )


def _extension(stored: StoredExtension) -> Extension:
    span, until = stored["span"], stored["until"]
    return Extension(
        decided_at=datetime.fromisoformat(stored["decided_at"]),
        basis=stored["basis"],
        span=read_span(span) if span else None,
        until=date.fromisoformat(until) if until else None,
    )


def stored_due(row: ClockRow) -> Due:
    """Return the due date a row holds, as it was last written."""
    return Due(
        on=row.due_on,
        at=row.due_at.astimezone(SHANGHAI),
        provisional=row.provisional,
        editions=tuple(row.editions),
    )
