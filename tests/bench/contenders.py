"""The same job by other means, interleaved with ours in one run, each held to our result.

Contenders are not part of the environment: what is not installed is named as not measured. Every
one does the heavy part itself (hours, validity, station days, AQI, city days); the period and the
ranking of 332 cities are the same few array operations for all.
"""

from __future__ import annotations

import contextlib
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from bihuan.modules.quality.rules import air, periods
from bihuan.modules.quality.rules.tables import POLLUTANTS
from tests.bench import quality

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.bench.quality import Block

    Job = Callable[[], NDArray[np.int64]]

TABLE = quality.TABLES.aqi_edition(quality.EDITION)
MEANS = tuple(item for item in POLLUTANTS if item != "O3")
ITEMS = dict(zip(POLLUTANTS, air.DAY_ITEMS, strict=True))
BELOW = dict(
    zip(
        POLLUTANTS,
        (air.WINDOW_PARTS if item == "O3" else air.DAY_PARTS for item in POLLUTANTS),
        strict=True,
    )
)
LIMIT = 160 * air.WINDOW_PARTS
SAMPLE = 2_000
PYTHON = "CONTENDERS_PYTHON"
"""Names the Python that has the contenders: they are not part of our environment."""


def columns(blocks: list[Block], city: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    """Return the hours as a long table ordered by station, day and hour."""
    days, hours, stations = blocks[0].shape
    station, day, hour = np.meshgrid(
        np.arange(stations, dtype=np.int16),
        np.arange(days, dtype=np.int16),
        np.arange(hours, dtype=np.int8),
        indexing="ij",
    )
    held: dict[str, NDArray[Any]] = {"station": station.ravel(), "day": day.ravel()}
    held["hour"] = hour.ravel()
    held["city"] = city.astype(np.int16)[held["station"]]
    for item, block in zip(POLLUTANTS, blocks, strict=True):
        held[item] = np.ascontiguousarray(block.transpose(2, 0, 1)).ravel()
    return held


def rank(values: dict[str, Any], city: Any, day: Any) -> NDArray[np.int64]:
    """Finish a job from whole city days in any order."""
    laid = np.full((len(POLLUTANTS), quality.MONTH, quality.CITIES), -1, dtype=np.int32)
    for place, item in enumerate(POLLUTANTS):
        laid[place, np.asarray(day), np.asarray(city)] = np.asarray(values[item])
    limits = quality.TABLES.index_limits(quality.EDITION)
    return periods.rank_blocks(periods.composites(periods.summarise(laid), limits))


def with_polars(table: dict[str, NDArray[Any]]) -> Job:
    """Write the job in polars expressions."""
    pl = import_module("polars")
    frame = pl.DataFrame(table)
    answers = {item: pl.Series(TABLE.daily[ITEMS[item]].answers) for item in POLLUTANTS}

    def half_even(above: Any, below: Any) -> Any:
        whole = above // below
        return whole + ((above - whole * below) * 2 + whole % 2 > below).cast(pl.Int64)

    def job() -> NDArray[np.int64]:
        value, valid = pl.col("O3"), pl.col("O3") >= 0
        total = pl.when(valid).then(value).otherwise(0).cast(pl.Int32).rolling_sum(8)
        count = valid.cast(pl.Int32).rolling_sum(8)
        window = (
            pl.when((pl.col("hour") > 6) & (count >= 6))
            .then(total * (air.WINDOW_PARTS // pl.max_horizontal(count, pl.lit(1))))
            .cast(pl.Int64)
        )
        wide = [
            pl.col(item).cast(pl.Int64).filter(pl.col(item) >= 0).sum().alias(f"{item}s")
            for item in MEANS
        ]
        held = [(pl.col(item) >= 0).sum().cast(pl.Int64).alias(f"{item}n") for item in MEANS]
        days = (
            frame.lazy()
            .with_columns(window.alias("w"))
            .group_by("station", "day", maintain_order=True)
            .agg(
                pl.col("city").first(),
                *wide,
                *held,
                pl.col("w").max(),
                pl.col("w").count().alias("n"),
            )
        )
        parts = [
            pl.when(pl.col(f"{item}n") >= 20)
            .then(pl.col(f"{item}s") * (air.DAY_PARTS // pl.col(f"{item}n").clip(1)))
            .alias(item)
            for item in MEANS
        ]
        ozone = pl.when((pl.col("n") >= 14) | (pl.col("w") > LIMIT)).then(pl.col("w")).alias("O3")
        days = days.select("station", "city", "day", *parts, ozone).collect()
        index = [
            answers[item].gather(
                days.select(half_even(pl.col(item), BELOW[item]).fill_null(-1) + 1)
                .to_series()
                .clip(0, len(answers[item]) - 1)
            )
            for item in POLLUTANTS
        ]
        top = pl.DataFrame([one.rename(str(n)) for n, one in enumerate(index)])
        top.select(pl.max_horizontal(pl.all()))
        size = pl.len().cast(pl.Int64)
        share = [
            pl.when(
                pl.when(size < 4)
                .then(pl.col(item).count() * 2 >= size)
                .otherwise(pl.col(item).count() * 4 >= size * 3)
                & (pl.col(item).count() > 0)
            )
            .then(
                half_even(
                    pl.col(item).sum(), pl.col(item).count().cast(pl.Int64).clip(1) * BELOW[item]
                )
            )
            .otherwise(-1)
            .alias(item)
            for item in POLLUTANTS
        ]
        city = days.lazy().group_by("city", "day").agg(*share).collect()
        values = {item: city[item].to_numpy() for item in POLLUTANTS}
        return rank(values, city["city"].to_numpy(), city["day"].to_numpy())

    return job


def with_pandas(table: dict[str, NDArray[Any]]) -> Job:
    """Write the job in pandas group-by and rolling."""
    pd = import_module("pandas")
    frame = pd.DataFrame(table)
    city = table["city"][:: quality.MONTH * 24]

    def job() -> NDArray[np.int64]:
        keys = [frame["station"], frame["day"]]
        shape = (quality.STATIONS, quality.MONTH)
        parts = np.empty((len(POLLUTANTS), *shape), dtype=np.int64)
        for place, item in enumerate(POLLUTANTS):
            column = frame[item]
            valid = column >= 0
            if item == "O3":
                total = column.where(valid, 0).rolling(8).sum().fillna(0).astype("int64")
                count = valid.rolling(8).sum().fillna(0).astype("int64")
                good = (frame["hour"] > 6) & (count >= 6)
                means = (total * (air.WINDOW_PARTS // count.clip(lower=1))).where(good, -1)
                best = means.groupby(keys, sort=False).max().to_numpy()
                enough = good.groupby(keys, sort=False).sum().to_numpy() >= 14
                parts[place] = np.where(enough | (best > LIMIT), best, -1).reshape(shape)
                continue
            total = column.where(valid, 0).astype("int64").groupby(keys, sort=False).sum()
            count = valid.groupby(keys, sort=False).sum().to_numpy()
            exact = total.to_numpy() * (air.DAY_PARTS // np.maximum(count, 1))
            parts[place] = np.where(count >= 20, exact, -1).reshape(shape)
        days = air.StationDays(parts.transpose(0, 2, 1), tuple(BELOW.values()))
        air.index(days.whole, TABLE)
        held = air.city_days(
            days, air.Grouping.of(city.astype(np.intp), quality.CITIES), quality.TABLES.validity
        )
        limits = quality.TABLES.index_limits(quality.EDITION)
        return periods.rank_blocks(periods.composites(periods.summarise(held), limits))

    return job


def sub_index_sql(item: str) -> str:
    """Write the lookup of one pollutant as integer cases."""
    lookup = TABLE.daily[ITEMS[item]]
    name = f"w_{item}"
    cases = " ".join(
        f"WHEN {name} <= {high} THEN {low_step} + ({step - low_step} * ({name} - {low})"
        f" + {high - low} - 1) // {high - low}"
        for low, high, low_step, step in zip(
            lookup.points, lookup.points[1:], lookup.steps, lookup.steps[1:], strict=False
        )
    )
    return f"CASE WHEN {name} IS NULL THEN -1 {cases} ELSE {lookup.beyond} END"


def half_even_sql(above: str, below: str) -> str:
    """Write half to even as integers."""
    whole = f"(({above}) // ({below}))"
    return (
        f"{whole} + CASE WHEN 2 * (({above}) - {whole} * ({below})) + {whole} % 2 > ({below})"
        " THEN 1 ELSE 0 END"
    )


def with_duckdb(table: dict[str, NDArray[Any]]) -> Job:
    """Write the job as one statement of SQL over a native table."""
    duckdb = import_module("duckdb")
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE hours AS SELECT * FROM given")
    sums = ", ".join(
        f"SUM({item}) FILTER ({item} >= 0) AS s_{item}, COUNT(*) FILTER ({item} >= 0) AS n_{item}"
        for item in MEANS
    )
    parts = ", ".join(
        f"CASE WHEN n_{item} >= 20 THEN"
        f" s_{item}::BIGINT * ({air.DAY_PARTS} // GREATEST(n_{item}, 1)) END AS {item}"
        for item in MEANS
    )
    whole = ", ".join(f"{half_even_sql(item, str(BELOW[item]))} AS w_{item}" for item in POLLUTANTS)
    top = ", ".join(sub_index_sql(item) for item in POLLUTANTS)
    cities = ", ".join(
        f"CASE WHEN COUNT({item}) > 0 AND CASE WHEN COUNT(*) < 4 THEN COUNT({item}) * 2 >= COUNT(*)"
        f" ELSE COUNT({item}) * 4 >= COUNT(*) * 3 END THEN "
        + half_even_sql(f"SUM({item})::BIGINT", f"GREATEST(COUNT({item}), 1) * {BELOW[item]}")
        + f" ELSE -1 END AS {item}"
        for item in POLLUTANTS
    )
    statement = f"""
        WITH windows AS (
            SELECT *, SUM(CASE WHEN O3 >= 0 THEN O3 ELSE 0 END) OVER w AS t,
                COUNT(*) FILTER (O3 >= 0) OVER w AS c FROM hours
            WINDOW w AS (PARTITION BY station, day ORDER BY hour ROWS 7 PRECEDING)),
        grouped AS (
            SELECT station, day, ANY_VALUE(city) AS city, {sums},
                MAX(t::BIGINT * ({air.WINDOW_PARTS} // GREATEST(c, 1)))
                    FILTER (hour > 6 AND c >= 6) AS best,
                COUNT(*) FILTER (hour > 6 AND c >= 6) AS n FROM windows GROUP BY station, day),
        stations AS (
            SELECT station, city, day, {parts},
                CASE WHEN n >= 14 OR best > {LIMIT} THEN best END AS O3 FROM grouped),
        indexed AS (SELECT *, GREATEST({top}) AS aqi FROM (SELECT *, {whole} FROM stations))
        SELECT city, day, {cities}, MAX(aqi) AS worst FROM indexed GROUP BY city, day
    """  # noqa: S608  written from our own tables

    def job() -> NDArray[np.int64]:
        found = connection.execute(statement).fetchnumpy()
        return rank(found, found["city"], found["day"])

    return job


def interleaved(jobs: dict[str, Job], rounds: int = quality.ROUNDS) -> dict[str, list[float]]:
    """Time the jobs in turn, so that what else the machine does hits all alike."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            spent[name].append((time.perf_counter() - start) * 1000)
    return spent


def by_value(whole: NDArray[np.int32]) -> dict[str, Callable[[], object]]:
    """Return the AQI stage of packages that take one value at a time, over a sample of days."""
    flat = whole.reshape(len(POLLUTANTS), -1)
    sample = flat[:, (flat >= 0).all(axis=0)][:, :SAMPLE].T.tolist()
    found: dict[str, Callable[[], object]] = {}
    if find_spec("aqi_hub"):
        hub = import_module("aqi_hub.aqi_cn.aqi")
        names = ("so2", "no2", "pm10", "co", "o3", "pm25")

        def with_hub() -> None:
            for row in sample:
                _, parts = hub.cal_aqi_cn(**_told(names, row), data_type="daily")
                hub.cal_primary_pollutant(parts)

        found["aqi-hub"] = with_hub
    if find_spec("aqi"):
        package = import_module("aqi")
        codes = ("so2_24h", "no2_24h", "pm10", "co_24h", "o3_8h", "pm25")

        def with_python_aqi() -> None:
            for row in sample:
                package.to_aqi(list(_told(codes, row).items()), algo=package.ALGO_MEP)

        found["python-aqi"] = with_python_aqi
    return found


def _told(names: tuple[str, ...], row: list[int]) -> dict[str, Any]:
    told: dict[str, Any] = dict(zip(names, row, strict=True))
    carbon = names[POLLUTANTS.index("CO")]
    return {**told, carbon: told[carbon] / 10}


def rows() -> list[str]:
    """Measure whatever is installed; the rows go under those of `quality.figures`."""
    blocks = quality.hours(quality.MONTH, quality.STATIONS)
    city = np.sort(np.random.default_rng(2).integers(0, quality.CITIES, quality.STATIONS))
    cities = quality.grouping(quality.STATIONS)
    table = columns(blocks, city)
    shape = (quality.STATIONS, quality.MONTH, 24)

    def from_rows() -> NDArray[np.int64]:
        laid = [table[item].reshape(shape).transpose(1, 2, 0) for item in POLLUTANTS]
        return quality.ranking([np.ascontiguousarray(block) for block in laid], cities)

    jobs: dict[str, Job] = {
        "bihuan": lambda: quality.ranking(blocks, cities),
        "bihuan, from the rows the others get": from_rows,
    }
    lines = []
    makers = {"polars": with_polars, "duckdb": with_duckdb, "pandas": with_pandas}
    for name, make in makers.items():
        if find_spec(name) is None:
            lines.append(f"| {name} | not installed, not measured | | |")
            continue
        jobs[name] = make(table)
    expected = jobs["bihuan"]()
    for name, job in jobs.items():
        if not (job() == expected).all():
            raise AssertionError(f"{name} ranks otherwise")
    spent = interleaved(jobs)
    ours = min(spent["bihuan"])
    lines += [
        f"| {name} | {min(one):.1f} | {statistics.median(one):.1f} | {min(one) / ours:.1f} |"
        for name, one in spent.items()
    ]
    return lines + _stage_rows(air.station_days(blocks, quality.TABLES.validity).whole)


def _stage_rows(whole: NDArray[np.int32]) -> list[str]:
    def ours() -> NDArray[np.int64]:
        return air.index(whole, TABLE).primary.astype(np.int64)

    days = whole[0].size
    best = min(interleaved({"": ours})[""])
    lines = [f"| AQI stage: bihuan | {days / best * 1000:,.0f} station-days/s | | 1 |"]
    for name, stage in by_value(whole).items():
        start = time.perf_counter()
        stage()
        rate = SAMPLE / (time.perf_counter() - start)
        ratio = days / best * 1000 / rate
        lines.append(f"| AQI stage: {name} | {rate:,.0f} station-days/s | | {ratio:.0f} |")
    return lines


def section() -> str:
    """Return the section of the report, measured by a Python that has the contenders."""
    python = os.environ.get(PYTHON, sys.executable)
    environment = {**os.environ, "PYTHONPATH": f"{quality.ROOT / 'src'}:{quality.ROOT}"}
    done = subprocess.run(  # noqa: S603 - this program itself
        [python, "-m", "tests.bench.contenders"],
        cwd=quality.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _title() -> str:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    known = []
    for name in ("numpy", "polars", "duckdb", "pandas", "aqi-hub", "python-aqi"):
        with contextlib.suppress(PackageNotFoundError):
            known.append(f"{name} {version(name)}")
    return (
        "## Engine against others\n\n"
        f"- one interleaved run of {quality.ROUNDS} rounds, all rank the cities alike\n"
        f"- {os.cpu_count()} cores, load average {load}, Python {platform.python_version()},"
        f" {', '.join(known)}\n\n"
        "| contender | best ms | median ms | times ours |\n|---|---:|---:|---:|\n"
    )


if __name__ == "__main__":
    found = rows()
    sys.stdout.write(_title() + "\n".join(found) + "\n")
