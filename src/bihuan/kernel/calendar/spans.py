"""Lengths of time as laws state them: "24小时", "30日", "10个工作日", "2个月"."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 9_999
"""No legal period is longer; a larger number is a typing mistake, not a deadline."""


class Unit(StrEnum):
    """What is counted."""

    HOUR = "hour"
    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"


_WORDS = {Unit.HOUR: "小时", Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月"}

_SPELLINGS = {
    Unit.HOUR: ("hour", "hours", "h", "小时", "个小时", "时"),
    Unit.DAY: (
        "day",
        "days",
        "calendar day",
        "calendar days",
        "d",
        "日",
        "天",
        "自然日",
        "个自然日",
    ),
    Unit.WORKDAY: (
        *("working day", "working days", "workday", "workdays", "wd"),
        *("工作日", "个工作日"),
    ),
    Unit.MONTH: ("month", "months", "m", "月", "个月"),
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_PATTERN = re.compile(r"(?P<n>[0-9]{1,6})\s*(?P<unit>\D+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A number of hours, calendar days, working days or months."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse lengths that no rule can mean."""
        if not 0 <= self.n <= LONGEST:
            message = f"期限长度应在0到{LONGEST}之间，现在是{self.n}。"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return the length the way a Chinese rule writes it."""
        return f"{self.n}{_WORDS[self.unit]}"

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read "10 working days", "10个工作日", "2 months", "24小时" and the like.

        :raises ValueError: with a Chinese sentence naming what was not understood.
        """
        plain = _HYPHEN.sub(" ", unicodedata.normalize("NFKC", text).casefold())
        match = _PATTERN.fullmatch(" ".join(plain.split()))
        unit = _UNITS.get(match["unit"].strip()) if match else None
        if match is None or unit is None:
            message = (
                f"看不懂期限“{text}”。请写成“10个工作日”“30日”“2个月”“24小时”，"
                "或者 10 working days、30 days、2 months、24 hours。"
            )
            raise ValueError(message)
        return cls(int(match["n"]), unit)


def hours(n: int) -> Span:
    """Return a span that runs at once, by the hour."""
    return Span(n, Unit.HOUR)


def calendar_days(n: int) -> Span:
    """Return a span of days in which every day counts."""
    return Span(n, Unit.DAY)


def working_days(n: int) -> Span:
    """Return a span of days in which only working days count."""
    return Span(n, Unit.WORKDAY)


def months(n: int) -> Span:
    """Return a span ending on the same day number, or on the month's last day."""
    return Span(n, Unit.MONTH)
