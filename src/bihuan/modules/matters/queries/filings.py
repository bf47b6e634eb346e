"""备案审核: who has filed with an office, who is late and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.deadlines import api as deadlines
from bihuan.modules.matters.models import ListState, MatterList, Reminder
from bihuan.modules.matters.queries.bodies import expected_bodies, names_of
from bihuan.modules.matters.rules.dates import days_late, level_of
from bihuan.modules.matters.rules.settings import policy

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor

FILING, CHECK = "filing", "check"  # the clocks a filing stops and starts
SUBMITTED = frozenset({ListState.FILED, ListState.ACCEPTED, ListState.PUBLISHED})


@dataclass(frozen=True, slots=True)
class FilingLine:
    """One body that owes a list, and where it stands."""

    body: str
    body_name: str
    number: str
    state: str
    state_label: str
    filed_on: date | None
    accepted_on: date | None
    receipt_no: str
    due_on: date | None
    late_days: int
    submitted: bool
    reminded_on: date | None
    reminders: int
    may_remind: bool
    check_due: date | None

    @property
    def lateness(self) -> str:
        """How late, in words."""
        if not self.late_days:
            return ""
        return f"逾期{self.late_days}天{'报备' if self.filed_on else '，尚未报备'}"


@dataclass(frozen=True, slots=True)
class FilingOverview:
    """The page of one office for one year."""

    year: int
    due_on: date | None
    due_basis: str
    lines: tuple[FilingLine, ...]

    @property
    def submitted(self) -> int:
        """How many have filed and are not sent back."""
        return sum(line.submitted for line in self.lines)

    @property
    def waiting(self) -> int:
        """How many wait for the office."""
        return sum(line.state == ListState.FILED for line in self.lines)

    @property
    def missing(self) -> int:
        """How many owe their list today."""
        return sum(not line.submitted for line in self.lines)


def punctuality(matter_list: MatterList) -> tuple[date, date] | None:
    """The day of the last filing and the day by which it was due, as its clock had it."""
    filed_at = (
        matter_list.case.passages.filter(after=ListState.FILED)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first()
    )
    for clock in reversed(deadlines.all_of(matter_list.case.subject)):
        if filed_at is not None and clock.key == FILING and clock.stopped_at == filed_at:
            return civil_day(filed_at), clock.due_on
    return None


def filing_years(*, on: date, actor: Actor) -> tuple[int, ...]:
    """The years an office can look at: those with a date set, and those with a list."""
    bodies = expected_bodies(actor.region, on=on)
    listed = MatterList.objects.filter(case__body__in=bodies).values_list("year", flat=True)
    level = level_of(actor.region)
    set_years = {first.year for first in policy().first_lists if first.level == level}
    return tuple(sorted({*listed, *set_years}, reverse=True))


def default_year(*, actor: Actor) -> int:
    """The latest year for which a date is set."""
    level = level_of(actor.region)
    return max(first.year for first in policy().first_lists if first.level == level)


def filing_overview(*, year: int, on: date, actor: Actor) -> FilingOverview:
    """Every body that files with the actor's office, filed or not."""
    bodies = expected_bodies(actor.region, on=on)
    first = policy().first_due(level_of(actor.region), year)
    names = names_of(bodies, on=on)
    lists: dict[str, MatterList] = {}
    query = MatterList.objects.select_related("case").filter(case__body__in=bodies, year=year)
    for item in query.exclude(case__state=ListState.WITHDRAWN).order_by("list_version"):
        lists[item.case.body] = item
    reminded: dict[str, list[date]] = {}
    presses = Reminder.objects.filter(office_body=actor.body, body__in=bodies, year=year)
    for body, day in presses.order_by("on").values_list("body", "on"):
        reminded.setdefault(body, []).append(day)
    return FilingOverview(
        year=year,
        due_on=first.due_on if first else None,
        due_basis=first.basis if first else "",
        lines=tuple(
            _line(
                body,
                names[body],
                lists.get(body),
                due_on=first.due_on if first else None,
                presses=reminded.get(body, []),
                on=on,
            )
            for body in bodies
        ),
    )


def _line(
    body: str,
    name: str,
    item: MatterList | None,
    *,
    due_on: date | None,
    presses: list[date],
    on: date,
) -> FilingLine:
    state = item.case.state if item else ""
    filed_on = item.filed_on if item else None
    first_version = item is None or item.list_version == 1
    late = days_late(filed_on or on, due_on) if due_on and first_version else 0
    submitted = state in SUBMITTED
    return FilingLine(
        body=body,
        body_name=name,
        number=item.number if item else "",
        state=state,
        state_label=ListState(state).label if state else "尚未编制",
        filed_on=filed_on,
        accepted_on=item.accepted_on if item else None,
        receipt_no=item.receipt_no if item else "",
        due_on=due_on,
        late_days=late,
        submitted=submitted,
        reminded_on=presses[-1] if presses else None,
        reminders=len(presses),
        may_remind=not submitted and on not in presses,
        check_due=_check_due(item) if item and state == ListState.FILED else None,
    )


def _check_due(item: MatterList) -> date | None:
    clocks = deadlines.running(item.case.subject)
    return next((clock.due_on for clock in clocks if clock.key == CHECK), None)
