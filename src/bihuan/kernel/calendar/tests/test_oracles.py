"""The calendar agrees, day for day, with two packages compiled by other people."""

import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from bihuan.kernel.calendar import due, national, working_days, working_days_between

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
CHINA = holidays.country_holidays("CN", years=range(2020, 2027))


@pytest.mark.goal("F2")
@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_day_agrees_with_both_oracles(year: int, figure: Callable[[str], None]) -> None:
    calendar = national()
    days = [day for day in DAYS if day.year == year]
    ours = {day: calendar.is_working_day(day) for day in days}
    assert len(days) in {365, 366}
    assert ours == {day: chinese_calendar.is_workday(day) for day in days}
    assert ours == {day: CHINA.is_working_day(day) for day in days}
    figure(f"{year}: 0 of {len(days)} days differ from either of two packages")


@pytest.mark.goal("F2")
def test_ten_thousand_due_dates_agree_with_both_oracles() -> None:
    dice = random.Random(20230317)  # noqa: S311 - a repeatable sample, not a secret
    calendar = national()
    oracles = (
        [day for day in DAYS if chinese_calendar.is_workday(day)],
        [day for day in DAYS if CHINA.is_working_day(day)],
    )
    latest = date(2026, 9, 1)
    starts = [FIRST + timedelta(days=dice.randrange((latest - FIRST).days)) for _ in range(10_000)]
    for start in starts:
        n = dice.randint(1, 60)
        on = due(start, working_days(n), calendar).on
        for working in oracles:
            assert working[bisect_right(working, start) + n - 1] == on
        assert working_days_between(start, on, calendar) == n
