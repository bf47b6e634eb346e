"""The ranking table: 21 cities or 183 counties; the page, the print and the files are one list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.tables import Choices, Column, Filter, Table
from bihuan.modules.quality.queries import places
from bihuan.modules.quality.rules.tables import POLLUTANTS
from bihuan.modules.quality.web.pages.air import light_of, number_of

if TYPE_CHECKING:
    from decimal import Decimal

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.tables import Asked, Value
    from bihuan.modules.quality.queries.lines import AirLine
    from bihuan.modules.quality.queries.overview import Ranking

LABELS = {
    "SO2": ("SO₂", "µg/m³"),
    "NO2": ("NO₂", "µg/m³"),
    "PM10": ("PM₁₀", "µg/m³"),
    "CO": ("CO第95百分位", "mg/m³"),
    "O3": ("O₃第90百分位", "µg/m³"),
    "PM25": ("PM₂.₅", "µg/m³"),
}

NAMES = {key: label.split("第")[0] for key, (label, _) in LABELS.items()}


def _trend(line: AirLine) -> Value:
    if line.good_change is None:
        return None
    key, word = light_of(line.trend)
    return Light(key, word, line.sentence)


def _main(line: AirLine) -> str:
    return "、".join(NAMES.get(each, each) for each in line.now.main)


def _figure(place: int) -> Column[AirLine]:
    label, unit = LABELS[POLLUTANTS[place]]

    def value(line: AirLine) -> Decimal | None:
        return number_of(line.now.figures[place])

    return Column(
        f"c{place}", label, value, order=f"c{place}", kind="number", unit=unit, shown=False
    )


def _cities(actor: Actor) -> Choices:  # noqa: ARG001 - the shape of every choice
    return tuple((one.code, one.short) for one in places.cities())


def _of_city(line: AirLine, value: str, asked: Asked) -> bool:  # noqa: ARG001 - the shape of keep
    return line.place.parent == value


COLUMNS: tuple[Column[AirLine], ...] = (
    Column("rank", "名次", lambda line: line.now.rank, order="rank", kind="number", fixed=True),
    Column(
        "place",
        "地区",
        lambda line: line.place.short,
        order="place",
        fixed=True,
        link=lambda line: reverse("quality:city", args=(line.place.code,)),
    ),
    Column(
        "index", "综合指数", lambda line: number_of(line.now.index), order="index", kind="number"
    ),
    Column(
        "index_change",
        "指数同比",
        lambda line: number_of(line.index_change),
        order="index_change",
        kind="number",
        unit="%",
    ),
    Column(
        "pm25",
        "PM₂.₅",
        lambda line: number_of(line.now.pm25),
        order="pm25",
        kind="number",
        unit="µg/m³",
    ),
    Column(
        "pm25_change",
        "PM₂.₅同比",
        lambda line: number_of(line.pm25_change),
        order="pm25_change",
        kind="number",
        unit="%",
    ),
    Column(
        "good",
        "优良",
        lambda line: line.now.days.with_sand.good,
        order="good",
        kind="number",
        unit="天",
    ),
    Column(
        "good_change",
        "优良同比",
        lambda line: line.good_change,
        order="good_change",
        kind="number",
        unit="天",
    ),
    Column("trend", "变化", _trend, kind="light"),
    Column(
        "heavy",
        "重污染",
        lambda line: line.now.days.with_sand.heavy,
        order="heavy",
        kind="number",
        unit="天",
    ),
    Column("main", "首要因子", _main),
    Column("rate", "优良率", lambda line: line.now.rate, shown=False),
    Column(
        "valid",
        "有效",
        lambda line: line.now.days.with_sand.valid,
        order="valid",
        kind="number",
        unit="天",
        shown=False,
    ),
    Column(
        "then",
        "去年同期指数",
        lambda line: number_of(line.then.index),
        order="then",
        kind="number",
        shown=False,
    ),
    *(_figure(place) for place in range(len(POLLUTANTS))),
    Column("remark", "说明", lambda line: line.now.remark, shown=False),
)
TABLE: Table[AirLine, AirLine] = Table(
    "quality-ranking",
    "环境空气质量排名",
    columns=COLUMNS,
    search=("place",),
    search_label="地区名称",
    per=50,
    unit="个",
    keep=("period", "edition", "sand"),
    empty_title="这一时段还没有数据",
    empty_text="请换一个时段，或者先导入监测数据。",
)
OF_CITY = Filter("city", "所在市（州）", choices=_cities, widget="select", keep=_of_city)


def table(found: Ranking) -> Table[AirLine, AirLine]:
    """Return the table of this level, named by its period and edition, so that files say both."""
    cities = found.level == "city"
    return replace(
        TABLE,
        key="quality-cities" if cities else "quality-counties",
        title=f"{found.label}{'市（州）' if cities else '县（市、区）'}环境空气质量排名"
        f"（{found.air.edition}）",
        filters=() if cities else (OF_CITY,),
        keep=("period", "edition", "sand") if cities else ("level", "period", "edition", "sand"),
        per=50 if cities else 100,
    )


def rows(found: Ranking) -> list[AirLine]:
    """Return every place, or none where no place has readings."""
    lines = list(found.air.lines)
    return lines if any(one.now.days.with_sand.valid for one in lines) else []
