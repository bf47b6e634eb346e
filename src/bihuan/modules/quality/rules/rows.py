"""What one row of a file means: its key (what it is about) and its values (what it says).

Both are plain values that can be compared with what is in the database.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import cells, rounding
from bihuan.modules.quality.rules.cells import WrongCell
from bihuan.modules.quality.rules.trigger_policy import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Value = str | int | bool | date | Decimal | None | tuple[tuple[str, str], ...]
Key = tuple[Value, ...]

MICROGRAMS, MILLIGRAMS = "µg/m³", "mg/m³"
AIR: dict[str, tuple[str, Decimal]] = {
    "so2": (MICROGRAMS, Decimal(3000)),
    "no2": (MICROGRAMS, Decimal(4000)),
    "pm10": (MICROGRAMS, Decimal(10000)),
    "co": (MILLIGRAMS, Decimal(100)),
    "o3": (MICROGRAMS, Decimal(1500)),
    "pm25": (MICROGRAMS, Decimal(5000)),
}
"""Unit of each pollutant, and more than was ever told of an hour (our own bounds, generous)."""
AIR_NAMES: dict[str, tuple[str, ...]] = {
    "so2": ("SO2", "二氧化硫", "SO₂"),
    "no2": ("NO2", "二氧化氮", "NO₂"),
    "pm10": ("PM10", "PM₁₀", "可吸入颗粒物"),
    "co": ("CO", "一氧化碳"),
    "o3": ("o3_8h", "O3", "O3_8h", "臭氧", "O₃"),
    "pm25": ("PM2.5", "PM25", "pm2_5", "PM₂.₅", "细颗粒物"),
}
CITY = ("city", "城市", "市州", "市（州）", "区划", "place", "地区", "区县", "县（市、区）")
WATER_MOST: dict[str, Decimal] = {"pH": Decimal(14), "DO": Decimal(40)}
WATER_OTHERS = Decimal(5000)
TERMS = {
    "H1": Term.HALF,
    "上半年": Term.HALF,
    "9M": Term.THREE_QUARTERS,
    "前三季度": Term.THREE_QUARTERS,
    "Y": Term.YEAR,
    "全年": Term.YEAR,
}
FIRST_YEAR, LAST_YEAR = 2013, 2100


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are checked against: places by word (None: more than one), indicators, items."""

    places: Mapping[str, tuple[str, str] | None]
    """Code and level by word."""
    measures: frozenset[str] = frozenset()
    items: Mapping[str, str] = field(default_factory=dict)
    """Keys of water items by their names."""
    grades: Mapping[str, int] = field(default_factory=dict)


Cells = dict[str, str]


class Row:
    """The cells of a row by column; a wrong cell is noted under its own column."""

    def __init__(self, found: Cells, labels: Mapping[str, str], rest: Cells) -> None:
        self.cells, self.labels, self.rest = found, labels, rest
        self.wrong: list[tuple[str, WrongCell]] = []
        self.told: dict[str, Decimal] = {}

    def get(self, key: str) -> str:
        """Return a cell, "" where the file has no such column."""
        return self.cells.get(key, "")

    def has(self, key: str) -> bool:
        """Say whether the file has the column."""
        return key in self.cells

    def take(self, key: str, read: Callable[[str], Value]) -> Value:
        """Read a cell; note what is wrong with it and answer None."""
        try:
            return read(self.get(key))
        except WrongCell as error:
            self.wrong.append((self.labels.get(key, key), error))
            return None


def place_of(row: Row, known: Known, *, level: str = "") -> str:
    """Return the code of the place a row is about."""

    def read(text: str) -> str:
        word = text.strip()
        cells.refuse_formula(word)
        if not word:
            raise WrongCell(
                "place", "没有写明地区。", "请填写市（州）或者县（市、区）的名称或代码。"
            )
        if word not in known.places:
            swapped = "这像是日期，请核对两栏是否互换。" if cells.DAY.fullmatch(word) else ""
            raise WrongCell(
                "place",
                f"“{cells.shown(word)}”不是本省的市（州）或者县（市、区）。",
                swapped or "请写全称、简称或者六位区划代码。",
            )
        found = known.places[word]
        if found is None:
            raise WrongCell(
                "place", f"“{word}”在本省不止一处。", "请写六位区划代码，或者在前面加上市（州）名。"
            )
        code, of = found
        if level and of != level:
            raise WrongCell("place", f"“{word}”不是市（州）。", "这类数据按市（州）填写。")
        return code

    return str(row.take("place", read) or "")


