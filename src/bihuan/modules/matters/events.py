"""What the matter lists announce to higher modules, in the transaction that made it true."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFiled:
    """A body sent its certified list to the commission office."""

    case_id: int
    number: str
    body: str
    office_body: str
    filed_on: date
    round: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingChecked:
    """The commission office answered a filing: accepted with a receipt, or returned."""

    case_id: int
    number: str
    body: str
    office_body: str
    accepted: bool
    receipt_no: str
    checked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPublished:
    """A frozen public copy exists; late_days is 0 when it came in time."""

    case_id: int
    number: str
    body: str
    address: str
    published_on: date
    due_on: date
    late_days: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationWithdrawn:
    """A body took its list in force from the public; the copy stays at its address."""

    number: str
    body: str
    address: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyReminded:
    """The commission office pressed 催办 for a body whose list is not filed."""

    body: str
    office_body: str
    year: int
    on: date
