"""An oracle of periods that walks day by day: it shares no line with the calendar it judges.

It reads the notices itself, and knows only 民法典第二百〇一条至第二百〇三条: the first day does not
count, a month ends on the same day number or on its last day, a last day may roll on.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIRST, LAST = date(2003, 1, 1), date(2075, 12, 31)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Walk:
    """Which days are worked, as one long list."""

    worked: tuple[bool, ...]

    def works(self, day: date) -> bool:
        return self.worked[(day - FIRST).days]

    def roll(self, day: date, roll: str) -> date:
        step = {"none": 0, "forward": 1, "back": -1}[roll]
        while step and not self.works(day):
            day += step * ONE_DAY
        return day

    def end(self, start: date, n: int, unit: str, roll: str, halted: Iterable[date]) -> date:
        """Return the last day of a period, walking over every day of it."""
        halted = frozenset(halted)
        left = (same_number(start, n) - start).days if unit == "month" else n
        day = start
        while left:
            day += ONE_DAY
            if day not in halted and (unit != "workday" or self.works(day)):
                left -= 1
        return self.roll(day, roll)


def same_number(start: date, months: int) -> date:
    """Return the same day number so many months later, else the last day of that month."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def read(*notices: Path) -> Walk:
    """Lay the notices of a country, then of a region, over a calendar of weekends."""
    off: set[date] = set()
    on: set[date] = set()
    for path in notices:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {edition["year"] for edition in table["edition"]}
        if path is notices[0]:
            published = known
        off |= set(_assumed(table, published))
        for edition in sorted(table["edition"], key=lambda each: each["year"]):
            free, worked = _days(edition)
            off, on = (off | free) - worked, (on - free) | worked
    every = (FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1))
    return Walk(tuple(day in on or (day.weekday() < SATURDAY and day not in off) for day in every))


def _assumed(table: dict[str, Any], published: set[int]) -> Iterable[date]:
    for year in range(max(published) + 1, LAST.year + 1):
        for fixed in table.get("fixed", ()):
            for words in fixed["days"]:
                month, day = words.split("-")
                yield date(year, int(month), int(day))


def _days(edition: dict[str, Any]) -> tuple[set[date], set[date]]:
    free: set[date] = set()
    worked: set[date] = set()
    for festival in edition["festival"]:
        day = festival["first"]
        while day <= festival["last"]:
            free.add(day)
            day += ONE_DAY
        worked |= set(festival.get("work", ()))
    return free, worked
