"""What files of each kind look like: columns under all their names, and checks of whole columns.

What a row means stands in `rows`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules.rows import (
    AIR,
    AIR_NAMES,
    CITY,
    Key,
    Known,
    Row,
    Value,
    read_day,
    read_month,
    read_rank,
    read_section,
    read_target,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bihuan.modules.quality.rules.faults import Faults


FEW, MOSTLY = 10, 2
"""With fewer rows than this nothing is said about columns as a whole; half of them must agree."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, under every name it is known by; the first is the one sentences use."""

    key: str
    names: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Parsed:
    """One row as it is to be kept."""

    key: Key
    values: tuple[Value, ...]
    sheet: str
    row: int
    about: Mapping[str, str] = field(default_factory=dict)
    """What the row says of registers: names, waters."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file."""

    kind: str
    columns: tuple[Column, ...]
    read: Callable[[Row, Known], tuple[Key, tuple[Value, ...], dict[str, str]]]
    review: Callable[[Sequence[Parsed], Faults], tuple[str, ...]]


def _nothing_more(rows: Sequence[Parsed], faults: Faults) -> tuple[str, ...]:
    del rows, faults
    return ()


def review_air(rows: Sequence[Parsed], faults: Faults) -> tuple[str, ...]:
    """Look at columns as a whole: what no single cell shows."""
    six = [row.values[:6] for row in rows]
    fine = [
        (Decimal(str(one[5])), Decimal(str(one[2])))
        for one in six
        if one[5] is not None and one[2] is not None
    ]
    over = sum(1 for pm25, pm10 in fine if pm25 > pm10)
    if len(fine) >= FEW and over * MOSTLY > len(fine):
        faults.add(
            "swapped",
            f"{len(fine)}行中有{over}行的PM2.5大于PM10，而细颗粒物是可吸入颗粒物的一部分。",
            "PM2.5与PM10两栏很可能互换了，请核对表头后重新导入。",
            column="PM2.5",
        )
    elif over:
        return (f"有{over}行的PM2.5大于PM10，已照原值导入，请核对。",)
    return ()


