"""The rules once more, written from the standards in plain fractions, to judge the engine by.

Nothing of the engine is used here, not even its tables: the breakpoints are typed again.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

STEPS = [0, 50, 100, 150, 200, 300, 400, 500]
DAY = {
    "SO2": [0, 50, 150, 475, 800, 1600, 2100, 2620],
    "NO2": [0, 40, 80, 180, 280, 565, 750, 940],
    "CO": [0, 2, 4, 14, 24, 36, 48, 60],
    "O3": [0, 100, 160, 215, 265, 800],
}
PARTICLES = {
    "2012": {
        "PM10": [0, 50, 150, 250, 350, 420, 500, 600],
        "PM25": [0, 35, 75, 115, 150, 250, 350, 500],
    },
    "2026": {
        "PM10": [0, 50, 120, 250, 350, 420, 500, 600],
        "PM25": [0, 35, 60, 115, 150, 250, 350, 500],
    },
}
ORDER = ("SO2", "NO2", "PM10", "CO", "O3", "PM25")
LIMITS = {
    "2012": {"SO2": 60, "NO2": 40, "PM10": 70, "CO": 4, "O3": 160, "PM25": 35},
    "2026": {"SO2": 60, "NO2": 40, "PM10": 60, "CO": 4, "O3": 160, "PM25": 30},
}
Value = Fraction | None


def rounded(value: Fraction, decimals: int = 0) -> Fraction:
    shifted = value * 10**decimals
    below = floor(shifted)
    rest = shifted - below
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2):
        below += 1
    return Fraction(below, 10**decimals)


def as_reported(item: str, value: Value) -> Value:
    return None if value is None else rounded(value, 1 if item == "CO" else 0)


def sub_index(item: str, value: Value, edition: str) -> int | None:
    if value is None:
        return None
    points = {**DAY, **PARTICLES[edition]}[item]
    if value > points[-1]:
        if item == "O3":
            return 300 if edition == "2026" else None
        return 500
    for number in range(1, len(points)):
        if value <= points[number]:
            low, high = points[number - 1], points[number]
            under, over = STEPS[number - 1], STEPS[number]
            found = under + Fraction(over - under, high - low) * (value - low)
            return -floor(-found)
    raise AssertionError(value)


def aqi(values: dict[str, Value], edition: str) -> tuple[int | None, set[str]]:
    parts = {item: sub_index(item, values[item], edition) for item in ORDER}
    known = {item: part for item, part in parts.items() if part is not None}
    if not known:
        return None, set()
    top = max(known.values())
    if edition == "2026":
        top = max(top, 1)
    return top, {item for item, part in known.items() if part == top and top > 50}


def station_day(item: str, hours: list[Value]) -> Value:
    if item != "O3":
        valid = [hour for hour in hours if hour is not None]
        return sum(valid, Fraction(0)) / len(valid) if len(valid) >= 20 else None
    windows = []
    for end in range(8, 25):
        inside = [hour for hour in hours[end - 8 : end] if hour is not None]
        if len(inside) >= 6:
            windows.append(sum(inside, Fraction(0)) / len(inside))
    if len(windows) >= 14 or (windows and max(windows) > 160):
        return max(windows)
    return None


def city_day(item: str, stations: list[Value]) -> Value:
    valid = [value for value in stations if value is not None]
    needed = Fraction(1, 2) if len(stations) < 4 else Fraction(3, 4)
    if not valid or Fraction(len(valid), len(stations)) < needed:
        return None
    return as_reported(item, sum(valid, Fraction(0)) / len(valid))


def figure(item: str, days: list[Value]) -> Value:
    valid = sorted(day for day in days if day is not None)
    if not valid:
        return None
    if item not in {"CO", "O3"}:
        return sum(valid, Fraction(0)) / len(valid)
    place = 1 + (len(valid) - 1) * (Fraction(95, 100) if item == "CO" else Fraction(90, 100))
    whole = floor(place)
    low = valid[whole - 1]
    high = valid[whole] if whole < len(valid) else low
    return low + (high - low) * (place - whole)


def composite(figures: dict[str, Value], edition: str) -> Value:
    total = Fraction(0)
    for item in ORDER:
        value = as_reported(item, figures[item])
        if value is None:
            return None
        total += rounded(value / LIMITS[edition][item], 2)
    return total
