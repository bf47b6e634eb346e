"""The air engine against the published vectors and readings in ../shared/data/quality."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from bihuan.modules.quality.rules import periods, rounding, tables
from bihuan.modules.quality.tests.readings import TABLES, needs_readings, rows

ITEMS = {
    "so2_24h": ("daily", "SO2"),
    "no2_24h": ("daily", "NO2"),
    "co_24h": ("daily", "CO"),
    "o3_8h": ("daily", "O3_8h"),
    "pm10": ("daily", "PM10"),
    "pm2_5": ("daily", "PM25"),
    "so2_1h": ("hourly", "SO2"),
    "no2_1h": ("hourly", "NO2"),
    "co_1h": ("hourly", "CO"),
    "o3_1h": ("hourly", "O3"),
}


@needs_readings
def test_every_breakpoint_vector_is_met_exactly() -> None:
    vectors = rows("vectors_iaqi.csv")
    wrong = []
    for row in vectors:
        average, item = ITEMS[row["item"]]
        edition = TABLES.aqi_edition(row["standard"].removeprefix("HJ633-"))
        lookup = (edition.daily if average == "daily" else edition.hourly)[item]
        scale = 10 if item == "CO" else 1
        whole = int(Decimal(row["concentration"]) * scale)
        found = int(lookup.of(np.array([whole]))[0])
        expected = int(row["iaqi"]) if row["iaqi"] else tables.NOT_COMPUTED
        if found != expected:
            wrong.append((row, found))
    assert len(vectors) > 500
    assert wrong == []


@needs_readings
def test_published_city_indices_are_reproduced() -> None:
    for row in rows("vectors_composite_index.csv"):
        decimals = len(row["published"].partition(".")[2])
        figures = periods.Figures(
            tuple(
                Fraction(row[column]) * scale
                for column, scale in (
                    ("so2", 1),
                    ("no2", 1),
                    ("pm10", 1),
                    ("co_p95", 10),
                    ("o3_p90", 1),
                    ("pm25", 1),
                )
            ),
            (30,) * 6,
        )
        found = periods.composite(figures, TABLES.index_limits("2012"), decimals=decimals)
        assert found is not None
        assert str(found.index) == row["published"], row["case"]


@needs_readings
def test_percentile_vectors_are_met_exactly() -> None:
    for row in rows("vectors_percentile.csv"):
        values = [int(value) for value in row["values_sorted"].split()]
        assert periods.percentile(values, int(row["percentile"])) == Fraction(row["expected"])


@needs_readings
def test_rounding_vectors_are_met_exactly() -> None:
    for row in rows("vectors_rounding_gbt8170.csv"):
        found = rounding.half_even(Fraction(row["value"]), int(row["decimals"]))
        assert found == Decimal(row["expected"]), row


PRIMARY = {
    "二氧化硫": "SO2",
    "二氧化氮": "NO2",
    "PM10": "PM10",
    "一氧化碳": "CO",
    "臭氧": "O3",
    "PM2.5": "PM25",
}


@needs_readings
def test_published_station_hours_agree_in_index_category_and_primary_pollutant() -> None:
    table = TABLES.aqi_edition("2012")
    compared = 0
    wrong = []
    for row in rows("cnemc_station_hours_2016.csv.gz"):
        if not row["aqi"]:
            continue
        # The feed exchanges its two ozone fields; see the importer's test for the swap.
        values = [row["so2"], row["no2"], row["pm10"], row["co"], row["o3_24h"], row["pm2_5"]]
        parts = {
            item: table.hourly[item].exact(Fraction(value) * tables.SCALE.get(item, 1))
            for item, value in zip(tables.POLLUTANTS, values, strict=True)
            if value
        }
        aqi = max(parts.values())
        primary = {item for item, part in parts.items() if part == aqi > 50}
        published = {code for word, code in PRIMARY.items() if word in row["primarypollutant"]}
        category = TABLES.category(aqi)
        compared += 1
        if (aqi, primary, category) != (int(row["aqi"]), published, row["quality"]):
            wrong.append((row["stationcode"], row["aqi"], aqi, row["primarypollutant"], primary))
    assert compared > 1_000
    assert wrong == []
