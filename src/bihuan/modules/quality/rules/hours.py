"""What a source of hourly readings is like, and how its hours fall into days.

National feeds label an hour by its end: 16:00 is the hour from 15:00 to 16:00, and 00:00 belongs to
the day before. Other dumps label by the start. The convention is a property of the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality.rules.tables import POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

HOURS = 24
LEAST_PAIRS = 30
"""Fewer pairs of ozone values than this say nothing about exchanged fields."""
HARDLY = 99


class Label(StrEnum):
    """Which end of its hour a reading is named by."""

    END = "end"
    START = "start"


@dataclass(frozen=True, slots=True)
class Source:
    """Where readings come from and how they are to be read."""

    key: str
    label: Label
    per_whole: tuple[int, ...] = (1, 1, 1, 100, 1, 1)
    """How many of its parts make a whole one; the feed tells CO to 0.001 mg/m³."""
    ozone_exchanged: bool = False


def slot(moment: datetime, label: Label) -> tuple[date, int]:
    """Return the day an hour belongs to and its place in it: 0 is 00:00–01:00.

    :raises ValueError: when the moment is not a full hour.
    """
    if moment.minute or moment.second or moment.microsecond:
        raise ValueError(f"{moment.isoformat(sep=' ')} 不是整点，不能作为小时值的时间。")
    start = moment - timedelta(hours=1) if label is Label.END else moment
    return start.date(), start.hour


@dataclass(frozen=True, slots=True)
class Reading:
    """One station and hour; values in the source's parts, None where there is none."""

    station: str
    moment: datetime
    values: tuple[int | None, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A reading that is not used, and why."""

    line: int
    station: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Readings laid out for the engine: blocks `[day, hour, station]`, -1 where there is none."""

    days: tuple[date, ...]
    stations: tuple[str, ...]
    blocks: tuple[NDArray[np.int32], ...]
    rejected: tuple[Rejected, ...]


def lay_out(readings: Iterable[Reading], label: Label) -> Grid:
    """Lay readings out by day, hour and station; what cannot be used is named, never dropped.

    A second reading of the same station and hour is rejected even when it is equal: which of the
    two is right is for the source to say.
    """
    placed: dict[tuple[date, int, str], Reading] = {}
    rejected: list[Rejected] = []
    for reading in readings:
        try:
            day, hour = slot(reading.moment, label)
        except ValueError as error:
            rejected.append(Rejected(reading.line, reading.station, str(error)))
            continue
        if (day, hour, reading.station) in placed:
            sentence = (
                f"{reading.station} {reading.moment:%Y-%m-%d %H:%M} 重复，只采用先出现的一条。"
            )
            rejected.append(Rejected(reading.line, reading.station, sentence))
            continue
        placed[day, hour, reading.station] = reading
    held = sorted({day for day, _, _ in placed})
    # Every day in between is there, so that a gap is seen as missing and not overlooked.
    span = (held[-1] - held[0]).days + 1 if held else 0
    days = tuple(held[0] + timedelta(days=number) for number in range(span))
    stations = tuple(sorted({station for _, _, station in placed}))
    columns = {station: place for place, station in enumerate(stations)}
    blocks = tuple(np.full((len(days), HOURS, len(stations)), -1, np.int32) for _ in POLLUTANTS)
    for (day, hour, station), reading in placed.items():
        row = (day - held[0]).days
        for block, item, value in zip(blocks, POLLUTANTS, reading.values, strict=True):
            if value is None:
                continue
            if value < 0:
                sentence = f"{item} 的数值为负，按缺测处理。"
                rejected.append(Rejected(reading.line, station, sentence))
                continue
            block[row, hour, columns[station]] = value
    return Grid(days, stations, blocks, tuple(rejected))


def ozone_is_exchanged(
    hour: Sequence[Fraction | None], day_maximum: Sequence[Fraction | None]
) -> bool:
    """Say whether a feed's "hour" and "largest hour of the day" of ozone are exchanged.

    The largest hour of a day cannot be below an hour of that day. Where it nearly always is and
    hardly ever above, the fields have each other's name, as in the national feed.
    """
    pairs = [
        (one, most)
        for one, most in zip(hour, day_maximum, strict=True)
        if one is not None and most is not None
    ]
    below = sum(1 for one, most in pairs if most < one)
    above = sum(1 for one, most in pairs if most > one)
    return len(pairs) >= LEAST_PAIRS and below > HARDLY * above


@dataclass(frozen=True, slots=True)
class SandSpell:
    """Sand and dust over a city, declared by the national centre: dated data from outside."""

    city: str
    start: datetime
    end: datetime
    source: str


def sand_hours(spells: Sequence[SandSpell], city: str, days: Sequence[date]) -> NDArray[np.bool_]:
    """Return which hours `[day, hour]` of a city lie in a spell; the end is not included."""
    mask = np.zeros((len(days), HOURS), dtype=np.bool_)
    for spell in spells:
        if spell.city != city:
            continue
        for row, day in enumerate(days):
            for hour in range(HOURS):
                start = datetime(day.year, day.month, day.day, hour, tzinfo=spell.start.tzinfo)
                mask[row, hour] |= spell.start < start + timedelta(hours=1) and start < spell.end
    return mask