def _year(text: str) -> int:
    return cells.whole(
        text.strip().removesuffix("年"), least=FIRST_YEAR, most=LAST_YEAR, what="年度"
    )


def _concentrations(row: Row, *, decimals: int, days: bool) -> list[Value]:
    found: list[Value] = []
    for item, (unit, most) in AIR.items():

        def read(text: str, unit: str = unit, most: Decimal = most) -> Decimal | None:
            return cells.number(text, most=most, unit=unit)

        value = row.take(item, read)
        if isinstance(value, Decimal):
            row.told[item] = value
            if days:
                value = int(rounding.half_even(value * (10 if item == "co" else 1)))
            else:
                value = rounding.half_even(value, decimals)
        found.append(value)
    return found


def read_day(row: Row, known: Known) -> tuple[Key, tuple[Value, ...], dict[str, str]]:
    """One place and day: six concentrations, and whether sand was declared."""
    place = place_of(row, known)
    on = row.take("day", cells.day)
    values = _concentrations(row, decimals=0, days=True)
    sand = row.take("sand", cells.flag) if row.has("sand") else None
    return (place, on), (*values, sand), {}


def read_month(row: Row, known: Known) -> tuple[Key, tuple[Value, ...], dict[str, str]]:
    """One place and month: six figures as told, and days."""
    place = place_of(row, known)
    month = row.take("month", cells.month)
    values = _concentrations(row, decimals=1, days=False)
    days = [_days(row, key) for key in ("good", "heavy", "valid")]
    good, heavy, valid = (int(one) if isinstance(one, int) else None for one in days)
    if good is not None and valid is not None and good + (heavy or 0) > valid:
        wrong = WrongCell("days", "优良天数与重污染天数之和多于有效天数。", "请核对三栏。")
        row.wrong.append(("优良天数", wrong))
    return (place, month), (*values, *days), {}


def _days(row: Row, key: str) -> Value:
    if row.get(key).strip() in cells.NOTHING:
        return None
    return row.take(key, lambda text: cells.whole(text, least=0, most=31, what="天数"))


def read_section(row: Row, known: Known) -> tuple[Key, tuple[Value, ...], dict[str, str]]:
    """One section and month: what was measured, and the class that was published."""
    code = row.take("section", lambda text: cells.words(text, most=40, what="断面编码"))
    name = row.take("name", lambda text: cells.words(text, most=60, what="断面名称"))
    place = place_of(row, known, level="city")
    month = row.take("month", cells.month)
    grade = row.take("grade", lambda text: _grade(text, known))
    found: list[tuple[str, str]] = []
    for label, text in row.rest.items():
        item = known.items.get(item_name(label))
        if item is None or text.strip() in cells.NOTHING:
            continue
        try:
            found.append((item, measured(item, text.strip())))
        except WrongCell as error:
            row.wrong.append((label, error))
    if grade is None and not found and not row.wrong:
        row.wrong.append(
            ("水质类别", WrongCell("empty", "既没有水质类别，也没有任何指标。", "请补上其中一项。"))
        )
    kind = row.take("kind", _kind)
    national = row.take("national", cells.flag)
    about = {
        "name": str(name or ""),
        "place": place,
        "water": row.get("water").strip(),
        "basin": row.get("basin").strip(),
        "kind": str(kind or "river"),
        "national": "1" if national else "",
    }
    return (code, month), (grade, tuple(sorted(found))), about


def item_name(label: str) -> str:
    """Return the name of an item without its unit: 总磷(mg/L) is 总磷."""
    return label.replace("（", "(").partition("(")[0].strip().casefold()


