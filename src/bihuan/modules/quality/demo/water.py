"""Invented sections (演示数据): real rivers, invented places on them, invented readings."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bihuan.modules.quality.queries.places import Place

HEADER = (
    *("断面编码", "断面名称", "考核城市", "月份", "所在水体", "流域", "水体类型", "国考"),
    *("溶解氧", "高锰酸盐指数", "氨氮", "总磷"),
)
RIVERS = {
    "510100": ("岷江", "沱江"),
    "510300": ("沱江", "釜溪河"),
    "510400": ("金沙江", "安宁河"),
    "510500": ("长江", "赤水河"),
    "510600": ("沱江", "涪江"),
    "510700": ("涪江", "梓江"),
    "510800": ("嘉陵江", "白龙江"),
    "510900": ("涪江", "琼江"),
    "511000": ("沱江", "球溪河"),
    "511100": ("岷江", "青衣江"),
    "511300": ("嘉陵江", "西充河"),
    "511400": ("岷江", "思濛河"),
    "511500": ("金沙江", "岷江"),
    "511600": ("渠江", "嘉陵江"),
    "511700": ("渠江", "州河"),
    "511800": ("青衣江", "大渡河"),
    "511900": ("渠江", "通江"),
    "512000": ("沱江", "琼江"),
    "513200": ("岷江", "黄河"),
    "513300": ("雅砻江", "金沙江"),
    "513400": ("安宁河", "雅砻江"),
}
NUMBERS = "一二三四五六七八九十"
EACH = 10
"""Sections of a city."""
NATIONAL = 8
"""Of these count for the nation."""
SMALL = frozenset({"釜溪河", "球溪河", "西充河", "思濛河", "琼江"})
"""Small rivers of the hills, of the third class."""
TURNED = {"512000": 3, "511600": 9}
"""One section each that is worse in the judged year: in 资阳 a national one, in 广安 another."""


@dataclass(frozen=True, slots=True)
class Point:
    """One invented section."""

    code: str
    name: str
    place: str
    water: str
    grade: int
    national: bool
    turns: bool


def points(cities: Sequence[Place]) -> tuple[Point, ...]:
    """Invent the sections of the cities."""
    found = []
    for city in cities:
        rivers = RIVERS.get(city.code, ("岷江",))
        for number in range(EACH):
            water = rivers[number % len(rivers)]
            found.append(
                Point(
                    f"YS{city.code[:4]}{number + 1:02}",
                    f"{water}{city.stem}演示{NUMBERS[number]}",
                    city.code,
                    water,
                    3 if water in SMALL else 2,
                    number < NATIONAL,
                    TURNED.get(city.code) == number,
                )
            )
    return tuple(found)


def rows(held: Sequence[Point], month: date, *, judged: int) -> Iterator[tuple[object, ...]]:
    """Return the rows of a month, in the order of the header; values in hundredths or less."""
    sky = random.Random(month.year * 100 + month.month)  # noqa: S311  invented, no secret
    for one in held:
        grade = 4 if one.turns and month.year >= judged else one.grade
        oxygen = {2: 78, 3: 66, 4: 44}[grade] + sky.randint(-4, 6)
        permanganate = {2: 25, 3: 46, 4: 68}[grade] + sky.randint(-5, 6)
        ammonia = {2: 22, 3: 60, 4: 88}[grade] + sky.randint(-9, 12)
        phosphorus = {2: 6, 3: 14, 4: 24}[grade] + sky.randint(-1, 2)
        yield (
            one.code,
            one.name,
            one.place,
            f"{month:%Y-%m}",
            one.water,
            "黄河流域" if one.water == "黄河" else "长江流域",
            "河流",
            "是" if one.national else "否",
            f"{oxygen // 10}.{oxygen % 10}",
            f"{permanganate // 10}.{permanganate % 10}",
            f"0.{ammonia:02}" if ammonia < 100 else f"1.{ammonia - 100:02}",  # noqa: PLR2004
            f"0.{phosphorus:02}",
        )
