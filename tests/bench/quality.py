"""The environmental engine at national size: a month of hours to a ranking, and a whole year.

`figures()` returns the rows of the report. Every run is preceded by the proof that what is timed is
right: the same blocks, cut down, against the fractions of the module's tests.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality.rules import air, periods, tables
from bihuan.modules.quality.tests import exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Block = NDArray[np.int16]

ROOT = Path(__file__).resolve().parents[2]
TABLES = tables.load(ROOT / "policies/china/environment.toml")
STATIONS, CITIES = 1_700, 332
MONTH, YEAR = 31, 365
YEAR_STATIONS = 1_733
ROUNDS = 9
TOPS = (60, 90, 150, 20, 150, 120)
MISSING = 0.032
EDITION = "2026"


HEAD = """| what | best ms | median ms | CPU ms | million rows/s | goal | note |
|---|---:|---:|---:|---:|---|---|"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report. The best run is what the machine can do when nobody else is on it."""

    name: str
    best: float
    median: float
    cpu: float
    rows: int
    goal: str = ""
    note: str = ""

    @property
    def row(self) -> str:
        """Return the line as a row of a Markdown table."""
        rate = self.rows / self.best / 1000
        return (
            f"| {self.name} | {self.best:.2f} | {self.median:.2f} | {self.cpu:.2f} | {rate:.1f}"
            f" | {self.goal or '—'} | {self.note} |"
        )


def hours(days: int, stations: int, seed: int = 1) -> list[Block]:
    """Return skewed hours `[day, hour, station]` with gaps, made day by day."""
    random = np.random.default_rng(seed)
    blocks = [np.empty((days, 24, stations), dtype=np.int16) for _ in TOPS]
    for day in range(days):
        for block, top in zip(blocks, TOPS, strict=True):
            values = random.beta(2, 6, (24, stations)) * (2 * top)
            block[day] = np.where(random.random((24, stations)) < MISSING, -1, values)
    return blocks


def grouping(stations: int, seed: int = 2) -> air.Grouping:
    """Return stations spread over the cities of the country."""
    return air.Grouping.of(
        np.sort(np.random.default_rng(seed).integers(0, CITIES, stations)), CITIES
    )


def ranking(blocks: list[Block], cities: air.Grouping, step: int = MONTH) -> NDArray[np.int64]:
    """Do the whole job: station days, AQI and primary pollutants, city days, index, rank."""
    table = TABLES.aqi_edition(EDITION)
    held = []
    for start in range(0, len(blocks[0]), step):
        part = [block[start : start + step] for block in blocks]
        days = air.station_days(part, TABLES.validity)
        index = air.index(days.whole, table)
        index.primary.any()
        city = air.city_days(days, cities, TABLES.validity)
        air.index(city, table)
        held.append(city)
    months = held[0] if len(held) == 1 else np.concatenate(held, axis=1)
    indices = periods.composites(periods.summarise(months), TABLES.index_limits(EDITION))
    return periods.rank_blocks(indices)


def prove(blocks: list[Block], cities: int = 3, days: int = 4) -> None:
    """Hold a corner of the blocks against the fractions before anything is timed."""
    city = np.repeat(np.arange(cities), 4)
    part = [block[:days, :, : city.size] for block in blocks]
    found = air.city_days(
        air.station_days(part, TABLES.validity), air.Grouping.of(city, cities), TABLES.validity
    )
    for place, item in enumerate(exact.ORDER):
        scale = 10 if item == "CO" else 1
        for day in range(days):
            stations = [
                exact.station_day(
                    item,
                    [None if value < 0 else Fraction(int(value), scale) for value in column],
                )
                for column in part[place][day].T
            ]
            for number in range(cities):
                expected = exact.city_day(item, stations[number * 4 : number * 4 + 4])
                told = int(found[place, day, number])
                if (None if told < 0 else Fraction(told, scale)) != expected:
                    raise AssertionError(f"{item} of day {day}, city {number}: {told}, {expected}")


def best_of(
    name: str, action: Callable[[], object], *, rows: int, goal: str, rounds: int = ROUNDS
) -> Measured:
    """Run once to warm up, then say the best and the median of the rounds."""
    action()
    spent, computed = [], []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        action()
        computed.append((time.process_time() - busy) * 1000)
        spent.append((time.perf_counter() - start) * 1000)
    cpu = statistics.median(computed)
    return Measured(name, min(spent), statistics.median(spent), cpu, rows, goal)


def figures() -> list[Measured]:
    """Measure everything; the rows go under the engine's heading of the report."""
    blocks = hours(MONTH, STATIONS)
    prove(blocks)
    cities = grouping(STATIONS)
    count = MONTH * 24 * STATIONS
    days = air.station_days(blocks, TABLES.validity)
    whole, table = days.whole, TABLES.aqi_edition(EDITION)
    by_station = [np.ascontiguousarray(block.transpose(2, 0, 1)) for block in blocks]

    def turned() -> NDArray[np.int64]:
        laid = [np.ascontiguousarray(block.transpose(1, 2, 0)) for block in by_station]
        return ranking(laid, cities)

    found = [
        best_of(
            "limit: read the six int16 arrays once",
            lambda: [block.max() for block in blocks],
            rows=count,
            goal="",
        ),
        best_of(
            "1,264,800 station-hours × 6 → ranking",
            lambda: ranking(blocks, cities),
            rows=count,
            goal="best ≤ 60",
        ),
        best_of(
            "the same from rows ordered by station, laid out first",
            turned,
            rows=count,
            goal="best ≤ 60",
        ),
        best_of(
            "AQI stage: 52,700 station-days → IAQI, AQI, primary",
            lambda: air.index(whole, table).primary,
            rows=MONTH * STATIONS,
            goal="≥ 25.7 million/s (90 × 285,000)",
        ),
    ]
    return [*found, year()]


def section() -> str:
    """Return the section of the report."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    said = f"Environmental quality: the engine, {ROUNDS} rounds each; load average {load}.\n"
    return "\n".join(["## Engine\n", said, HEAD, *(one.row for one in figures()), ""])


def year() -> Measured:
    """Measure a national year in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.quality", "year"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return Measured(
        "a national year: 15,181,080 station-hours × 6, month by month",
        told["best"],
        told["median"],
        told["cpu"],
        YEAR * 24 * YEAR_STATIONS,
        "≤ 500 ms, ≤ 500 MB",
        f"{told['peak']} MB at most; {told['before']} MB of it interpreter, imports and readings",
    )


def _year() -> None:
    blocks = hours(YEAR, YEAR_STATIONS)
    cities = grouping(YEAR_STATIONS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    held = best_of("", lambda: ranking(blocks, cities), rows=1, goal="", rounds=5)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"best": held.best, "median": held.median, "cpu": held.cpu}
    sys.stdout.write(json.dumps({**told, "before": before, "peak": peak}))


if __name__ == "__main__":
    if sys.argv[1:] == ["year"]:
        _year()
    else:
        sys.stdout.write(section())
