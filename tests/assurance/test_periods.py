"""F1, F8: periods against a walk over every day of them; days that no time zone may shift."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from bihuan.kernel.calendar import SHANGHAI, Roll, Span, Unit, end_of_day, for_region
from bihuan.kernel.deadlines.course import Extension, Facts, Suspension, run
from tests.assurance.sizes import size
from tests.assurance.walking_days import Walk, read

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bihuan.kernel.calendar import Calendar

UNITS = (Unit.DAY, Unit.WORKDAY, Unit.MONTH)
LONGEST = {Unit.DAY: 90, Unit.WORKDAY: 60, Unit.MONTH: 36, Unit.HOUR: 24 * 90}
START, DAYS = date(2004, 1, 1), (date(2035, 12, 31) - date(2004, 1, 1)).days + 1
PLACES = {"510000": ("china",), "513400": ("china", "liangshan")}


def instant(day: date, dice: random.Random) -> datetime:
    """Return an instant of this Shanghai day, told in whatever zone a machine has."""
    noon = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    moment = noon + timedelta(seconds=dice.randrange(86_400))
    return moment.astimezone(timezone(timedelta(hours=dice.randint(-12, 14))))


def suspensions(start: datetime, dice: random.Random) -> tuple[Suspension, ...]:
    """Return up to two stretches in which the clock stands still, one after the other."""
    found, begins = [], start
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        begins += timedelta(days=dice.randint(0, 40), minutes=dice.randint(0, 900))
        ends = begins + timedelta(days=dice.randint(0, 30), minutes=dice.randint(0, 900))
        found.append(Suspension(begins, ends, "一"))
        begins = ends
    return tuple(found)


def span(dice: random.Random, *units: Unit) -> Span:
    unit = dice.choice(units)
    return Span(dice.randint(0, LONGEST[unit]), unit)


def halted(stretches: tuple[Suspension, ...]) -> set[date]:
    """Walk over the days a suspension takes away: after the day it begins, to the day it ends."""
    days: set[date] = set()
    for each in stretches:
        assert each.ends_at is not None
        day, last = each.begins_at.astimezone(SHANGHAI), each.ends_at.astimezone(SHANGHAI)
        while day.date() < last.date():
            day += timedelta(days=1)
            days.add(day.date())
    return days


def judge_days(calendar: Calendar, walk: Walk, day: date, dice: random.Random) -> str:
    """Compare one period of days, working days, months or years; say what differs."""
    start, roll = instant(day, dice), dice.choice(list(Roll))
    stretches = suspensions(start, dice)
    more = [span(dice, *UNITS) for _ in range(dice.choice((0, 0, 1, 2)))]
    first = span(dice, *UNITS)
    facts = Facts(
        start=start,
        span=first,
        fixed=None,
        roll=roll,
        suspensions=stretches,
        extensions=tuple(Extension(start, "二", span=each) for each in more),
    )
    found = run(facts, calendar).due
    wanted = day
    for each in (first, *more):
        wanted = walk.end(wanted, each.n, each.unit.value, roll.value, halted(stretches))
    if found.on == wanted and found.at == end_of_day(wanted):
        return ""
    return f"{facts}: {found.on}, walked to {wanted}"


def judge_hours(calendar: Calendar, day: date, dice: random.Random) -> str:
    """Compare one period of hours: it runs at once, through nights and holidays."""
    start, length = instant(day, dice), span(dice, Unit.HOUR)
    stretches = suspensions(start, dice)
    facts = Facts(start=start, span=length, fixed=None, roll=Roll.NONE, suspensions=stretches)
    left, now = length.n * 3600.0, start.timestamp()
    for each in stretches:
        assert each.ends_at is not None
        begins, ends = each.begins_at.timestamp(), each.ends_at.timestamp()
        if begins - now > left:
            break
        left -= begins - now
        now = ends
    found = run(facts, calendar).due.at.timestamp()
    return "" if abs(found - now - left) < 1e-3 else f"{facts}: {found}, walked to {now + left}"


def differences(cases: int, dice: random.Random) -> list[str]:
    folder = settings.POLICY_DIR / "calendars"
    places = [
        (for_region(region), read(*(folder / f"{name}.toml" for name in names)))
        for region, names in PLACES.items()
    ]
    wrong = []
    for number in range(cases):
        day = START + timedelta(days=number % DAYS)
        calendar, walk = places[dice.randrange(len(places))]
        if dice.random() < 0.15:
            wrong.append(judge_hours(calendar, day, dice))
        else:
            wrong.append(judge_days(calendar, walk, day, dice))
    return [each for each in wrong if each]


@pytest.mark.goal("F1")
def test_periods_end_where_a_walk_over_every_day_ends(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("F1_PUSH", 8_000)
    wrong = differences(cases, chance)
    assert wrong == [], wrong[:5]
    figure(f"0 differences in {cases:,} periods on every push")


@pytest.mark.goal("F1")
@pytest.mark.assurance
def test_many_more_periods_end_where_a_walk_ends(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("F1", 200_000)
    wrong = differences(cases, chance)
    assert wrong == [], wrong[:5]
    figure(f"0 differences in {cases:,} periods at night, every start from 2004 to 2035")