def review_units(told: Mapping[str, Sequence[Decimal]], faults: Faults) -> None:
    """Find a column in the wrong unit by its typical value, as written in the file."""
    for item, values in told.items():
        if len(values) < FEW:
            continue
        middle = sorted(values)[len(values) // 2]
        label = AIR_NAMES[item][0]
        if item == "co" and middle > 20:  # noqa: PLR2004  no city has such a day
            said = f"CO的中位数为{middle}，以mg/m³计不可能这样高。"
            faults.add("unit", said, "这像是µg/m³，请除以1000后重新导入。", column=label)
        elif item in {"pm10", "o3"} and 0 < middle < 1:
            said = f"{label}的中位数为{middle}，以µg/m³计不可能这样低。"
            faults.add("unit", said, "这像是mg/m³，请乘以1000后重新导入。", column=label)


def duplicates(rows: Sequence[Parsed], faults: Faults) -> None:
    """Refuse rows about the same thing: which one is right is for the source to say."""
    counted = Counter(row.key for row in rows)
    first: dict[Key, Parsed] = {}
    for row in rows:
        if counted[row.key] == 1:
            continue
        known = first.setdefault(row.key, row)
        if known is not row:
            about = " ".join(str(part) for part in row.key if part)
            place = f"工作表“{known.sheet}”" if known.sheet else ""
            faults.add(
                "duplicate",
                f"{about} 与{place}第{known.row}行重复。",
                "请只保留一行。",
                sheet=row.sheet,
                row=row.row,
            )


_AIR_COLUMNS = tuple(Column(key, (key, *names)) for key, names in AIR_NAMES.items())
_PLACE = Column("place", ("城市", *CITY))

SHAPES: dict[str, Shape] = {
    "days": Shape(
        "days",
        (
            _PLACE,
            Column("day", ("日期", "date", "day", "time")),
            *_AIR_COLUMNS,
            Column("sand", ("沙尘", "sand", "沙尘天"), required=False),
        ),
        read_day,
        review_air,
    ),
    "months": Shape(
        "months",
        (
            _PLACE,
            Column("month", ("月份", "month")),
            *_AIR_COLUMNS,
            Column("good", ("优良天数", "good"), required=False),
            Column("heavy", ("重污染天数", "heavy"), required=False),
            Column("valid", ("有效天数", "valid"), required=False),
        ),
        read_month,
        review_air,
    ),
    "sections": Shape(
        "sections",
        (
            Column("section", ("断面编码", "section", "code")),
            Column("name", ("断面名称", "name")),
            Column("place", ("考核城市", *CITY)),
            Column("month", ("月份", "month")),
            Column("grade", ("水质类别", "grade", "class"), required=False),
            Column("water", ("所在水体", "water", "河流名称"), required=False),
            Column("basin", ("流域", "basin"), required=False),
            Column("kind", ("水体类型", "kind"), required=False),
            Column("national", ("国考", "national", "国考断面"), required=False),
        ),
        read_section,
        _nothing_more,
    ),
    "targets": Shape(
        "targets",
        (
            _PLACE,
            Column("section", ("断面编码", "section"), required=False),
            Column("year", ("年度", "year")),
            Column("key", ("指标", "key", "indicator")),
            Column("value", ("目标值", "value", "target")),
            Column("edition", ("评价标准", "edition", "table")),
            Column("basis", ("依据", "basis")),
        ),
        read_target,
        _nothing_more,
    ),
    "ranks": Shape(
        "ranks",
        (
            _PLACE,
            Column("matter", ("要素", "matter"), required=False),
            Column("year", ("年度", "year")),
            Column("term", ("时段", "term")),
            Column("now", ("本期排名", "now")),
            Column("then", ("去年同期排名", "then")),
            Column("total", ("城市数", "total")),
            Column("now_edition", ("评价标准", "table"), required=False),
            Column("then_edition", ("去年评价标准", "table_then"), required=False),
            Column("source", ("来源", "source")),
        ),
        read_rank,
        _nothing_more,
    ),
}
HOUR_MARKS = ({"timepoint", "时间", "监测时间", "time"}, {"stationcode", "站点编码", "station"})


def column_of(label: str) -> str:
    """Return a head as it is compared."""
    return "".join(str(label).split()).strip("*﻿").casefold()


def columns(shape: Shape, header: Sequence[str]) -> dict[str, int]:
    """Find the columns of a kind in a header; the first of several names counts."""
    place: dict[str, int] = {}
    for number, label in enumerate(header):
        place.setdefault(column_of(label), number)
    found = {}
    for column in shape.columns:
        for name in column.names:
            if column_of(name) in place:
                found[column.key] = place[column_of(name)]
                break
    return found


def missing(shape: Shape, found: Mapping[str, int]) -> list[str]:
    """Return the columns a file lacks, as sentences name them."""
    return [one.names[0] for one in shape.columns if one.required and one.key not in found]


def kind_of(header: Sequence[str]) -> str:
    """Recognise what a file holds by its header, "" when it could be nothing or several things."""
    labels = {column_of(label) for label in header}
    if all(labels & {column_of(name) for name in mark} for mark in HOUR_MARKS):
        return "hours"
    fitting = [kind for kind, shape in SHAPES.items() if not missing(shape, columns(shape, header))]
    return fitting[0] if len(fitting) == 1 else ""


class Reading:
    """Rows of one sheet as they come, by the columns of its header."""

    def __init__(self, shape: Shape, header: Sequence[str], known: Known, *, sheet: str) -> None:
        self.shape, self.known, self.sheet = shape, known, sheet
        self.header = [str(label).strip() for label in header]
        self.places = columns(shape, header)
        taken = set(self.places.values())
        self.rest = {n: label for n, label in enumerate(self.header) if n not in taken and label}
        self.labels = {column.key: column.names[0] for column in shape.columns}
        self.labels |= {key: self.header[place] for key, place in self.places.items()}
        self.told: dict[str, list[Decimal]] = {item: [] for item in AIR}

    def read(self, number: int, cells_of: Sequence[str], faults: Faults) -> Parsed | None:
        """Return a row, or None with its faults noted."""
        if len(cells_of) < len(self.header):
            faults.add(
                "short",
                f"只有{len(cells_of)}栏，表头有{len(self.header)}栏。",
                "文件可能没有写完或者传输中断，请重新导出。",
                sheet=self.sheet,
                row=number,
            )
            return None
        found = {key: cells_of[place] for key, place in self.places.items()}
        rest = {label: cells_of[place] for place, label in self.rest.items()}
        row = Row(found, self.labels, rest)
        key, values, about = self.shape.read(row, self.known)
        for column, error in row.wrong:
            faults.add(
                error.rule,
                error.message,
                error.remedy,
                sheet=self.sheet,
                row=number,
                column=column,
            )
        for item, value in row.told.items():
            self.told[item].append(value)
        return None if row.wrong else Parsed(key, values, self.sheet, number, about)
