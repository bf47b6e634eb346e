"""Invented air (演示数据): believable seasons, the same for the same days, and nobody's readings.

Everything is whole numbers; a share of a hundred is written as percent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DAYS_HEADER = ("区划", "日期", "SO2", "NO2", "PM10", "CO", "O3", "PM2.5", "沙尘")
MONTHS_HEADER = (
    *("区划", "月份", "SO2", "NO2", "PM10", "CO", "O3", "PM2.5"),
    *("优良天数", "重污染天数", "有效天数"),
)
FINE = (58, 50, 38, 31, 26, 19, 16, 18, 21, 29, 40, 54)
"""PM2.5 of the basin by month in µg/m³."""
OZONE = (52, 68, 92, 118, 126, 118, 124, 128, 104, 72, 58, 48)
"""8-hour ozone of the basin by month in µg/m³."""
HIGHLAND = frozenset({"513200", "513300", "513400", "510400", "511800", "510800"})
"""Plateau, Panxi and the northern rim: clean air."""
SANDY = frozenset({"510600", "510700", "510800", "511900"})
"""The north of the basin, where sand comes from Gansu in spring."""
LINES = {"PM2.5": 60, "PM10": 120, "O3": 160}
"""Above these a day is no longer good, by the edition of 2026."""
NO_MORE = {"PM2.5": 140, "PM10": 320, "O3": 240}
"""Below the next class: no heavy day that was not meant."""
HEAVY = 168
MONTH_DAYS, HUNDRED, PERIOD = 30, 100, 12
LEAP_DAY = 29
FEBRUARY, APRIL, MAY = 2, 4, 5


@dataclass(frozen=True, slots=True)
class Turn:
    """A city whose story is meant: this year is last year again, but for these days."""

    worse_first_half: int = 0
    """Good days that became bad ones in April and May."""
    worse_third_quarter: int = 0
    heavy: int = 0
    """Heavy days in January."""


STORIES: Mapping[str, Turn] = {
    "510300": Turn(worse_first_half=6, worse_third_quarter=1, heavy=2),
    "511100": Turn(worse_first_half=3, worse_third_quarter=3),
    "511700": Turn(worse_first_half=2, heavy=1),
    "511400": Turn(worse_first_half=1, worse_third_quarter=1),
}
"""自贡 meets the rule; 乐山 and 达州 are close to it; 眉山 keeps away."""


@dataclass(frozen=True, slots=True)
class Day:
    """One invented day of a city; CO in 0.1 mg/m³."""

    so2: int
    no2: int
    pm10: int
    co: int
    o3: int
    pm25: int
    sand: bool = False

    @property
    def good(self) -> bool:
        """Whether it is a good day."""
        return self.pm25 <= LINES["PM2.5"] and self.pm10 <= LINES["PM10"] and self.o3 <= LINES["O3"]


Days = dict[tuple[str, date], Day]


def days(cities: Sequence[str], first: date, last: date, *, judged: int) -> Days:
    """Invent every day of the cities; the stories are told in the judged year."""
    found: Days = {}
    sky = random.Random(20230101)  # noqa: S311  invented weather is no secret
    weather = 100
    day = first
    while day <= last:
        weather = max(40, min(205, (weather * 6 + sky.randint(0, 204) * 4) // 10))
        better = 91 if day.year >= judged else 100
        for city in cities:
            if city in STORIES and day.year == judged:
                continue
            found[city, day] = _day(city, day, weather * better // 100, better, sky)
        day += timedelta(days=1)
    for city in sorted(STORIES.keys() & set(cities)):
        _tell(found, city, judged, last, sky)
    return found


def _day(city: str, day: date, weather: int, better: int, sky: random.Random) -> Day:
    here = _of_city(city)
    near = (day.month - (2 if day.day <= MONTH_DAYS // 2 else 0)) % PERIOD
    part = (day.day + (MONTH_DAYS // 2)) % MONTH_DAYS
    fine = (FINE[near - 1] * (MONTH_DAYS - part) + FINE[near] * part) // MONTH_DAYS
    pm25 = max(4, fine * here * weather * sky.randint(72, 130) // 1_000_000)
    warm = OZONE[day.month - 1] * sky.randint(72, 128) * (better + 200) // 30_000
    o3 = max(18, warm * (104 if here > 70 else 88) // 100)  # noqa: PLR2004  the basin
    pm10 = pm25 * sky.randint(138, 176) // 100 + sky.randint(2, 9)
    sand = city in SANDY and day.month == APRIL and day.day in {11, 12}
    if sand:
        pm10 += 120
    return Day(
        sky.randint(4, 9),
        max(5, (14 + pm25 // 3) * (100 if here > 70 else 60) // 100),  # noqa: PLR2004  the same
        min(pm10, NO_MORE["PM10"]),
        min(14, 4 + pm25 // 12 + sky.randint(0, 2)),
        min(o3, NO_MORE["O3"]),
        min(pm25, NO_MORE["PM2.5"]),
        sand,
    )


def _of_city(code: str) -> int:
    """Return how much of the basin's fine particles a place has, in percent."""
    spread = int(code[2:4]) * 37 % 23
    return 34 + spread if code[:4] + "00" in HIGHLAND else 84 + spread


