"""Hours in an engine of their owner's come to the same figures, to the last part, as in arrays."""

from __future__ import annotations

import math
import tomllib
from datetime import date, datetime, timedelta
from fractions import Fraction
from importlib import metadata
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.modules.quality.queries import engines
from bihuan.modules.quality.queries.engine_sums import ITEMS, PARTS, PER_WHOLE
from bihuan.modules.quality.queries.engines import Missing
from bihuan.modules.quality.rules import air, city_book, months
from bihuan.modules.quality.tests import exact
from bihuan.modules.quality.tests.readings import ROOT, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Blocks = list[NDArray[np.int32]]

# Ibis 12 calls what DuckDB 2 has renamed; it works, and is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
MONTH = months.parse("2026-03")
DAYS = MONTH.days
OPEN: dict[str, Callable[[], Any]] = {
    "duckdb": lambda: engines.connect("duckdb://"),
    "polars": ibis.polars.connect,
}


@pytest.fixture(params=OPEN)
def engine(request: pytest.FixtureRequest) -> Any:
    """Every engine that lives inside this process; Spark and ClickHouse were run by hand."""
    return OPEN[request.param]()


def blocks(seed: int, stations: int) -> Blocks:
    """Skewed hours in thousandths `[day, hour, station]`, with gaps of hours, halves and days."""
    random = np.random.default_rng(seed)
    out = []
    for top in (900, 400, 700, 30, 420, 420):
        shape = (DAYS, 24, stations)
        level = random.beta(1.5, 6.0, (DAYS, 1, stations)) * top * PARTS
        values = (level * random.uniform(0.6, 1.4, shape)).astype(np.int32)
        values[random.random(shape) < 0.04] = -1
        few = np.broadcast_to(random.random((DAYS, 1, stations)) < 0.15, shape)
        values[few & (random.random(shape) < 0.3)] = -1
        values[np.broadcast_to(random.random((DAYS, 1, stations)) < 0.05, shape)] = -1
        out.append(values)
    return out


def table(held: Blocks, *, shift: int = 1, kind: str = "float") -> pa.Table:
    """Lay blocks out as an organisation has them: one row for each station and hour."""
    day, hour, station = np.indices(held[0].shape)
    first = np.datetime64(MONTH.start, "us")
    moment = first + (day * 24 + hour + shift).ravel() * np.timedelta64(1, "h")
    columns: dict[str, Any] = {"station": [f"S{one:03}" for one in station.ravel()]}
    columns["moment"] = pa.array(moment)
    for item, block in zip(ITEMS, held, strict=True):
        values, gap = block.ravel(), block.ravel() < 0
        told = values // PARTS if kind == "whole" else values / PARTS
        columns[item] = pa.array(told, mask=gap)
    return pa.table(columns)


def register(cities: list[str]) -> pa.Table:
    return pa.table({"station": [f"S{n:03}" for n in range(len(cities))], "city": cities})


def opened(connection: Any, hours: pa.Table, stations: pa.Table, label: str = "end") -> Any:
    connection.create_table("hours", hours, overwrite=True)
    connection.create_table("stations", stations, overwrite=True)
    return engines.tables(connection, hours="hours", stations="stations", label=label)


def in_arrays(held: Blocks, cities: list[str]) -> NDArray[np.int32]:
    days = air.station_days(held, TABLES.validity, per_whole=PER_WHOLE)
    names = sorted(set(cities))
    number = np.array([names.index(city) for city in cities], dtype=np.intp)
    return air.city_days(days, air.Grouping.of(number, len(names)), TABLES.validity)


@pytest.mark.parametrize("label", ["end", "start"])
def test_an_engine_and_the_arrays_agree_to_the_last_part(engine: Any, label: str) -> None:
    held = blocks(7, 12)
    cities = [f"C{number // 3}" for number in range(12)]
    shift = 1 if label == "end" else 0
    source = opened(engine, table(held, shift=shift), register(cities), label)
    found = engines.reduced(source, MONTH)
    wanted = air.station_days(held, TABLES.validity, per_whole=PER_WHOLE)
    assert found.days.denominators == wanted.denominators
    assert (found.days.parts == wanted.parts).all()
    assert (wanted.parts < 0).any(axis=(1, 2)).all()
    book = engines.city_days(source, MONTH)
    assert (book.values == in_arrays(held, cities)).all()
    assert (book.cities, book.start) == (tuple(sorted(set(cities))), MONTH.start)


def test_an_engine_and_the_fractions_agree(engine: Any) -> None:
    """The reference of the tests knows neither the engine nor the arrays."""
    held = blocks(8, 6)
    source = opened(engine, table(held), register(["A"] * 3 + ["B"] * 3))
    found = engines.reduced(source, MONTH).days
    for place, item in enumerate(exact.ORDER):
        scale = 10 if item == "CO" else 1
        for day in range(DAYS):
            for station in range(6):
                hours = [
                    None if value < 0 else Fraction(int(value), PARTS)
                    for value in held[place][day, :, station]
                ]
                told = int(found.parts[place, day, station])
                value = Fraction(told, found.denominators[place] * scale)
                assert (None if told < 0 else value) == exact.station_day(item, hours)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["float", "whole"]))
