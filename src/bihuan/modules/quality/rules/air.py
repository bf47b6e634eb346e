"""Air, from hours to days to cities: whole numbers and exact quotients all the way, rounded once.

Readings come as blocks `[day, hour, station]`, one per pollutant in the order of
`tables.POLLUTANTS`, in whole numbers of the source's own parts, missing = -1: the order in which
the national feed delivers them. Inside a day the hours stand in the order of their end: 0 is 01:00,
23 is 24:00 (`hours.py` brings other sources into it). Results have the pollutant first:
`[pollutant, day, station]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bihuan.modules.quality.rules import rounding
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS, TOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bihuan.modules.quality.rules.tables import AqiTable, Validity

    Whole = NDArray[np.signedinteger[Any]]

OZONE = POLLUTANTS.index("O3")
DAY_ITEMS = ("SO2", "NO2", "PM10", "CO", "O3_8h", "PM25")
HOUR_ITEMS = POLLUTANTS
AS_STORED = (1,) * len(POLLUTANTS)

# Means over 20…24 hours and over 6…8 hours become whole numbers over these common denominators,
# so that the mean of several stations is still exact.
DAY_PARTS = 212_520  # least common multiple of 20, 21, 22, 23, 24
WINDOW_PARTS = 168  # least common multiple of 6, 7, 8
HOURS = 24
WINDOW = 8
NARROW = 32_767
"""What fits in int16: sums that cannot reach it are added eight times faster."""
GOOD = 100  # HJ 633: 优、良
HEAVY = 200  # HJ 633: 重度及以上
NAMED_ABOVE = 50  # HJ 633 3.5, 4.5: a primary pollutant is named when the index is over 50


@dataclass(frozen=True, slots=True)
class Index:
    """AQI `[…]` with the sub-indices `[pollutant, …]` it came from; -1 where there is none."""

    aqi: NDArray[np.int16]
    parts: NDArray[np.int16]

    @property
    def primary(self) -> NDArray[np.bool_]:
        """Say which pollutants are primary: the largest sub-index when it is over 50, ties all.

        basis: HJ 633 3.5 and 4.5.
        """
        named: NDArray[np.bool_] = (self.parts == self.aqi) & (self.aqi > NAMED_ABOVE)
        return named

    def published(self, table: AqiTable, *, exempt: Sequence[str] = ()) -> NDArray[np.int16]:
        """Return the AQI as it may be published: -1 where the edition says NA.

        From 2026 on an index with a planned pollutant missing is published only when it is over
        100. `exempt` names pollutants that are not monitored by plan and never caused a polluted
        day in three years. basis: HJ 633-2026.
        """
        if not table.gaps_hide_good:
            return self.aqi
        planned = [i for i, item in enumerate(POLLUTANTS) if item not in exempt]
        gap = (self.parts[planned] < 0).any(axis=0)
        return np.where(gap & (self.aqi <= GOOD), np.int16(NOT_COMPUTED), self.aqi)


def index(
    values: Whole,
    table: AqiTable,
    *,
    average: str = "daily",
    ozone_hour: Whole | None = None,
) -> Index:
    """Return AQI and sub-indices of whole concentrations `[pollutant, …]`.

    The AQI is the largest sub-index of what was measured; nothing measured gives -1. `ozone_hour`
    (the largest hour of the day) is used where the 8-hour value is above its table and the edition
    says to take the hour, and counts by itself where the edition's text asks for seven items.
    """
    daily = average == "daily"
    rows, items = (table.daily, DAY_ITEMS) if daily else (table.hourly, HOUR_ITEMS)
    parts = np.empty(values.shape, dtype=np.int16)
    for place, item in enumerate(items):
        parts[place] = rows[item].of(values[place])
    if daily and ozone_hour is not None:
        by_hour = table.hourly["O3"].of(ozone_hour)
        taken = (parts[OZONE] < 0) & (values[OZONE] >= 0)
        if table.hour_ozone_in_day:
            taken |= by_hour > parts[OZONE]
        parts[OZONE] = np.where(taken, by_hour, parts[OZONE])
    return Index(_largest(parts, table), parts)


def hour_index(parts: Sequence[Whole], table: AqiTable, per_whole: Sequence[int]) -> Index:
    """Return the index of hours told in 1/`per_whole` of whole parts, pollutant by pollutant.

    The edition of 2012 takes them unrounded, that of 2026 rounds half to even first (4.3).
    """
    found = [
        table.hourly[item].of(np.where(value < 0, -1, rounding.divided_blocks(value, per)))
        if table.rounds_first
        else table.hourly[item].unrounded(value.astype(np.int64), per)
        for item, value, per in zip(HOUR_ITEMS, parts, per_whole, strict=True)
    ]
    stacked = np.stack(found)
    return Index(_largest(stacked, table), stacked)


def _largest(parts: NDArray[np.int16], table: AqiTable) -> NDArray[np.int16]:
    aqi: NDArray[np.int16] = np.minimum(parts.max(axis=0), np.int16(TOP))
    return np.where((aqi >= 0) & (aqi < table.least), np.int16(table.least), aqi)


@dataclass(frozen=True, slots=True)
class StationDays:
    """Exact day values of stations: `parts[p] / denominators[p]`, -1 where a day is not valid."""

    parts: NDArray[np.int64]
    denominators: tuple[int, ...]
    ozone_hour: NDArray[np.int32] | None = None

    @property
    def whole(self) -> NDArray[np.int32]:
        """Return whole concentrations, half to even (HJ 633-2026 rounds before the index)."""
        out = np.empty(self.parts.shape, dtype=np.int32)
        for item, denominator in enumerate(self.denominators):
            rounded = rounding.divided_blocks(self.parts[item], denominator)
            # Half to even turns -1/212520 into 0: missing stays missing.
            out[item] = np.where(self.parts[item] < 0, NOT_COMPUTED, rounded)
        return out


def station_days(
    hours: Sequence[Whole],
    validity: Validity,
    *,
    per_whole: Sequence[int] = AS_STORED,
    ozone_hour: bool = False,
) -> StationDays:
    """Reduce hours `[day, hour, station]` to day means, and ozone to its largest 8-hour mean.

    `per_whole` says how many of the source's parts make a whole one (CO in 0.001 mg/m³: 100).
    """
    days, _, stations = hours[0].shape
    out = np.empty((len(POLLUTANTS), days, stations), dtype=np.int64)
    share = _shares(validity.hours_of_day, HOURS, DAY_PARTS, np.int64)
    for day in range(days):
        for item, readings in enumerate(hours):
            if item == OZONE:
                limit = validity.ozone_limit * WINDOW_PARTS * per_whole[item]
                _eight_hours(readings[day], validity, limit, out[item, day])
            else:
                total, held = _sums(readings[day])
                weight = share.take(held)
                np.multiply(total, weight, out=out[item, day])
                out[item, day][weight == 0] = NOT_COMPUTED
    denominators = tuple(
        (WINDOW_PARTS if item == OZONE else DAY_PARTS) * per for item, per in enumerate(per_whole)
    )
    largest = None
    if ozone_hour:
        hourly = rounding.divided_blocks(hours[OZONE].max(axis=1), per_whole[OZONE])
        largest = hourly.astype(np.int32)
    return StationDays(out, denominators, largest)


def _shares(least: int, most: int, parts: int, kind: Any) -> NDArray[Any]:
    """Return, for each count of valid readings, what one of them weighs; 0 below the minimum."""
    return np.array([parts // n if n >= least else 0 for n in range(most + 1)], dtype=kind)


def _sums(block: Whole) -> tuple[Whole, NDArray[np.int8]]:
    """Return the sum and the number of the valid readings of one day `[hour, station]`.

    Every missing reading is -1, so it is taken out of the sum by adding how many there are.
    """
    missing = np.add.reduce((block < 0).view(np.int8), axis=0, dtype=np.int8)
    narrow = block.dtype == np.int16 and int(block.max(initial=0)) * len(block) <= NARROW
    total = np.add.reduce(block, axis=0, dtype=block.dtype if narrow else np.int64)
    return total + missing, np.subtract(len(block), missing, dtype=np.int8)


def _eight_hours(block: Whole, validity: Validity, limit: int, out: NDArray[np.int64]) -> None:
    """Write the largest valid 8-hour mean of the windows that lie inside the natural day.

    Sums of 8 are sums of two sums of 4, and so on: seven additions become three.
    """
    missing = (block < 0).view(np.int8)
    narrow = block.dtype == np.int16 and int(block.max(initial=0)) * WINDOW <= NARROW
    total = block if narrow else block.astype(np.int64)
    gaps = missing
    for step in (1, 2, 4):
        total = total[:-step] + total[step:]
        gaps = gaps[:-step] + gaps[step:]
    first = validity.first_window_end - WINDOW
    total, gaps = total[first:], gaps[first:]
    share = _shares(validity.hours_of_8, WINDOW, WINDOW_PARTS, np.int64)[::-1]
    wide = np.int32 if narrow else np.int64
    weight: NDArray[Any] = share.astype(wide).take(gaps)
    means = (total + gaps) * weight
    best = means.max(axis=0)
    enough = np.count_nonzero(weight, axis=0) >= validity.windows_of_17
    # Without one valid window the maximum is 0 and not over the limit: the day is missing.
    out[...] = np.where(enough | (best > limit), best, NOT_COMPUTED)


def without_sand_hours(hours: Sequence[Whole], sand: NDArray[np.bool_]) -> list[Whole]:
    """Return hours with particles missing where `sand` `[day, hour, station]` marks them.

    Days are then judged valid by what is left (national report 2021-07, note).
    """
    out = list(hours)
    for item in ("PM10", "PM25"):
        place = POLLUTANTS.index(item)
        out[place] = np.where(sand, NOT_COMPUTED, hours[place]).astype(hours[place].dtype)
    return out


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which stations belong to which city, prepared once for many days."""

    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]
    present: NDArray[np.intp]
    size: NDArray[np.int64]
    cities: int

    @classmethod
    def of(cls, city: NDArray[np.intp], cities: int) -> Grouping:
        """Prepare the city number of every station; cities may be without stations."""
        ordered = bool((city[1:] >= city[:-1]).all())
        order = None if ordered else np.argsort(city, kind="stable")
        sorted_city = city if order is None else city[order]
        present, starts, size = np.unique(sorted_city, return_index=True, return_counts=True)
        return cls(order, starts, present, size.astype(np.int64), cities)


