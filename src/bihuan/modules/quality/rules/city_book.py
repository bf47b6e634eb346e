"""City days from rows of a table: one row per city and day, laid out for the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality.rules import air, months, periods, rounding
from bihuan.modules.quality.rules.hours import Rejected
from bihuan.modules.quality.rules.published import number
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS, SCALE, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bihuan.modules.quality.rules.months import Period
    from bihuan.modules.quality.rules.periods import Counted
    from bihuan.modules.quality.rules.tables import AqiTable

COLUMNS: dict[str, tuple[str, ...]] = {
    "city": ("city", "城市"),
    "date": ("date", "日期"),
    "SO2": ("so2", "SO2"),
    "NO2": ("no2", "NO2"),
    "PM10": ("pm10", "PM10"),
    "CO": ("co", "CO"),
    "O3": ("o3_8h", "o3", "O3_8h", "O3"),
    "PM25": ("pm25", "pm2_5", "PM2.5", "PM25"),
}
LARGEST = 30_000
"""No concentration is larger; a column in the wrong unit is."""
OPTIONAL = "sand"
YES = frozenset({"1", "是", "true"})


@dataclass(frozen=True, slots=True)
class Book:
    """City days `[pollutant, day, city]`, their days of sand, and what was not usable."""

    cities: tuple[str, ...]
    start: date
    values: NDArray[np.int32]
    sand: NDArray[np.bool_]
    rejected: tuple[Rejected, ...]

    @property
    def until(self) -> date:
        """Return the last day there is a row for."""
        return self.start + timedelta(days=self.values.shape[1] - 1)

    def cut(self, first: date, last: date) -> Book | None:
        """Return the days from `first` to `last` that are in the book; None if there are none."""
        low = max((first - self.start).days, 0)
        high = min((last - self.start).days + 1, self.values.shape[1])
        if low >= high:
            return None
        start = self.start + timedelta(days=low)
        return Book(
            self.cities, start, self.values[:, low:high], self.sand[low:high], self.rejected
        )

    def counts(self, table: AqiTable) -> tuple[Counted, ...]:
        """Return good, heavy and valid days of every city under one named table."""
        aqi = air.index(self.values, table).aqi
        return tuple(
            periods.count_days(aqi[:, place], self.sand[:, place])
            for place in range(len(self.cities))
        )


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Find the columns by any of their names.

    :raises ValueError: naming every column that is missing.
    """
    found = {
        key: next((name for name in names if name in header), "") for key, names in COLUMNS.items()
    }
    missing = [names[0] for key, names in COLUMNS.items() if not found[key]]
    if missing:
        raise ValueError(f"缺少栏目：{'、'.join(missing)}。")
    return found


def read(rows: Sequence[Mapping[str, str]]) -> Book:
    """Lay out rows of city, date and six concentrations (CO in mg/m³, all others in µg/m³).

    :raises ValueError: without usable rows or columns.
    """
    if not rows:
        raise ValueError("表中没有数据行。")
    columns = columns_of(list(rows[0]))
    held: dict[tuple[str, date], tuple[list[int], bool]] = {}
    rejected: list[Rejected] = []
    for line, row in enumerate(rows, start=2):
        city = (row[columns["city"]] or "").strip()
        try:
            day = date.fromisoformat((row[columns["date"]] or "").strip())
            values = [_whole(item, row[columns[item]]) for item in POLLUTANTS]
        except ValueError as error:
            rejected.append(Rejected(line, city, f"第{line}行{city}：{_reason(error)}"))
            continue
        if not city or (city, day) in held:
            why = "重复，只采用先出现的一行" if city else "没有城市名"
            rejected.append(Rejected(line, city, f"第{line}行{city}{day}：{why}。"))
            continue
        held[city, day] = values, (row.get(OPTIONAL) or "").strip() in YES
    if not held:
        raise ValueError("没有一行可用。" + "".join(one.sentence for one in rejected[:3]))
    return _laid_out(held, tuple(rejected))


def _reason(error: ValueError) -> str:
    text = str(error)
    return text if text.endswith("。") else "日期不是 2024-06-30 的样式。"


def _whole(item: str, text: str) -> int:
    value: Decimal | None = number(text)
    if value is None:
        return NOT_COMPUTED
    whole = int(rounding.half_even(value * SCALE.get(item, 1)))
    if value < 0:
        raise ValueError(f"{item} 的数值 {text} 为负。")
    if whole > LARGEST:
        raise ValueError(f"{item} 的数值 {text} 过大，请核对单位。")
    return whole


