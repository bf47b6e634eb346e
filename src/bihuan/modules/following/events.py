"""What following announces to higher modules, in the transaction that made it true."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingDecided:
    """A place decided how it follows these clauses, from this day on."""

    region: str
    notice: str
    number: str
    clauses: tuple[str, ...]
    on: date