def measured(item: str, text: str) -> str:
    """Return a concentration as it will be kept: its own digits, "<" before a detection limit.

    :raises WrongCell: it is none.
    """
    text = unicodedata.normalize("NFKC", text)
    below = text.startswith("<")
    bare = text.lstrip("<").removesuffix("L").strip() if below else text
    if not below and text.endswith("L"):
        below, bare = True, text.removesuffix("L").strip()
    unit = "无量纲" if item == "pH" else "mg/L"
    value = cells.number(bare, most=WATER_MOST.get(item, WATER_OTHERS), unit=unit)
    if value is None:
        raise WrongCell("number", f"“{cells.shown(text)}”不是数值。", "请填写数字，或者留空。")
    return f"{'<' if below else ''}{value.normalize():f}"


def _grade(text: str, known: Known) -> int | None:
    word = unicodedata.normalize("NFKC", text.strip().removesuffix("类"))
    if word in cells.NOTHING:
        return None
    cells.refuse_formula(word)
    if word not in known.grades:
        raise WrongCell(
            "grade",
            f"“{cells.shown(text)}”不是水质类别。",
            "请写罗马数字的类别、劣五类，或者 1 到 6（6 为劣五类）。",
        )
    return known.grades[word]


def _kind(text: str) -> str:
    word = text.strip()
    found = {"": "river", "河流": "river", "river": "river", "湖库": "lake", "lake": "lake"}
    if word not in found:
        raise WrongCell("kind", f"“{cells.shown(word)}”不是水体类型。", "请写 河流 或 湖库。")
    return found[word]


def read_target(row: Row, known: Known) -> tuple[Key, tuple[Value, ...], dict[str, str]]:
    """One target of a place or a section in a year."""
    place = place_of(row, known)
    section = str(row.get("section")).strip()
    year = row.take("year", _year)

    def measure(text: str) -> str:
        word = text.strip()
        if word not in known.measures:
            known_words = "、".join(sorted(known.measures))
            raise WrongCell("measure", f"“{cells.shown(word)}”不是指标。", f"请写：{known_words}。")
        return word

    key = row.take("key", measure)
    if (key == "grade") is not bool(section):
        said = (
            "断面水质类别的目标要写断面编码。" if key == "grade" else "只有 grade 指标写断面编码。"
        )
        row.wrong.append(("断面编码", WrongCell("section", said, "请核对指标和断面编码两栏。")))

    def value_of(text: str) -> Decimal:
        if key == "grade":
            found: Decimal | None = Decimal(_grade(text, known) or 0)
        else:
            found = cells.number(text, most=Decimal(5000), unit="目标的单位")
        if not found and key != "heavy":
            raise WrongCell("empty", "目标值是空的。", "请填写目标值。")
        return rounding.half_even(found or Decimal(0), 2)

    value = row.take("value", value_of)
    edition = row.take("edition", lambda text: cells.words(text, most=40, what="评价标准"))
    basis = row.take("basis", lambda text: cells.words(text, most=200, what="依据"))
    return (place, section, year, key), (value, edition, basis), {}


def read_rank(row: Row, known: Known) -> tuple[Key, tuple[Value, ...], dict[str, str]]:
    """One published rank: of air among the key cities, or of water."""
    place = place_of(row, known, level="city")

    def matter_of(text: str) -> str:
        found = {"": "air", "air": "air", "空气": "air", "water": "water", "水": "water"}
        if text.strip() not in found:
            raise WrongCell("matter", f"“{cells.shown(text)}”不是要素。", "请写 空气 或 水。")
        return found[text.strip()]

    def term_of(text: str) -> str:
        if text.strip() not in TERMS:
            said = f"“{cells.shown(text)}”不是时段。"
            raise WrongCell("term", said, "请写 上半年、前三季度 或 全年。")
        return TERMS[text.strip()].value

    matter, term = row.take("matter", matter_of), row.take("term", term_of)
    year = row.take("year", _year)
    total = row.take("total", lambda text: cells.whole(text, least=1, most=400, what="城市数"))
    most = total if isinstance(total, int) else 400
    now, then = (
        row.take(key, lambda text: cells.whole(text, least=1, most=most, what="名次"))
        for key in ("now", "then")
    )
    editions = (row.get("now_edition").strip(), row.get("then_edition").strip())
    source = row.take("source", lambda text: cells.words(text, most=200, what="来源"))
    return (place, matter, year, term), (now, then, total, *editions, source), {}