def city_days(days: StationDays, stations: Grouping, validity: Validity) -> NDArray[np.int32]:
    """Return whole city concentrations `[pollutant, day, city]`: the mean of its stations' days.

    At least 75 % of the stations must be valid, 50 % where there are fewer than four.
    basis: HJ 663-2013 (from memory, to be verified against HJ 663-2026).
    """
    out = np.full(
        (len(POLLUTANTS), days.parts.shape[1], stations.cities), NOT_COMPUTED, dtype=np.int32
    )
    few = stations.size < validity.few_stations
    share = [
        np.where(few, *pair)
        for pair in (
            (validity.stations_of_few.numerator, validity.stations.numerator),
            (validity.stations_of_few.denominator, validity.stations.denominator),
        )
    ]
    for item, denominator in enumerate(days.denominators):
        parts = days.parts[item]
        if stations.order is not None:
            parts = parts[:, stations.order]
        gaps = np.add.reduceat((parts < 0).view(np.int8), stations.starts, axis=1, dtype=np.int64)
        # As in the sums of a day: each missing value is -1.
        total = np.add.reduceat(parts, stations.starts, axis=1) + gaps
        held = stations.size - gaps
        enough = (held * share[1] >= stations.size * share[0]) & (held > 0)
        whole = rounding.divided_blocks(total, denominator * np.maximum(held, 1))
        out[item][:, stations.present] = np.where(enough, whole, NOT_COMPUTED)
    return out
