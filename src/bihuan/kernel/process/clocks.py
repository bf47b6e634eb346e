"""Setting the clocks a step names, through `kernel.deadlines`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from bihuan.kernel.calendar import Span, Unit
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process.definition import Refusal
from bihuan.kernel.process.refusals import LostRace, Refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Attempt, Clock
    from bihuan.kernel.process.models import Case, CaseDetail

RUNNING, PAUSED = "running", "paused"


def set_clocks(attempt: Attempt[CaseDetail]) -> None:
    """Stop, pause, resume and start what the step says, in this order."""
    case, step = attempt.case.case, attempt.step
    named: dict[str, Any] = {"subject": case.subject, "actor": attempt.actor, "at": attempt.at}
    touches = step.stops or step.pauses or step.resumes
    found = deadlines.running(case.subject) if touches else ()
    states = {clock.key: clock.state for clock in found}
    try:
        for clock in step.stops:
            if clock.key in states:
                deadlines.stop(key=clock.key, **named)
        for clock in step.pauses:
            if states.get(clock.key) == RUNNING:
                deadlines.pause(key=clock.key, basis=step.basis, **named)
        for clock in step.resumes:
            if states.get(clock.key) == PAUSED:
                deadlines.resume(key=clock.key, basis=step.basis, **named)
        start_clocks(step.starts, attempt.case, actor=attempt.actor, at=attempt.at)
    except deadlines.ClockError as error:
        # An overdue clock cannot be suspended, for one: the actor hears it like any other reason.
        raise Refused((Refusal("clock", str(error)),)) from error
    except deadlines.ClockChanged as error:
        raise LostRace(str(error)) from error


def start_clocks(
    clocks: Iterable[Clock[Any]], detail: CaseDetail, *, actor: Actor, at: dt.datetime
) -> None:
    """Start each clock on this case from `at`; a clock that runs already is replaced."""
    case = detail.case
    for clock in clocks:
        length = clock.span if isinstance(clock.span, Span) else clock.span(detail)
        by_the_hour = isinstance(length, Span) and length.unit is Unit.HOUR
        start: dt.date = at if by_the_hour else timezone.localtime(at).date()
        limit: dict[str, Any] = {"span": length} if isinstance(length, Span) else {"due_on": length}
        deadlines.start(
            subject=case.subject,
            key=clock.key,
            label=clock.label,
            basis=clock.basis,
            start=start,
            region=case.region,
            roll=clock.roll,
            warn=clock.warn,
            case_id=case.pk,
            actor=actor,
            at=at,
            **limit,
        )


def next_due(case: Case) -> dict[str, Any]:
    """Return what the case row says of its nearest limit."""
    due_on, label = deadlines.nearest(case.subject) or (None, "")
    return {"next_due": due_on, "next_clock": label}
