"""Station hours that live in an engine of their owner's (Spark, ClickHouse, DuckDB), reduced there.

The engine does the heavy part, hours to station days, and with integers only: sums, counts, the
largest of 17 windows. Nothing in it divides, rounds, ranks or takes a percentile, because engines
do not agree on these. Cities, indices and ranks are those of `rules/`, over what comes back.

Needs the extra `engines` of the package; nothing else of the product does.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bihuan.modules.quality.queries.engine_sums import (
    ITEMS,
    PER_WHOLE,
    faults,
    station_days,
    twice,
    unusable,
    within,
)
from bihuan.modules.quality.queries.files import air_tables
from bihuan.modules.quality.rules import air
from bihuan.modules.quality.rules.city_book import Book
from bihuan.modules.quality.rules.hours import Label
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from bihuan.modules.quality.rules.months import Period


class Missing(ValueError):
    """The extra is not installed, or the engine does not answer."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Two tables or views of the engine.

    `hours` has station, moment and so2, no2, pm10, co (mg/m³), o3, pm25 (µg/m³), NULL where there
    is none; `stations` has station and city, one row for each station that counts for a city.
    """

    hours: Any
    stations: Any
    label: Label


@dataclass(frozen=True, slots=True)
class Reduced:
    """Exact station days of a period, and the city each station counts for."""

    days: air.StationDays
    start: date
    stations: tuple[str, ...]
    city_of: tuple[str, ...]


def connect(address: str) -> Any:
    """Open an engine by its address, such as duckdb:///readings.db or clickhouse://host/readings.

    :raises Missing: with what to install, or that the engine does not answer.
    """
    try:
        ibis = importlib.import_module("ibis")
    except ModuleNotFoundError:
        raise Missing(
            "没有安装连接外部数据引擎的组件。请系统管理员安装 bihuan[engines] 以及该引擎的驱动。"
        ) from None
    try:
        return ibis.connect(address)
    except Exception as fault:  # every engine has its own
        kind = address.split(":", 1)[0]
        raise Missing(
            f"连接不上 {kind} 数据引擎（{type(fault).__name__}）。"
            "请核对地址、账号和网络，并确认已安装它的驱动。"
        ) from fault


def tables(connection: Any, *, hours: str, stations: str, label: str) -> Tables:
    """Return the two tables of a connection.

    :raises ValueError: naming the table or column that is missing or of a wrong type.
    """
    found = {}
    for name in (hours, stations):
        try:
            found[name] = connection.table(name)
        except Exception as fault:  # every engine has its own
            kind = type(fault).__name__
            raise ValueError(f"读不到数据引擎中名为“{name}”的表或视图（{kind}）。") from fault
    _columns(found[hours], hours, ("station", "moment", *ITEMS))
    _columns(found[stations], stations, ("station", "city"))
    for item in ITEMS:
        if not found[hours][item].type().is_numeric():
            raise ValueError(f"{hours} 的 {item} 栏不是数值类型。请在视图中转换为数值。")
    moment = found[hours]["moment"].type()
    if not moment.is_timestamp() or moment.timezone is not None:
        raise ValueError(f"{hours} 的 moment 栏应当是不带时区的北京时间。请在视图中换算。")
    return Tables(found[hours], found[stations], Label(label))


def _columns(table: Any, name: str, wanted: Sequence[str]) -> None:
    missing = [one for one in wanted if one not in table.columns]
    if missing:
        raise ValueError(f"{name} 缺少栏目：{'、'.join(missing)}。")


def city_days(source: Tables, period: Period) -> Book:
    """Return the city days of a period, reckoned from the hours in the engine.

    :raises ValueError: with everything that is wrong with the readings; nothing is left out.
    """
    found = reduced(source, period)
    cities = tuple(sorted(set(found.city_of)))
    number = {city: place for place, city in enumerate(cities)}
    grouping = air.Grouping.of(
        np.array([number[city] for city in found.city_of], dtype=np.intp), len(cities)
    )
    values = air.city_days(found.days, grouping, air_tables().validity)
    sand = np.zeros(values.shape[1:], dtype=np.bool_)
    return Book(cities, found.start, values, sand, ())


def reduced(source: Tables, period: Period) -> Reduced:
    """Return the exact day values of every station of the register.

    :raises ValueError: with everything that is wrong with the readings.
    """
    hours = within(source.hours, period, source.label)
    wrong = [
        *faults({name: int(held[0]) for name, held in _rows(unusable(hours)).items()}),
        *_doubled(hours, ("station", "moment"), "个站点小时"),
        *_doubled(source.stations, ("station",), "个站点在站点表中"),
    ]
    if wrong:
        raise ValueError("".join(wrong))
    city_of = _rows(source.stations.select("station", "city").order_by("station"))
    if not len(city_of["station"]):
        raise ValueError("站点表中没有站点，不能归到城市。")
    nameless = sum(1 for pair in zip(*city_of.values(), strict=True) if None in pair)
    if nameless:
        raise ValueError(f"站点表有{nameless}行没有站点编码或者城市，请补上。")
    register = tuple(str(one) for one in city_of["station"])
    expression = station_days(hours, source.stations, air_tables().validity, source.label)
    answer = _rows(expression)
    place = {station: number for number, station in enumerate(register)}
    columns = np.array([place[str(one)] for one in answer["station"]], dtype=np.intp)
    first = np.datetime64(period.start)
    rows = (np.asarray(answer["day"], dtype="datetime64[D]") - first).astype(np.intp)
    parts = np.full((len(POLLUTANTS), period.days, len(register)), NOT_COMPUTED, dtype=np.int64)
    for number, item in enumerate(ITEMS):
        parts[number, rows, columns] = answer[item]
    denominators = tuple(
        (air.WINDOW_PARTS if number == air.OZONE else air.DAY_PARTS) * per
        for number, per in enumerate(PER_WHOLE)
    )
    return Reduced(
        air.StationDays(parts, denominators),
        period.start,
        register,
        tuple(str(one) for one in city_of["city"]),
    )


def _doubled(table: Any, keys: Sequence[str], what: str) -> Iterator[str]:
    """Yield a sentence where something is there twice: which one is right is for them to say."""
    found = int(_rows(twice(table, keys))["twice"][0])
    if found:
        yield f"有{found}{what}重复，平台不能判断哪一行是对的，请先去重。"


def _rows(expression: Any) -> dict[str, NDArray[Any]]:
    """Fetch an answer column by column."""
    answer = expression.to_pyarrow()
    return {
        name: answer.column(name).to_numpy(zero_copy_only=False) for name in answer.column_names
    }
