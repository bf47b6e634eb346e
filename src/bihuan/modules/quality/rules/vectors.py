"""Small exact vectors: breakpoints, rounding, percentiles, composite, trophic and water index."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality.rules import periods, published, rounding, water_indices
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS, SCALE, Tables
from bihuan.modules.quality.rules.water_tables import Kind, WaterTables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bihuan.modules.quality.rules.published import Agreement, Row

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
FIGURES = ("so2", "no2", "pm10", "co_p95", "o3_p90", "pm25")
TROPHIC = {
    "chla": "chla_mg_m3",
    "TP": "tp_mg_l",
    "TN": "tn_mg_l",
    "SD": "sd_m",
    "CODMn": "codmn_mg_l",
}


def breakpoints(rows: Sequence[Row], tables: Tables) -> Agreement:
    """Check sub-indices of single concentrations."""

    def agrees(row: Row) -> bool:
        average, item = ITEMS[row["item"]]
        edition = tables.aqi_edition(row["standard"].removeprefix("HJ633-"))
        lookup = (edition.daily if average == "daily" else edition.hourly)[item]
        whole = int(Decimal(row["concentration"]) * SCALE.get(item, 1))
        expected = int(row["iaqi"]) if row["iaqi"] else NOT_COMPUTED
        return int(lookup.of(np.array([whole]))[0]) == expected

    return published.check_each("分指数向量", rows, agrees)


def composite(rows: Sequence[Row], tables: Tables) -> Agreement:
    """Check published composite indices against their concentrations."""

    def agrees(row: Row) -> bool:
        places = len(row["published"].partition(".")[2])
        figures = periods.Figures(
            tuple(
                Fraction(row[column]) * SCALE.get(item, 1)
                for column, item in zip(FIGURES, POLLUTANTS, strict=True)
            ),
            (1,) * len(POLLUTANTS),
        )
        found = periods.composite(figures, tables.index_limits("2012"), decimals=places)
        return found is not None and str(found.index) == row["published"]

    return published.check_each("公布的综合指数", rows, agrees)


def percentiles(rows: Sequence[Row]) -> Agreement:
    """Check percentiles of whole values."""
    return published.check_each(
        "百分位数向量",
        rows,
        lambda row: (
            periods.percentile(
                [int(value) for value in row["values_sorted"].split()], int(row["percentile"])
            )
            == Fraction(row["expected"])
        ),
    )


def roundings(rows: Sequence[Row]) -> Agreement:
    """Check rounding half to even."""
    return published.check_each(
        "修约向量",
        rows,
        lambda row: (
            rounding.half_even(Fraction(row["value"]), int(row["decimals"]))
            == Decimal(row["expected"])
        ),
    )


def trophic(rows: Sequence[Row], tables: WaterTables) -> Agreement:
    """Check trophic states to the digits they are given in."""

    def agrees(row: Row) -> bool:
        values = {key: Decimal(row[column]) for key, column in TROPHIC.items()}
        found = water_indices.trophic_state(values, tables)
        pairs = [
            (found.parts[key], row["tli_" + column.split("_", maxsplit=1)[0]])
            for key, column in TROPHIC.items()
        ]
        return all(_as_given(ours, told) for ours, told in [*pairs, (found.total, row["tli_sum"])])

    return published.check_each("营养状态指数向量", rows, agrees)


def water_index(rows: Sequence[Row], tables: WaterTables) -> Agreement:
    """Check the parts and the sum of a city water quality index."""
    values = {row["item"]: Decimal(row["concentration"]) for row in rows if row["concentration"]}
    found = water_indices.water_index(values, Kind.RIVER, tables)

    def agrees(row: Row) -> bool:
        ours = found.total if row["item"] == "sum" else found.parts[row["item"]]
        return _as_given(ours, row["cwqi"])

    return published.check_each("城市水质指数向量", rows, agrees)


def ranking(rows: Sequence[Row]) -> Agreement:
    """Check published ranks against the published indices they follow from."""
    found = periods.ranks([Decimal(row["composite_index"]) for row in rows])
    pairs = zip(rows, found, strict=True)
    expected = {row["city"]: rank for row, rank in pairs}
    return published.check_each(
        "公布的排名", rows, lambda row: int(row["rank"]) == expected[row["city"]]
    )


def _as_given(ours: Decimal | Fraction, told: str) -> bool:
    places = len(told.partition(".")[2])
    return rounding.half_even(ours, places) == Decimal(told)


def check(rows: Sequence[Row], air: Tables, water: WaterTables) -> Agreement | None:
    """Recognise a set of published values by its columns and check it; None if it is unknown."""
    columns = set(rows[0]) if rows else set()
    checks: tuple[tuple[set[str], Callable[[], Agreement]], ...] = (
        ({"aqi", "quality", "primarypollutant"}, lambda: published.check_hours(rows, air)),
        ({"水质类别"}, lambda: published.check_sections(rows, water)),
        ({"standard", "item", "iaqi"}, lambda: breakpoints(rows, air)),
        ({"co_p95", "published"}, lambda: composite(rows, air)),
        ({"percentile", "values_sorted"}, lambda: percentiles(rows)),
        ({"value", "decimals", "expected"}, lambda: roundings(rows)),
        ({"tli_sum"}, lambda: trophic(rows, water)),
        ({"item", "cwqi"}, lambda: water_index(rows, water)),
        ({"rank", "composite_index"}, lambda: ranking(rows)),
    )
    for needed, run in checks:
        if needed <= columns:
            return run()
    return None
