"""What papers announce to higher modules, in the transaction that made it true."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNumbered:
    """A signed paper has its number; `source` is the case it was started from, "" for none."""

    case_id: int
    number: str
    kind: str
    issuer: str
    doc_no: str
    source: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDispatched:
    """A numbered paper is on its way to its recipients."""

    case_id: int
    number: str
    kind: str
    issuer: str
    doc_no: str
    source: str
    recipients: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReceived:
    """One recipient has signed for a paper."""

    case_id: int
    number: str
    kind: str
    issuer: str
    doc_no: str
    source: str
    recipient: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAnswered:
    """One recipient has answered a paper by a paper of its own."""

    case_id: int
    number: str
    kind: str
    issuer: str
    doc_no: str
    source: str
    recipient: str
    answer: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionGiven:
    """A leader wrote on a received paper who is to do what until when: a source of tasks."""

    case_id: int
    number: str
    body: str
    receiving: str
    text: str
    assignee: str
    assignee_key: str
    due_on: date
    leader: str
    on_behalf_of: str