def _laid_out(
    held: dict[tuple[str, date], tuple[list[int], bool]], rejected: tuple[Rejected, ...]
) -> Book:
    cities = tuple(dict.fromkeys(city for city, _ in held))
    places = {city: place for place, city in enumerate(cities)}
    first, last = min(day for _, day in held), max(day for _, day in held)
    span = (last - first).days + 1
    values = np.full((len(POLLUTANTS), span, len(cities)), NOT_COMPUTED, dtype=np.int32)
    sand = np.zeros((span, len(cities)), dtype=np.bool_)
    for (city, day), (found, sandy) in held.items():
        row = (day - first).days
        values[:, row, places[city]] = found
        sand[row, places[city]] = sandy
    return Book(cities, first, values, sand, rejected)


def written(book: Book) -> Iterator[list[str]]:
    """Yield a heading and the city days that hold a value, as `read` and an import take them."""
    yield [names[0] for names in COLUMNS.values()]
    for row in range(book.values.shape[1]):
        day = book.start + timedelta(days=row)
        for place, city in enumerate(book.cities):
            values = book.values[:, row, place]
            if (values >= 0).any():
                yield [city, day.isoformat(), *map(_told, POLLUTANTS, values.tolist())]


def _told(item: str, whole: int) -> str:
    if whole < 0:
        return ""
    return str(Decimal(whole) / SCALE[item]) if item in SCALE else str(whole)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One city and day with its index."""

    city: str
    day: date
    aqi: int
    category: str
    primary: tuple[str, ...]
    parts: tuple[int, ...]


def day_lines(book: Book, table: AqiTable, tables: Tables) -> list[DayLine]:
    """Return the index of every city and day that has one."""
    index = air.index(book.values, table)
    published, primary = index.published(table), index.primary
    return [
        DayLine(
            city,
            book.start + timedelta(days=row),
            int(published[row, place]),
            tables.category(int(published[row, place])),
            tuple(POLLUTANTS[int(one)] for one in np.flatnonzero(primary[:, row, place])),
            tuple(int(part) for part in index.parts[:, row, place]),
        )
        for row in range(book.values.shape[1])
        for place, city in enumerate(book.cities)
        if int(index.aqi[row, place]) >= 0
    ]


@dataclass(frozen=True, slots=True)
class RankLine:
    """One city of a ranking."""

    rank: int | None
    city: str
    index: str
    figures: tuple[str, ...]
    main: tuple[str, ...]
    days: Counted
    enough: bool
    remark: str
    tables: tuple[str, str]


def rank_lines(
    book: Book, span: Period, tables: Tables, *, edition: str = "", sand: bool = True
) -> list[RankLine]:
    """Rank the cities over a period, best first; `sand=False` leaves particles of sand days out.

    Without a named edition it is the one in force on the last day of the period, for all its days.

    :raises ValueError: when the book has no day of the period.
    """
    part = book.cut(span.start, span.end)
    if part is None:
        raise ValueError(f"表中没有{span.label}的数据。")
    cities = part.values if sand else periods.without_sand(part.values, part.sand)
    summary = periods.summarise(cities)
    limits = tables.index_limits(edition or span.end)
    table = tables.aqi_edition(edition or span.end)
    counts = part.counts(table)
    complete: NDArray[np.bool_] = np.all(cities >= 0, axis=0)
    found = [periods.composite(summary.city(place), limits) for place in range(len(book.cities))]
    ranked = periods.ranks([None if one is None else one.index for one in found])
    lines = []
    for place, city in enumerate(book.cities):
        valid = [
            part.start + timedelta(days=int(row)) for row in np.flatnonzero(complete[:, place])
        ]
        enough = months.enough(span, valid, tables.validity)
        one, figures = found[place], summary.city(place)
        lines.append(
            RankLine(
                ranked[place],
                city,
                "--" if one is None else str(one.index),
                tuple(figures.shown(item) for item in POLLUTANTS),
                () if one is None else one.main,
                counts[place],
                enough.ok,
                "" if enough.ok else enough.sentence,
                (table.key, limits.key),
            )
        )
    return sorted(lines, key=lambda line: (line.rank is None, line.rank or 0))
