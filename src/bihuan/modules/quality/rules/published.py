"""Published values recomputed: how far the engine agrees with what others have published.

Each check takes rows as they were published and says how many agree; what is set aside is counted
and named, never dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.quality.rules import air, hours, rounding, water
from bihuan.modules.quality.rules.tables import POLLUTANTS, Tables
from bihuan.modules.quality.rules.water_tables import Kind, WaterTables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Row = Mapping[str, str]

NOTHING = frozenset({"", "-", "--", "—", "*", "NA", "无"})
THOUSANDTHS = 1000
PER_WHOLE = (1000, 1000, 1000, 100, 1000, 1000)
"""Readings are kept to a thousandth of what they are told in."""
HOUR_COLUMNS = ("so2", "no2", "pm10", "co", "o3", "pm2_5")
WORDS = {
    "二氧化硫": "SO2",
    "二氧化氮": "NO2",
    "PM10": "PM10",
    "一氧化碳": "CO",
    "臭氧": "O3",
    "PM2.5": "PM25",
}
SECTION_COLUMNS = {
    "pH": "pH",
    "溶解氧": "DO",
    "高锰酸盐指数": "CODMn",
    "化学需氧量": "COD",
    "五日生化需氧量": "BOD5",
    "氨氮": "NH3N",
    "总磷": "TP",
}
SHOWN = 20
"""Differences that are listed; all are counted."""
ALL = Fraction(1)
NEARLY_ALL = Fraction(999, 1000)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one set of published values compares."""

    what: str
    compared: int
    agreeing: int
    needed: Fraction
    differences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether something was compared and enough of it agrees."""
        return self.compared > 0 and Fraction(self.agreeing, self.compared) >= self.needed

    @property
    def share(self) -> str:
        """Return the share that agrees, never rounded up to 100 %."""
        if not self.compared:
            return "--"
        if self.agreeing == self.compared:
            return "100%"
        tenths = self.agreeing * 10_000 // self.compared
        return f"{Decimal(tenths).scaleb(-2)}%"

    @property
    def sentence(self) -> str:
        """Return the comparison in a sentence."""
        words = "符合" if self.ok else "不符合"
        remarks = f"（{'；'.join(self.remarks)}）" if self.remarks else ""
        return (
            f"{self.what}：比较{self.compared}条，一致{self.agreeing}条，{self.share}，"
            f"{words}要求{remarks}。"
        )


def number(text: str | None) -> Decimal | None:
    """Return a published number, None where nothing was measured or published."""
    if text is None or text.strip() in NOTHING:
        return None
    return rounding.read(text)


def check_hours(rows: Sequence[Row], tables: Tables) -> Agreement:
    """Compare published station hours: AQI, category and primary pollutant together."""
    held = [row for row in rows if number(row["aqi"]) is not None]
    ozone, remark = _ozone_column(rows)
    columns = [ozone if name == "o3" else name for name in HOUR_COLUMNS]
    by_edition: dict[str, list[Row]] = defaultdict(list)
    for row in held:
        day, _ = hours.slot(datetime.fromisoformat(row["timepoint"]), hours.Label.END)
        by_edition[tables.aqi_edition(day).key].append(row)
    agreeing = 0
    differences: list[str] = []
    for key, group in by_edition.items():
        table = tables.aqi_edition(key)
        parts = [np.array([_thousandths(row[name]) for row in group]) for name in columns]
        found = air.hour_index(parts, table, PER_WHOLE)
        for place, row in enumerate(group):
            told = (int(row["aqi"]), row["quality"], _named(row["primarypollutant"]))
            aqi = int(found.aqi[place])
            primary = {POLLUTANTS[int(one)] for one in np.flatnonzero(found.primary[:, place])}
            ours = (aqi, tables.category(aqi), primary)
            if ours == told:
                agreeing += 1
            else:
                name = f"{row['timepoint']} {row.get('stationcode', '')}"
                differences.append(f"{name}：公布 {told}，计算 {ours}")
    return Agreement(
        "站点小时空气质量指数、类别、首要污染物",
        len(held),
        agreeing,
        ALL,
        tuple(differences[:SHOWN]),
        (*remark, f"未公布指数{len(rows) - len(held)}条"),
    )


def _thousandths(text: str) -> int:
    value = number(text)
    return -1 if value is None or value < 0 else int(value * THOUSANDTHS)


def _named(text: str) -> set[str]:
    return {code for word, code in WORDS.items() if word in text}


def _ozone_column(rows: Sequence[Row]) -> tuple[str, tuple[str, ...]]:
    if not rows or "o3_24h" not in rows[0]:
        return "o3", ()
    pairs = [
        [None if (value := number(row[name])) is None else Fraction(value) for row in rows]
        for name in ("o3", "o3_24h")
    ]
    if hours.ozone_is_exchanged(*pairs):
        return "o3_24h", ("o3 与 o3_24h 两栏互换，已换回",)
    return "o3", ()


@dataclass(slots=True)
class _Section:
    moment: str
    told: int
    values: dict[str, Decimal]


def check_sections(
    rows: Sequence[Row], tables: WaterTables, *, kinds: Mapping[str, Kind] | None = None
) -> Agreement:
    """Compare published classes of sections where no value stands exactly on a limit.

    Without a register of sections (`kinds`) each is taken as a river or a lake by what fits best,
    and rows that carry the class of the time before or after are counted apart.
    """
    keys = _section_keys(rows)
    sections: dict[str, list[_Section]] = defaultdict(list)
    unreadable = 0
    for row in rows:
        told = tables.number(row["水质类别"].strip())
        try:
            values = {
                item: value
                for name, item in keys.items()
                if (value := number(row[name])) is not None
            }
        except ValueError:
            unreadable += 1
            continue
        if told is not None and values:
            name = " ".join(row.get(part, "") for part in ("省份", "流域", "断面名称"))
            sections[name].append(_Section(row.get("监测时间", ""), told, values))
    count = dict.fromkeys(("all", "agreeing", "free", "equal", "near", "lakes"), 0)
    differences: list[str] = []
    for name, held in sections.items():
        kind = _kind(name, held, tables, kinds)
        count["lakes"] += kind is Kind.LAKE
        _compare_section(name, sorted(held, key=_by_moment), kind, tables, count, differences)
    return Agreement(
        "断面水质类别（数值不在限值上、时间对应的行）",
        count["free"] - count["near"],
        count["equal"],
        NEARLY_ALL,
        tuple(differences[:SHOWN]),
        (
            f"全部{count['all']}条中一致{count['agreeing']}条",
            f"数值恰在限值上{count['all'] - count['free']}条",
            f"类别属于相邻时间{count['near']}条",
            f"{len(sections)}个断面，{count['lakes']}个按湖库",
            f"有不是数字的值而未用{unreadable}条",
        ),
    )


def _by_moment(section: _Section) -> str:
    return section.moment


def _section_keys(rows: Sequence[Row]) -> dict[str, str]:
    columns = list(rows[0]) if rows else []
    return {
        column: item
        for column in columns
        if (item := SECTION_COLUMNS.get(re.split(r"[（(]", column)[0].strip())) is not None
    }


def _classes(held: Sequence[_Section], kind: Kind, tables: WaterTables) -> list[int]:
    found = [water.section(one.values, kind, tables) for one in held]
    return [0 if one is None else one.grade for one in found]


def _kind(
    name: str,
    held: Sequence[_Section],
    tables: WaterTables,
    kinds: Mapping[str, Kind] | None,
) -> Kind:
    if kinds is not None:
        return kinds.get(name, Kind.RIVER)
    fits = {
        kind: sum(
            1
            for one, grade in zip(held, _classes(held, kind, tables), strict=True)
            if one.told == grade
        )
        for kind in Kind
    }
    return Kind.LAKE if fits[Kind.LAKE] > fits[Kind.RIVER] else Kind.RIVER


def _compare_section(
    name: str,
    held: Sequence[_Section],
    kind: Kind,
    tables: WaterTables,
    count: dict[str, int],
    differences: list[str],
) -> None:
    grades = _classes(held, kind, tables)
    for place, one in enumerate(held):
        equal = one.told == grades[place]
        count["all"] += 1
        count["agreeing"] += equal
        if water.is_on_a_limit(one.values, kind, tables):
            continue
        count["free"] += 1
        count["equal"] += equal
        if equal:
            continue
        around = [grades[near] for near in (place - 1, place + 1) if 0 <= near < len(held)]
        if one.told in around:
            count["near"] += 1
            continue
        values = "，".join(f"{key} {value}" for key, value in one.values.items())
        words = f"公布 {tables.word(one.told)}，计算 {tables.word(grades[place])}"
        differences.append(f"{name} {one.moment}：{words}（{values}）")


def check_each(what: str, rows: Sequence[Row], agrees: Callable[[Row], bool]) -> Agreement:
    """Compare vectors one by one, as exact equality."""
    wrong = [row for row in rows if not agrees(row)]
    return Agreement(
        what,
        len(rows),
        len(rows) - len(wrong),
        ALL,
        tuple("，".join(f"{key} {value}" for key, value in row.items()) for row in wrong[:SHOWN]),
    )
