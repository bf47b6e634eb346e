"""The engine and the fractions must agree on every random station-day and city-month."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from bihuan.modules.quality.rules import air, periods
from bihuan.modules.quality.tests import exact
from bihuan.modules.quality.tests.readings import TABLES

DAYS, STATIONS, CITIES = 30, 84, 20
TOPS = (900, 400, 700, 300, 420, 420)


def blocks(seed: int, per_co: int) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int32]]]:
    """Skewed values with ties, gaps of one hour, of many hours and of whole stations."""
    random = np.random.default_rng(seed)
    out = []
    for item, top in zip(exact.ORDER, TOPS, strict=True):
        scale = per_co if item == "CO" else 1
        shape = (DAYS, 24, STATIONS)
        level = random.beta(1.5, 6.0, (DAYS, 1, STATIONS)) * top * scale
        values = (level * random.uniform(0.6, 1.4, shape)).astype(np.int32)
        values[random.random(shape) < 0.04] = -1
        values[np.broadcast_to(random.random((DAYS, 1, STATIONS)) < 0.05, shape)] = -1
        few = np.broadcast_to(random.random((DAYS, 1, STATIONS)) < 0.08, shape)
        values[few & (random.random(shape) < 0.3)] = -1
        out.append(values)
    return out


def as_fraction(value: int, denominator: int, item: str) -> Fraction | None:
    scale = 10 if item == "CO" else 1
    return None if value < 0 else Fraction(value, denominator * scale)


@pytest.mark.parametrize("edition", ["2012", "2026"])
@pytest.mark.parametrize("per_co", [1, 100])
def test_station_days_equal_the_fractions(edition: str, per_co: int) -> None:
    hours = blocks(11 + per_co, per_co)
    if per_co == 1:  # narrow storage takes other paths
        hours = [block.astype(np.int16) for block in hours]
    per_whole = (1, 1, 1, per_co, 1, 1)
    found = air.station_days(hours, TABLES.validity, per_whole=per_whole)
    index = air.index(found.whole, TABLES.aqi_edition(edition))
    missing = 0
    for day in range(DAYS):
        for station in range(STATIONS):
            values: dict[str, Fraction | None] = {}
            for place, item in enumerate(exact.ORDER):
                scale = 10 * per_co if item == "CO" else 1
                column = [int(value) for value in hours[place][day, :, station]]
                expected = exact.station_day(
                    item, [None if value < 0 else Fraction(value, scale) for value in column]
                )
                held = int(found.parts[place, day, station])
                assert as_fraction(held, found.denominators[place], item) == expected
                values[item] = exact.as_reported(item, expected)
                missing += expected is None
            top, primary = exact.aqi(values, edition)
            assert int(index.aqi[day, station]) == (-1 if top is None else top)
            named = index.primary[:, day, station]
            assert {exact.ORDER[int(place)] for place in np.flatnonzero(named)} == primary
    assert DAYS * STATIONS >= 2_000
    assert missing > 500


@pytest.mark.parametrize("edition", ["2012", "2026"])
def test_city_months_equal_the_fractions(edition: str) -> None:
    months = 0
    limits = TABLES.index_limits(edition)
    for seed in range(10):
        hours = blocks(100 + seed, 1)
        city = np.sort(np.random.default_rng(seed).integers(0, CITIES, STATIONS))
        city = city if seed % 2 else city[::-1]
        stations = air.station_days(hours, TABLES.validity)
        grouping = air.Grouping.of(city, CITIES)
        days = air.city_days(stations, grouping, TABLES.validity)
        table = periods.summarise(days)
        indices = periods.composites(table, limits)
        expected_indices: list[Fraction | None] = []
        for number in range(CITIES):
            members = np.flatnonzero(city == number)
            figures: dict[str, Fraction | None] = {}
            for place, item in enumerate(exact.ORDER):
                values = []
                for day in range(DAYS):
                    held = stations.parts[place, day, members]
                    below = stations.denominators[place]
                    expected = exact.city_day(
                        item, [as_fraction(int(value), below, item) for value in held]
                    )
                    assert as_fraction(int(days[place, day, number]), 1, item) == expected
                    values.append(expected)
                figures[item] = exact.figure(item, values)
                told = table.city(number).figures[place]
                scale = 10 if item == "CO" else 1
                assert (None if told is None else told / scale) == figures[item]
            whole = exact.composite(figures, edition)
            expected_indices.append(whole)
            one = periods.composite(table.city(number), limits)
            assert (None if one is None else Fraction(one.index)) == whole
            assert int(indices[number]) == (-1 if whole is None else whole * 100)
            months += 1
        ranked = periods.rank_blocks(indices)
        for index, rank in zip(expected_indices, ranked, strict=True):
            better = [one for one in expected_indices if one is not None and index is not None]
            place = 0 if index is None else 1 + sum(1 for one in better if one < index)
            assert int(rank) == place
    assert months >= 200
