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
    """How far from firing: 0 or less has fired."""
    inputs: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    interim: bool = False
    standing: bool = False
    projection: str = ""
    check: str = ""
