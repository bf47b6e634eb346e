"""What the dockets announce to higher modules, in the transaction that made it true."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDecided:
    """Party committee and government decided who leads a matter."""

    case_id: int
    number: str
    region: str
    title: str
    lead_body: str
    decision_no: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPublished:
    """A frozen public copy of a decision exists."""

    number: str
    region: str
    lead_body: str
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterTaken:
    """The lead department took the matter into its list."""

    docket: str
    lead_body: str
    list_number: str
    row_code: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketLeft:
    """A docket ended without a decision; another one may carry its matter on."""

    docket: str
    outcome: str
    successor: str
    carried_on: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludedTask:
    """One task a study ended with."""

    text: str
    body: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyConcluded:
    """A joint study ended with a conclusion; plans take its tasks."""

    case_id: int
    number: str
    title: str
    body: str
    concluded_on: date
    tasks: tuple[ConcludedTask, ...]
