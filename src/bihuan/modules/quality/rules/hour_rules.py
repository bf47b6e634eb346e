"""What is asked of a staged table of station hours: every fault as a question to the database.

The staged table `staged` has text columns line, moment, station, name, area and the six
pollutants; `typed` has the same as values. A question answers with lines and the cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.modules.quality.rules.cells import NOT_NUMBERS, NOTHING
from bihuan.modules.quality.rules.rows import AIR, AIR_NAMES

COLUMNS: dict[str, tuple[str, ...]] = {
    "moment": ("timepoint", "监测时间", "时间", "time"),
    "station": ("stationcode", "站点编码", "station"),
    "area": ("area", "城市", "地区", "city"),
    "name": ("positionname", "站点名称", "name"),
    "so2": AIR_NAMES["so2"],
    "no2": AIR_NAMES["no2"],
    "pm10": AIR_NAMES["pm10"],
    "co": AIR_NAMES["co"],
    "o3": ("O3", "臭氧", "O₃"),
    "pm25": AIR_NAMES["pm25"],
    "most": ("o3_24h", "O3_24h"),
}
OPTIONAL = frozenset({"name", "most"})
ITEMS = tuple(AIR)


def quoted(words: frozenset[str]) -> str:
    """Return words as a list of SQL texts."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))


MISSING = quoted(frozenset(word.casefold() for word in NOTHING))
UNREAL = quoted(NOT_NUMBERS)


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of fault: what to ask, and the words for what comes back."""

    rule: str
    column: str
    where: str
    cell: str
    message: str
    """`{}` is the cell."""
    remedy: str


def _of(item: str) -> tuple[Question, ...]:
    unit, most = AIR[item]
    label = AIR_NAMES[item][0]
    there = f"lower({item}) NOT IN ({MISSING})"
    value = f"try_cast({item} AS DECIMAL(18, 6))"
    return (
        Question(
            "formula",
            label,
            f"starts_with({item}, '=')",
            item,
            "这一格是公式“{}”，不是数值。",
            "请复制后选择性粘贴为数值。",
        ),
        Question(
            "nan",
            label,
            f"lower({item}) IN ({UNREAL})",
            item,
            "写的是“{}”，不是数值。",
            "没有数据的请留空。",
        ),
        Question(
            "number",
            label,
            f"{there} AND lower({item}) NOT IN ({UNREAL}) AND NOT starts_with({item}, '=')"
            f" AND {value} IS NULL",
            item,
            "“{}”不是数值。",
            f"请填写以{unit}计的数字，没有数据的请留空。",
        ),
        Question(
            "negative",
            label,
            f"{value} < 0",
            item,
            "数值 {} 为负。",
            "缺测请留空，不要用负数代替。",
        ),
        Question(
            "unit",
            label,
            f"{value} > {most}",
            item,
            f"数值 {{}} 超过以{unit}计可能出现的最大值 {most}。",
            f"请核对单位是否为{unit}，以及是否与相邻栏目互换。",
        ),
    )


ZONE = "regexp_matches(moment, '(Z|[+-][0-9]{2}:?[0-9]{2})$') AND length(moment) > 10"
TEXT_QUESTIONS: tuple[Question, ...] = (
    Question("empty", "站点编码", "station = ''", "station", "站点编码是空的。{}", "请补上。"),
    Question(
        "zone",
        "时间",
        ZONE,
        "moment",
        "时间 {} 带有时区。",
        "请改为不带时区的北京时间，避免整体错位。",
    ),
    Question(
        "date",
        "时间",
        f"told_at IS NULL AND NOT ({ZONE})",
        "moment",
        "“{}”不是时间。",
        "请写成 2024-06-30 16:00 的样式，并核对是否与相邻栏目互换。",
    ),
    Question(
        "clock",
        "时间",
        f"told_at <> date_trunc('hour', told_at) AND NOT ({ZONE})",
        "moment",
        "时间 {} 不是整点。",
        "小时值按整点报送；夏令时或者半小时时区的数据请先换算为北京时间。",
    ),
    *(question for item in ITEMS for question in _of(item)),
)
"""Asked of `staged`, which has besides the text of the moment its value `told_at`."""
