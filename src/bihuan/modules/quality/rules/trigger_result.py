"""What a row of the interview rule can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


class Result(StrEnum):
    """The four answers; "no data" is never "not fired"."""

    FIRED = "fired"
    NOT_FIRED = "not_fired"
    NOT_APPLICABLE = "not_applicable"
    NOT_DECIDABLE = "not_decidable"

    @property
    def word(self) -> str:
        """Return the word users read."""
        return WORDS[self]


WORDS = {
    Result.FIRED: "触发",
    Result.NOT_FIRED: "未触发",
    Result.NOT_APPLICABLE: "不适用",
    Result.NOT_DECIDABLE: "不能判定",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its figures.

    `interim` says that the term still runs: a row that must wait for its end is not fired yet, and
    `standing` tells whether it would be if the term ended now. `check` names what a person has to
    look at before using the answer.
    """

    result: Result
    sentence: str
    margin: str = ""
    distance: Fraction | None = None
    """How far from firing, in the row's own unit: 0 or less has fired."""
    inputs: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    interim: bool = False
    standing: bool = False
    projection: str = ""
    check: str = ""
    limit: int = 0
    """The number the row names; 0 where any decline at all fires."""

    @property
    def left(self) -> Fraction | None:
        """Return how much of the limit is left, exactly: 2 days short of 10 is 1/5.

        Rows about days and about ranks can be put in one order by it. None where there is no limit
        to be near to, and where the term has ended: such a row will not fire any more.
        """
        if self.distance is None or not self.limit or not self.interim:
            return None
        return self.distance / self.limit
