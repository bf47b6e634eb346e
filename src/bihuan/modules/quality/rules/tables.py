"""Environmental tables as dated data: which edition was in force on a day, and how sure we are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

POLLUTANTS = ("SO2", "NO2", "PM10", "CO", "O3", "PM25")
"""The order of the six pollutants in every array."""

SCALE = {"CO": 10}
"""Concentrations are whole numbers of these parts: CO in 0.1 mg/m³, all others in 1 µg/m³."""

NOT_COMPUTED = -1
"""Index of a missing value, or of one the standard says to take from another average."""

TOP = 500


class InForce(Protocol):
    """A table with the days it is in force."""

    @property
    def key(self) -> str:
        """The name of the standard."""
        ...

    @property
    def start(self) -> date:
        """The first day in force."""
        ...

    @property
    def end(self) -> date | None:
        """The last day in force, None while it is."""
        ...


Dated = TypeVar("Dated", bound=InForce)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One pollutant and average of one edition: every whole concentration answered beforehand."""

    item: str
    answers: NDArray[np.int16]
    """Place 0 answers a missing value, place c + 1 answers c, the last all above."""
    beyond: int
    steps: tuple[int, ...]
    points: tuple[int, ...]

    def of(self, concentration: NDArray[np.signedinteger[Any]]) -> NDArray[np.int16]:
        """Return the sub-index of each whole concentration; a negative one is missing."""
        places = np.add(concentration, 1, dtype=np.intp, casting="unsafe")
        found: NDArray[np.int16] = self.answers.take(places, mode="clip")
        return found

    def exact(self, value: Fraction) -> int:
        """Return the sub-index of an unrounded concentration, in whole parts and fractions of them.

        The edition of 2012 does not round first: published hours follow CO to its third decimal.
        """
        if value < 0:
            return NOT_COMPUTED
        for low, high in pairwise(range(len(self.points))):
            if value <= self.points[high]:
                width = self.points[high] - self.points[low]
                rise = self.steps[high] - self.steps[low]
                return self.steps[low] + ceil(rise * (value - self.points[low]) / width)
        return self.beyond

    def unrounded(self, parts: NDArray[np.int64], per_whole: int) -> NDArray[np.int16]:
        """Do the same for arrays of whole numbers of 1/`per_whole` parts, unrounded."""
        points = np.array(self.points, dtype=np.int64) * per_whole
        steps = np.array(self.steps, dtype=np.int64)
        upper = np.clip(np.searchsorted(points, parts, side="left"), 1, points.size - 1)
        width = points[upper] - points[upper - 1]
        rise = (steps[upper] - steps[upper - 1]) * (parts - points[upper - 1])
        found = steps[upper - 1] - (-rise // width)
        found = np.where(parts > points[-1], self.beyond, found)
        return np.where(parts < 0, NOT_COMPUTED, found).astype(np.int16)


@dataclass(frozen=True, slots=True)
class AqiTable:
    """One edition of the index: its breakpoints made into lookups."""

    key: str
    start: date
    end: date | None
    mark: str
    rounds_first: bool
    gaps_hide_good: bool
    """With a planned pollutant missing, the index is published only when it is over 100."""
    least: int
    hour_ozone_in_day: bool
    """The text counts the largest hour of ozone in the day's index as well (seven items)."""
    daily: dict[str, Lookup]
    hourly: dict[str, Lookup]


@dataclass(frozen=True, slots=True)
class IndexLimits:
    """The limits that divide the six figures of the composite index, in whole parts (see SCALE)."""

    key: str
    start: date
    end: date | None
    mark: str
    limits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GasState:
    """The reference state of gases: from `start` on 298.15 K, before 273.15 K."""

    start: date
    old_kelvin: Fraction
    new_kelvin: Fraction
    gases: tuple[str, ...]
    mark: str

    def factor(self, item: str, day: date) -> Fraction:
        """Return what a reading of that day is multiplied by to be told at the new state."""
        if item not in self.gases or day >= self.start:
            return Fraction(1)
        return self.old_kelvin / self.new_kelvin


@dataclass(frozen=True, slots=True)
class Validity:
    """How many readings a figure needs before it counts (GB 3095-2026 表4; windows: HJ 663)."""

    hours_of_8: int
    hours_of_day: int
    days_of_month: int
    days_of_february: int
    days_of_year: int
    first_window_end: int
    windows_of_17: int
    stations: Fraction
    few_stations: int
    stations_of_few: Fraction
    ozone_limit: int
    mark: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the air engine needs to know besides readings."""

    aqi: tuple[AqiTable, ...]
    limits: tuple[IndexLimits, ...]
    validity: Validity
    categories: tuple[tuple[int, str], ...]
    gas: GasState

    def aqi_edition(self, name: str | date) -> AqiTable:
        """Return the edition with this key or year ("2026"), or the one in force on a day."""
        return _pick(self.aqi, name)

    def index_limits(self, name: str | date) -> IndexLimits:
        """Return the limits with this key or year, or those in force on a day."""
        return _pick(self.limits, name)

    def category(self, aqi: int) -> str:
        """Return the word for an index, "" where there is none."""
        if aqi < 0:
            return ""
        return next(label for upto, label in self.categories if aqi <= upto)


def load(path: Path) -> Tables:
    """Read the tables.

    :raises ValueError: naming the block when a row does not fit its index line.
    """
    with path.open("rb") as file:
        data = tomllib.load(file)
    validity = data["validity"]
    return Tables(
        aqi=tuple(_aqi(block) for block in data["aqi"]),
        limits=tuple(
            IndexLimits(
                block["key"],
                block["from"],
                block.get("to"),
                block["mark"],
                tuple(block["index"][item] * SCALE.get(item, 1) for item in POLLUTANTS),
            )
            for block in data["limits"]
        ),
        validity=Validity(
            hours_of_8=validity["hours_of_8"],
            hours_of_day=validity["hours_of_day"],
            days_of_month=validity["days_of_month"],
            days_of_february=validity["days_of_february"],
            days_of_year=validity["days_of_year"],
            first_window_end=validity["o3_windows"]["first_end"],
            windows_of_17=validity["o3_windows"]["of_17"],
            ozone_limit=validity["o3_windows"]["counts_when_over"],
            stations=Fraction(validity["city"]["share"]),
            few_stations=validity["city"]["few_below"],
            stations_of_few=Fraction(validity["city"]["share_of_few"]),
            mark=validity["mark"],
        ),
        categories=tuple((block["upto"], block["label"]) for block in data["category"]),
        gas=GasState(
            data["gas"]["from"],
            Fraction(data["gas"]["old_kelvin"]),
            Fraction(data["gas"]["new_kelvin"]),
            tuple(data["gas"]["items"]),
            data["gas"]["mark"],
        ),
    )


def _pick(editions: tuple[Dated, ...], name: str | date) -> Dated:
    for edition in editions:
        if isinstance(name, str):
            if (
                name == edition.key
                or edition.key.endswith(f"-{name}")
                or f"-{name} " in edition.key
            ):
                return edition
        elif edition.start <= name and (edition.end is None or name <= edition.end):
            return edition
    known = "、".join(edition.key for edition in editions)
    raise ValueError(f"没有“{name}”这一版标准；现有：{known}。")


def _aqi(block: dict[str, Any]) -> AqiTable:
    above = block["above"]
    lookups: dict[str, dict[str, Lookup]] = {"daily": {}, "hourly": {}}
    for average, rows in lookups.items():
        for item, points in block[average].items():
            if len(points) > len(block["iaqi"]):
                raise ValueError(f"{block['key']} {average} {item}：浓度限值多于指数档。")
            beyond = above.get(f"{item}_{average}", above["other"]) or NOT_COMPUTED
            rows[item] = _lookup(item, block["iaqi"], points, beyond)
    return AqiTable(
        block["key"],
        block["from"],
        block.get("to"),
        block["mark"],
        block["rounds_first"],
        block["gaps_hide_good"],
        block["least"],
        block["hour_ozone_in_day"],
        lookups["daily"],
        lookups["hourly"],
    )


def _lookup(item: str, steps: list[int], points: list[int], beyond: int) -> Lookup:
    """Answer every whole concentration up to the last point, in integers, rounding up.

    basis: HJ 633 4.3: the sub-index is rounded up to the next whole number.
    """
    scale = SCALE.get(item, 1)
    scaled = [point * scale for point in points]
    answers = np.full(scaled[-1] + 3, beyond, dtype=np.int16)
    answers[:2] = NOT_COMPUTED, 0
    for low, high in pairwise(range(len(scaled))):
        width, rise = scaled[high] - scaled[low], steps[high] - steps[low]
        for above in range(1, width + 1):
            answers[scaled[low] + above + 1] = steps[low] + (rise * above + width - 1) // width
    answers.flags.writeable = False
    return Lookup(item, answers, beyond, tuple(steps[: len(scaled)]), tuple(scaled))
