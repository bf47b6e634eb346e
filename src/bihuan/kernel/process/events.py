"""What the engine announces, in the same transaction as the act.

`sealed` names the compartment of a sealed case: a subscriber must not let it out.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """A case was born."""

    process: str
    version: int
    case_id: int
    number: str
    title: str
    state: str
    body: str
    region: str
    line: str
    period: str
    topic: str
    at: dt.datetime
    seq: int
    actor_body: str
    parent_id: int | None = None
    sealed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPerformed:
    """A case moved. `seq` is the ledger entry that proves it."""

    process: str
    version: int
    step: str
    case_id: int
    number: str
    title: str
    before: str
    after: str
    body: str
    region: str
    line: str
    period: str
    topic: str
    at: dt.datetime
    seq: int
    actor_body: str
    sealed: str = ""
