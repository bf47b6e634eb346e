"""When each part of a docket is due. Pure: every date is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.access import region_prefix
from bihuan.kernel.calendar import Span, civil_day, due, for_region
from bihuan.kernel.process import says
from bihuan.modules.leads.rules.settings import ISSUE, policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bihuan.kernel.process.models import CaseDetail
    from bihuan.modules.leads.models import JointStudy, LeadDocket
    from bihuan.modules.leads.rules.settings import LeadPolicy, Reading

LEVELS = {2: "province", 4: "city"}
LEVEL_WORDS = {"province": "省级事项", "city": "市级事项", "county": "县级事项"}


@dataclass(frozen=True, slots=True)
class TwoMonths:
    """The last day for a decision, and which reading made it so."""

    start: date
    on: date
    provisional: bool
    reading: Reading


def level_of(region: str) -> str:
    """The level of a region by its GB/T 2260 code."""
    return LEVELS.get(len(region_prefix(region)), "county")


def two_months(registered_on: date, region: str, *, rules: LeadPolicy | None = None) -> TwoMonths:
    """The last day by which a lead must be decided for a matter registered on a day."""
    rules = rules or policy()
    reading = rules.reading(registered_on)
    start = rules.issued_on if reading.chosen == ISSUE else registered_on
    span = rules.limit("total", registered_on).span
    found = due(start, span, for_region(region))
    return TwoMonths(start, found.on, found.provisional, reading)


@says("两个月：2023年5月17日以前登记的自印发之日起算，以后的自登记之日起算（日期读法可换）")
def total(docket: LeadDocket) -> Span | date:
    """The two months: a length where they run from registration, else the very day."""
    registered = civil_day(docket.case.opened_at)
    found = two_months(registered, docket.case.region)
    if found.start == registered:
        return policy().limit("total", registered).span
    return found.on


def limit(key: str) -> Callable[[CaseDetail], Span | date]:
    """The limit of this key as it holds on the day its step is taken."""

    @says(f"{policy().newest(key).span}（按办理当天有效的规定）")
    def length(detail: CaseDetail) -> Span | date:
        """The length that holds today."""
        return policy().limit(key, civil_day(detail.case.moved_at)).span

    return length


@says("自审定之日起二十个工作日（按审定当天有效的规定）")
def publication(docket: LeadDocket) -> date:
    """The last day to publish, counted from the decision."""
    return _from_decision("publish", docket)


@says("自审定之日起二十个工作日（按审定当天有效的规定）")
def takeover(docket: LeadDocket) -> date:
    """The last day to take the matter into the list of its lead, counted from the decision."""
    return _from_decision("takeover", docket)


def _from_decision(key: str, docket: LeadDocket) -> date:
    decided = docket.decided_on or civil_day(docket.case.moved_at)
    span = policy().limit(key, decided).span
    return due(decided, span, for_region(docket.case.region)).on


@says("自出台或者发现之日起三十日（按当天有效的规定）")
def study(item: JointStudy) -> date:
    """The last day of a study, counted from what gave rise to it."""
    span = policy().limit("study", item.happened_on).span
    return due(item.happened_on, span, for_region(item.case.region)).on


@dataclass(frozen=True, slots=True)
class Milestone:
    """One inner step and the day by which it is planned, counted from registration."""

    key: str
    label: str
    on: date
    mark: str
    provisional: bool


CHAIN = ("judge", "ask", "meet", "draft", "submit")
"""The inner steps before the decision; each begins when the one before it was due."""


def plan(registered_on: date, region: str) -> tuple[Milestone, ...]:
    """The whole two months as planned on the day of registration."""
    rules, calendar = policy(), for_region(region)
    found: list[Milestone] = []
    day = registered_on
    for key in CHAIN:
        item = rules.limit(key, registered_on)
        reckoned = due(day, item.span, calendar)
        day = reckoned.on
        found.append(Milestone(key, item.label, day, item.mark, reckoned.provisional))
    end = two_months(registered_on, region)
    whole = rules.limit("total", registered_on)
    mark = end.reading.mark
    found.append(Milestone("total", whole.label, end.on, mark, end.provisional))
    for key in ("publish", "takeover"):
        item = rules.limit(key, registered_on)
        after = due(end.on, item.span, calendar)
        found.append(Milestone(key, item.label, after.on, item.mark, after.provisional))
    return tuple(found)