def _tell(found: Days, city: str, judged: int, last: date, sky: random.Random) -> None:
    """Let the judged year be the one before again, then worsen so many days."""
    story = STORIES[city]
    day = date(judged, 1, 1)
    while day <= min(last, date(judged, 12, 31)):
        leaps = (day.month, day.day) == (FEBRUARY, LEAP_DAY)
        before = found[city, day.replace(year=judged - 1, day=28 if leaps else day.day)]
        found[city, day] = _shaken(before, sky)
        day += timedelta(days=1)
    _worsen(found, city, date(judged, APRIL, 1), last, story.worse_first_half)
    _worsen(found, city, date(judged, 7, 1), last, story.worse_third_quarter)
    # What becomes heavy was bad before: good days are counted above and nowhere else.
    spoiled = [
        each
        for each in _span(found, city, date(judged, 1, 1), min(last, date(judged, 2, 28)))
        if not found[city, each].good
    ]
    for each in spoiled[: story.heavy]:
        old = found[city, each]
        found[city, each] = Day(old.so2, old.no2, HEAVY * 150 // 100, old.co, old.o3, HEAVY)


def _span(found: Days, city: str, first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if (city, day) in found:
            yield day
        day += timedelta(days=1)


def _shaken(day: Day, sky: random.Random) -> Day:
    """Return nearly the same day, on the same side of every line."""

    def near(value: int, item: str) -> int:
        new = value * sky.randint(91, 107) // 100
        line = LINES[item]
        new = min(new, line) if value <= line else max(new, line + 1)
        return min(new, NO_MORE[item])

    return Day(
        day.so2,
        max(5, day.no2 + sky.randint(-3, 2)),
        near(day.pm10, "PM10"),
        day.co,
        near(day.o3, "O3"),
        near(day.pm25, "PM2.5"),
        day.sand,
    )


def _worsen(found: Days, city: str, first: date, last: date, count: int) -> None:
    """Make the sunniest good days of two months bad ones, by ozone."""
    until = min(last, first + timedelta(days=60))
    good = [day for day in _span(found, city, first, until) if found[city, day].good]
    for day in sorted(good, key=lambda one: (-found[city, one].o3, one))[:count]:
        old = found[city, day]
        found[city, day] = Day(old.so2, old.no2, old.pm10, old.co, 178, old.pm25)


def day_rows(held: Days, first: date, last: date) -> Iterator[tuple[object, ...]]:
    """Return the rows of a file of city days."""
    for (city, day), one in held.items():
        if first <= day <= last:
            co = f"{one.co // 10}.{one.co % 10}"
            dust = "是" if one.sand else "否"
            yield (city, day, one.so2, one.no2, one.pm10, co, one.o3, one.pm25, dust)


def county_rows(
    held: Days, counties: Iterable[tuple[str, str]], month: date
) -> Iterator[tuple[object, ...]]:
    """Return the rows of a file of county months, each near its own city."""
    inside = [
        (city, one) for (city, day), one in held.items() if (day.year, day.month) == _of(month)
    ]
    for county, city in counties:
        many = [one for code, one in inside if code == city]
        if not many:
            continue
        share = 86 + int(county) * 7 % 24
        good = sum(one.good for one in many) - int(county) % 3 * (share > HUNDRED)
        told = [
            sum(one.so2 for one in many) * share // len(many) // HUNDRED,
            sum(one.no2 for one in many) * share // len(many) // HUNDRED,
            sum(one.pm10 for one in many) * share // len(many) // HUNDRED,
        ]
        most_co = sorted(one.co for one in many)[len(many) * 95 // 100]
        most_o3 = sorted(one.o3 for one in many)[len(many) * 9 // 10]
        tenths = sum(one.pm25 for one in many) * share * 10 // len(many) // HUNDRED
        yield (
            county,
            f"{month:%Y-%m}",
            *told,
            f"{most_co // 10}.{most_co % 10}",
            most_o3,
            f"{tenths // 10}.{tenths % 10}",
            max(0, min(good, len(many))),
            0,
            len(many),
        )


def _of(month: date) -> tuple[int, int]:
    return (month.year, month.month)