def test_any_hours_come_to_the_same_ranking(seed: int, kind: str) -> None:
    held = blocks(seed, 5)
    if kind == "whole":
        held = [np.where(block < 0, -1, block // PARTS * PARTS) for block in held]
    cities = ["A", "A", "A", "B", "B"]
    source = opened(OPEN["polars"](), table(held, kind=kind), register(cities))
    book = engines.city_days(source, MONTH)
    values = in_arrays(held, cities)
    assert (book.values == values).all()
    arrays = city_book.Book(book.cities, MONTH.start, values, book.sand, ())
    for edition in ("2012", "2026"):
        assert city_book.rank_lines(book, MONTH, TABLES, edition=edition) == city_book.rank_lines(
            arrays, MONTH, TABLES, edition=edition
        )


def test_a_station_counts_for_its_city_even_on_days_it_told_nothing(engine: Any) -> None:
    """Two of three valid are 67 %, enough where there are fewer than four; two of four are not."""
    held = [np.full((DAYS, 24, 4), 20 * PARTS, dtype=np.int32) for _ in ITEMS]
    for block in held:
        block[:, :, 2:] = -1
    hours = table(held).filter(pa.array(np.indices(held[0].shape)[2].ravel() < 2))
    three = opened(engine, hours, register(["A"] * 3))
    assert (engines.city_days(three, MONTH).values[0] == 20).all()
    four = opened(engine, hours, register(["A"] * 4))
    assert (engines.city_days(four, MONTH).values == -1).all()


def test_stations_outside_the_register_and_other_months_do_not_count(engine: Any) -> None:
    held = [np.full((DAYS, 24, 2), 20 * PARTS, dtype=np.int32) for _ in ITEMS]
    for block in held:
        block[:, :, 1] = 90 * PARTS
    source = opened(engine, table(held), register(["A"]))
    assert (engines.city_days(source, MONTH).values[0] == 20).all()
    with pytest.raises(ValueError, match="这一时段没有小时值"):
        engines.city_days(source, months.parse("2026-05"))


NOON = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - as the source tells it


def spoilt(change: Callable[[dict[str, list[Any]]], None]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "station": ["S000", "S000"],
        "moment": [NOON, NOON + timedelta(hours=1)],
        **{item: [20.0, 0.5] for item in ITEMS},
    }
    change(columns)
    return pa.table(columns)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c["so2"].__setitem__(0, -999.0), "so2 栏有1个数值为负、不是数或者超过3000µg/m³"),
        (lambda c: c["co"].__setitem__(1, 900.0), "co 栏有1个数值为负、不是数或者超过100mg/m³"),
        (lambda c: c["o3"].__setitem__(1, math.nan), "o3 栏有1个数值"),
        (lambda c: c["pm10"].__setitem__(0, 20.0005), "pm10 栏有1个数值多于三位小数"),
        (lambda c: c["moment"].__setitem__(1, NOON), "有1个站点小时重复"),
        (lambda c: c["moment"].__setitem__(1, NOON + timedelta(minutes=30)), "不是整点"),
        (lambda c: c["station"].__setitem__(1, None), "有1行没有站点编码"),
    ],
)
def test_readings_that_cannot_be_taken_are_said_and_none_is_left_out(
    engine: Any, change: Callable[[dict[str, list[Any]]], None], sentence: str
) -> None:
    source = opened(engine, spoilt(change), register(["A"]))
    with pytest.raises(ValueError, match=sentence):
        engines.city_days(source, MONTH)


def test_a_station_named_twice_is_refused(engine: Any) -> None:
    stations = pa.table({"station": ["S000", "S000"], "city": ["A", "B"]})
    source = opened(engine, spoilt(lambda _: None), stations)
    with pytest.raises(ValueError, match="有1个站点在站点表中重复"):
        engines.city_days(source, MONTH)


def test_a_register_without_cities_or_stations_is_refused(engine: Any) -> None:
    nobodys = pa.table({"station": ["S000"], "city": pa.array([None], pa.string())})
    with pytest.raises(ValueError, match="站点表有1行没有站点编码或者城市"):
        engines.city_days(opened(engine, spoilt(lambda _: None), nobodys), MONTH)
    nobody = nobodys.slice(0, 0)
    with pytest.raises(ValueError, match="站点表中没有站点"):
        engines.city_days(opened(engine, spoilt(lambda _: None), nobody), MONTH)


def test_what_the_engine_has_not_is_said(engine: Any) -> None:
    whole = spoilt(lambda _: None)
    ask = {"hours": "hours", "stations": "stations", "label": "end"}
    with pytest.raises(ValueError, match="读不到数据引擎中名为“hours”的表或视图"):
        engines.tables(engine, **ask)
    with pytest.raises(ValueError, match="hours 缺少栏目：pm25"):
        opened(engine, whole.drop(["pm25"]), register(["A"]))
    words = whole.set_column(2, "so2", pa.array(["20", "30"]))
    with pytest.raises(ValueError, match="so2 栏不是数值类型"):
        opened(engine, words, register(["A"]))
    zone = whole.set_column(1, "moment", whole["moment"].cast(pa.timestamp("us", "UTC")))
    with pytest.raises(ValueError, match="不带时区的北京时间"):
        opened(engine, zone, register(["A"]))


def test_an_engine_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Missing, match="连接不上 nosuch 数据引擎") as refused:
        engines.connect("nosuch://reader:geheim@127.0.0.1:1/readings")
    assert "geheim" not in str(refused.value)


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(Missing, match=r"bihuan\[engines\]"):
        engines.connect("duckdb://")


def test_the_extra_pins_what_was_tested() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for pin in told["project"]["optional-dependencies"]["engines"]:
        name, version = pin.split("==")
        assert metadata.version(name.split("[")[0]) == version


def test_a_book_written_out_reads_back_the_same(engine: Any) -> None:
    book = engines.city_days(
        opened(engine, table(blocks(9, 4)), register(["A", "A", "B", "B"])), MONTH
    )
    header, *lines = city_book.written(book)
    back = city_book.read([dict(zip(header, line, strict=True)) for line in lines])
    assert (back.cities, back.start) == (book.cities, date(2026, 3, 1))
    assert (back.values == book.values).all()
