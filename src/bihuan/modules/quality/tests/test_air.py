"""The air engine against the published vectors and readings in ../shared/data/quality."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from bihuan.modules.quality.rules import air, periods, rounding, tables
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


def test_percentile_vectors_are_met_exactly() -> None:
    for row in rows("vectors_percentile.csv"):
        values = [int(value) for value in row["values_sorted"].split()]
        assert periods.percentile(values, int(row["percentile"])) == Fraction(row["expected"])


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
    held = [row for row in rows("cnemc_station_hours_2016.csv.gz") if row["aqi"]]
    # The feed exchanges its two ozone fields, and tells CO to 0.001 mg/m³.
    columns = ("so2", "no2", "pm10", "co", "o3_24h", "pm2_5")
    thousandths = 1000
    parts = [
        np.array(
            [int(Decimal(row[name]) * (thousandths if name == "co" else 1)) if row[name] else -1
             for row in held]
        )
        for name in columns
    ]  # fmt: skip
    found = air.hour_index(parts, table, (1, 1, 1, thousandths // 10, 1, 1))
    published = [
        {code for word, code in PRIMARY.items() if word in row["primarypollutant"]} for row in held
    ]
    named = [
        {tables.POLLUTANTS[int(place)] for place in np.flatnonzero(found.primary[:, number])}
        for number in range(len(held))
    ]
    wrong = [
        (row["stationcode"], row["aqi"], aqi, ours, theirs)
        for row, aqi, ours, theirs in zip(held, found.aqi.tolist(), named, published, strict=True)
        if (aqi, TABLES.category(aqi), ours) != (int(row["aqi"]), row["quality"], theirs)
    ]
    assert len(held) > 1_000
    assert wrong == []
    assert (found.published(table) == found.aqi).all()


def test_exact_and_array_agree_on_every_thousandth() -> None:
    lookup = TABLES.aqi_edition("2012").hourly["CO"]
    parts = np.arange(-1, 152_000, 7)
    found = lookup.unrounded(parts, 100)
    for value, index in zip(parts[::31].tolist(), found[::31].tolist(), strict=True):
        expected = tables.NOT_COMPUTED if value < 0 else lookup.exact(Fraction(value, 100))
        assert index == expected, value


def day(**values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([values.get(item, -1) for item in tables.POLLUTANTS])


def test_half_to_even_decides_a_good_day() -> None:
    # PM2.5 of 60.5 is 60 and a good day under the edition of 2026; 61 is not.
    hours = [np.full((1, 24, 1), -1, dtype=np.int16) for _ in tables.POLLUTANTS]
    hours[5][0, :, 0] = [60, 61] * 12
    found = air.station_days(hours, TABLES.validity)
    assert int(found.whole[5, 0, 0]) == 60
    index = air.index(found.whole, TABLES.aqi_edition("2026"))
    assert int(index.aqi[0, 0]) == 100
    assert TABLES.category(100) == "良"
    assert int(air.index(day(PM25=61), TABLES.aqi_edition("2026")).aqi) == 101


def test_above_the_tables() -> None:
    old, new = TABLES.aqi_edition("2012"), TABLES.aqi_edition("2026")
    assert int(air.index(day(PM10=9000, SO2=32000), new).aqi) == 500
    ozone = day(O3=801, PM25=10)
    assert int(air.index(ozone, new).aqi) == 300
    # 2012: not computed from 8 hours, taken from the largest hour.
    assert int(air.index(ozone, old).parts[air.OZONE]) == tables.NOT_COMPUTED
    assert int(air.index(ozone, old, ozone_hour=np.array(900)).aqi) == 350
    # The text of 2012 counts the hour as a seventh item, that of 2026 does not.
    assert int(air.index(day(O3=100), old, ozone_hour=np.array(250)).aqi) == 125
    assert int(air.index(day(O3=100), new, ozone_hour=np.array(250)).aqi) == 50
    assert int(air.index(day(SO2=801), old, average="hourly").aqi) == tables.NOT_COMPUTED
    assert int(air.index(day(SO2=801), new, average="hourly").aqi) == 200
    assert TABLES.category(500) == "严重污染"


def test_ties_name_every_primary_pollutant() -> None:
    found = air.index(day(PM25=75, PM10=150, NO2=10), TABLES.aqi_edition("2012"))
    named = [item for item, yes in zip(tables.POLLUTANTS, found.primary, strict=True) if yes]
    assert named == ["PM10", "PM25"]
    low = air.index(day(PM25=35, PM10=50), TABLES.aqi_edition("2012"))
    assert (int(low.aqi), bool(low.primary.any())) == (50, False)


def test_a_gap_hides_a_good_index_from_2026_on() -> None:
    old, new = TABLES.aqi_edition("2012"), TABLES.aqi_edition("2026")
    full = {"SO2": 5, "NO2": 9, "PM10": 40, "CO": 5, "O3": 60, "PM25": 30}
    part = {key: value for key, value in full.items() if key != "SO2"}
    assert int(air.index(day(**part), new).published(new)) == tables.NOT_COMPUTED
    assert int(air.index(day(**part), new).published(new, exempt=("SO2",))) > 0
    assert int(air.index(day(**part), old).published(old)) > 0
    bad = {**part, "PM25": 200}
    assert int(air.index(day(**bad), new).published(new)) == 250
    assert int(air.index(day(**dict.fromkeys(full, 0)), new).aqi) == 1
    assert int(air.index(day(**dict.fromkeys(full, 0)), old).aqi) == 0
    assert int(air.index(day(), new).aqi) == tables.NOT_COMPUTED


def test_editions_are_dated() -> None:
    assert TABLES.aqi_edition(date(2026, 2, 28)).key == "HJ 633-2012"
    assert TABLES.aqi_edition(date(2026, 3, 1)).key == "HJ 633-2026"
    assert TABLES.index_limits(date(2030, 12, 31)).key == "GB 3095-2026 过渡阶段"
    assert TABLES.index_limits("2026").key == "GB 3095-2026 过渡阶段"
    assert TABLES.index_limits(date(2031, 1, 1)).limits[5] == 25
    with pytest.raises(ValueError, match="没有“1996”这一版标准"):
        TABLES.aqi_edition("1996")


def test_editions_agree_where_only_clean_particles_are() -> None:
    random = np.random.default_rng(5)
    tops = np.array([3000, 1000, 51, 700, 1000, 36])
    values = (random.random((6, 2000)) * tops[:, None]).astype(np.int64)
    values[4] = np.minimum(values[4], 800)
    old = air.index(values, TABLES.aqi_edition("2012")).parts
    new = air.index(values, TABLES.aqi_edition("2026")).parts
    assert (old == new).all()


def test_main_pollutant_of_the_composite_and_change() -> None:
    figures = periods.Figures(tuple(Fraction(c) for c in (6, 12, 51, 9, 137, 19)), (31,) * 6)
    found = periods.composite(figures, TABLES.index_limits("2012"))
    assert found is not None
    assert str(found.index) == "2.75"
    assert found.main == ("O3",)
    assert figures.shown("CO") == "0.9"
    assert figures.shown("PM25", 1) == "19.0"
    assert periods.change_rate(Decimal("2.63"), Decimal("2.89")) == Decimal("-9.0")
    assert periods.change_rate(Decimal(1), Decimal(0)) is None
    gap = periods.Figures((None, *figures.figures[1:]), (0, 31, 31, 31, 31, 31))
    assert periods.composite(gap, TABLES.index_limits("2012")) is None
    assert gap.shown("SO2") == "--"


def test_readings_are_read_as_written() -> None:
    assert rounding.read(" 0.325 ") == Decimal("0.325")
    for text in ("", "约3", "NaN", "inf", "--"):
        with pytest.raises(ValueError, match="不是"):
            rounding.read(text)
    assert rounding.half_even(Decimal("12.346"), 1) == Decimal("12.3")
    with pytest.raises(ValueError, match="没有有效数据"):
        periods.percentile([], 90)


def test_every_lookup_only_rises() -> None:
    for edition in TABLES.aqi:
        for lookups in (edition.daily, edition.hourly):
            for lookup in lookups.values():
                inside = lookup.answers[1:-1]
                assert (np.diff(inside) >= 0).all(), (edition.key, lookup.item)
                assert int(inside[-1]) == lookup.steps[-1]


def test_the_order_of_days_changes_nothing() -> None:
    random = np.random.default_rng(9)
    days = random.integers(-1, 300, (6, 31, 40)).astype(np.int32)
    mixed = days[:, random.permutation(31)]
    limits = TABLES.index_limits("2012")
    found = [periods.composites(periods.summarise(held), limits) for held in (days, mixed)]
    assert (found[0] == found[1]).all()
    assert (found[0] > 0).all()
