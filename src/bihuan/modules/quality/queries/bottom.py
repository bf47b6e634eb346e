"""只能更好不能变坏: what the readings say of a city and a year, in one sentence.

The answer names indicators, not figures: it changes when an indicator turns, not with every day.
The figures stand on the page of the city, held against each other by the same rule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.urls import reverse

from bihuan.modules.directives.api import Measure, Reading
from bihuan.modules.quality.queries import books, places, waters
from bihuan.modules.quality.queries.city import bottom_line
from bihuan.modules.quality.queries.lines import named
from bihuan.modules.quality.queries.overview import month_end_last_year
from bihuan.modules.quality.rules.comparison import Trend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.modules.quality.queries.waters import SectionClass
    from bihuan.modules.quality.rules.city_book import Book
    from bihuan.modules.quality.rules.comparison import Finding

KEY = "quality.bottom_line"


def read(regions: Sequence[str], since: date, on: date) -> dict[str, Reading]:
    """Hold a year of the cities among some regions against the year before, as read on a day."""
    cities = [one.code for one in places.cities() if one.code in set(regions)]
    last = min(on, date(since.year, 12, 31))
    if not cities or last < date(since.year, 1, 1):
        return {}
    now, then = _Year(cities, date(since.year, 1, 1), last), None
    if now.until is not None:
        begun = date(since.year - 1, 1, 1)
        then = _Year(cities, begun, date(since.year - 1, 12, 31))
    found = {}
    for code in cities:
        reading = None if then is None else _reading(code, now, then, named("", last))
        if reading is not None:
            found[code] = reading
    return found


class _Year:
    """The readings of some cities in a year, read once."""

    def __init__(self, cities: Sequence[str], first: date, last: date) -> None:
        self.first = first
        self.whole = books.book(cities, first, last)
        self.months = waters.months_between(first, last)
        self.register = waters.register()
        self.until = None if self.whole is None else self.whole.until

    def book(self, code: str) -> Book | None:
        """Return the days of one city, from its first reading to its last."""
        whole = self.whole
        if whole is None or code not in whole.cities:
            return None
        number = whole.cities.index(code)
        told = np.flatnonzero((whole.values[:, :, number] >= 0).any(axis=0))
        if not len(told):
            return None
        low, high = int(told[0]), int(told[-1]) + 1
        return replace(
            whole,
            cities=(code,),
            start=date.fromordinal(whole.start.toordinal() + low),
            values=whole.values[:, low:high, number : number + 1],
            sand=whole.sand[low:high, number : number + 1],
        )

    def sections(self, code: str, until: date | None = None) -> list[SectionClass]:
        """Return the classes of the sections of a city, up to a day."""
        found = []
        for pk, many in self.months.items():
            if self.register[pk].place != code:
                continue
            held = [one for one in many if until is None or waters.month_end(one.month) <= until]
            if held:
                found.append(waters.classify(self.register[pk], held))
        return found

    def told_until(self, code: str) -> date | None:
        """Return the last day of the last month a section of a city was told of."""
        ends = [
            waters.month_end(one.month)
            for pk, many in self.months.items()
            if self.register[pk].place == code
            for one in many
        ]
        return max(ends, default=None)


def _reading(code: str, now: _Year, then: _Year, edition: str) -> Reading | None:
    """Say how a city stands; days of a first month not yet over are no comparison (our choice)."""
    book, told = now.book(code), now.told_until(code)
    ours = now.sections(code)
    theirs = [] if told is None else then.sections(code, month_end_last_year(told))
    found = bottom_line(book, then.book(code), code, ours, theirs, edition=edition)
    compared = [one for one in found if one.trend is not Trend.NOT_COMPARABLE]
    ends = [day for day in (book.until if book else None, told) if day is not None]
    if not compared or not ends or min(ends) < date(now.first.year, 1, 31):
        return None
    worse = [one for one in compared if one.trend is Trend.WORSE]
    return Reading(held=not worse, sentence=_sentence(found, compared, worse), until=min(ends))


def _sentence(found: Sequence[Finding], compared: Sequence[Finding], worse: list[Finding]) -> str:
    apart = [one.label for one in found if one.trend is Trend.NOT_COMPARABLE]
    note = f"；{'、'.join(apart)}不可比" if apart else ""
    if worse:
        return f"{'、'.join(one.label for one in worse)}比去年同期变差{note}"
    return f"{'、'.join(one.label for one in compared)}都没有比去年同期变差{note}"


def link(region: str, since: date) -> str:
    """Return the page of the city that shows the figures."""
    return f"{reverse('quality:city', args=(region,))}?year={since.year}"


BOTTOM_LINE = Measure(KEY, "生态环境质量只能更好不能变坏", read, link)
