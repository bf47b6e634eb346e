"""Periods of the calendar by name: months, quarters, half-years, first three quarters, years."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.modules.quality.rules.tables import Validity

MONTHS = 12
FEBRUARY = 2
FORM = re.compile(
    r"(?P<year>\d{4})(?:(?P<half>H[12])|(?P<quarter>Q[1-4])|-(?P<month>\d{2}))?"
    r"(?:\.\.(?P<year2>\d{4})-(?P<month2>\d{2}))?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of one year, from the first day of one to the last day of another."""

    year: int
    first: int
    last: int

    @property
    def start(self) -> date:
        """Return the first day."""
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """Return the last day."""
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    @property
    def days(self) -> int:
        """Return how many days the calendar has in it: leap years count."""
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """Return the words of a bulletin: 2024年1—8月."""
        known = {(1, MONTHS): "全年", (1, 6): "上半年", (1, 9): "前三季度", (7, MONTHS): "下半年"}
        if (words := known.get((self.first, self.last))) is not None:
            return f"{self.year}年{words}"
        months = str(self.first) if self.first == self.last else f"{self.first}—{self.last}"
        return f"{self.year}年{months}月"

    def same_of(self, year: int) -> Period:
        """Return the same months of another year."""
        return Period(year, self.first, self.last)

    def months(self) -> tuple[Period, ...]:
        """Return its months one by one."""
        return tuple(Period(self.year, month, month) for month in range(self.first, self.last + 1))


def parse(text: str) -> Period:
    """Read 2024, 2024H1, 2024Q3, 2024-06 or 2024-01..2024-08.

    :raises ValueError: with a sentence when the text is no period of one year.
    """
    found = FORM.fullmatch(text.strip())
    wrong = f"“{text}”不是时段，请写成 2024、2024H1、2024Q3、2024-06 或 2024-01..2024-08。"
    if found is None:
        raise ValueError(wrong)
    year = int(found["year"])
    if found["half"]:
        first, last = (1, 6) if found["half"] == "H1" else (7, MONTHS)
    elif found["quarter"]:
        last = 3 * int(found["quarter"][1])
        first = last - 2
    elif found["month"]:
        first = last = int(found["month"])
    else:
        first, last = 1, MONTHS
    if found["year2"]:
        if int(found["year2"]) != year or not found["month"]:
            raise ValueError(wrong)
        last = int(found["month2"])
    if not 1 <= first <= last <= MONTHS:
        raise ValueError(wrong)
    return Period(year, first, last)


@dataclass(frozen=True, slots=True)
class Enough:
    """Whether a period has enough valid days, and the sentence that says what is short."""

    ok: bool
    sentence: str


def enough(span: Period, valid: Sequence[date], validity: Validity) -> Enough:
    """Judge the valid days of a period: every month, and the year when it is a whole one.

    basis: GB 3095-2026 表4: a month needs 27 days (February 25), a year 324.
    """
    short: list[str] = []
    inside = {day for day in valid if span.start <= day <= span.end}
    for month in span.months():
        held = sum(1 for day in inside if day.month == month.first)
        least = validity.days_of_february if month.first == FEBRUARY else validity.days_of_month
        if held < least:
            short.append(f"{month.first}月有效{held}天，少于{least}天")
    if (span.first, span.last) == (1, MONTHS) and len(inside) < validity.days_of_year:
        short.append(f"全年有效{len(inside)}天，少于{validity.days_of_year}天")
    if short:
        return Enough(ok=False, sentence=f"{span.label}数据不足：{'；'.join(short)}。")
    return Enough(ok=True, sentence=f"{span.label}有效{len(inside)}天，满足有效性要求。")


def days_of(span: Period) -> tuple[date, ...]:
    """Return every day of the period."""
    return tuple(span.start + timedelta(days=number) for number in range(span.days))
