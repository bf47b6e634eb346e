"""A staged file of station hours held against every rule, row by row and as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import SHANGHAI
from bihuan.modules.quality.models import Station
from bihuan.modules.quality.rules import hour_rules, shapes
from bihuan.modules.quality.rules.faults import MOST_FAULTS
from bihuan.modules.quality.rules.hour_rules import ITEMS
from bihuan.modules.quality.rules.hours import HARDLY, LEAST_PAIRS, Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.modules.quality.operations.hour_staging import Staged

HALF = 2
"""An hour in which less than half of the stations report at the end of a file looks cut off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A file of hours and how it is to be read."""

    name: str
    sm3: str
    size: int
    places: Mapping[str, tuple[str, str] | None]
    label: Label
    reason: str
    dry_run: bool


def judge(staged: Staged, asked: Asked, at: datetime) -> None:
    """Hold the staged rows against every rule; what passes stands in the table `typed`."""
    if staged.faults.count:
        return
    _exchange_ozone(staged)
    staged.db.execute(
        "CREATE TABLE staged AS SELECT *,"
        " try_cast(replace(moment, '/', '-') AS TIMESTAMP) AS told_at FROM raw"
    )
    for question in hour_rules.TEXT_QUESTIONS:
        _put(staged, question)
    if staged.faults.count:
        return
    _type(staged, asked)
    if not staged.faults.count:
        _judge_whole(staged, at)


def _exchange_ozone(staged: Staged) -> None:
    """Detect the exchanged ozone fields of the national feed and put them right."""
    pairs, below, above = staged.ask(
        "SELECT count(*), count(*) FILTER (b < a), count(*) FILTER (b > a) FROM (SELECT"
        " try_cast(o3 AS DECIMAL(18, 6)) AS a, try_cast(most AS DECIMAL(18, 6)) AS b FROM raw)"
        " WHERE a IS NOT NULL AND b IS NOT NULL"
    )[0]
    if pairs >= LEAST_PAIRS and below > HARDLY * above:
        staged.db.execute("UPDATE raw SET o3 = most")
        staged.notes.append(
            f"O3 与 O3_24h 两栏互换（{pairs}行中有{below}行的“日最大”小于“小时值”），"
            "已按 O3_24h 一栏作为小时值导入。"
        )


def _put(staged: Staged, question: hour_rules.Question) -> None:
    # The questions are our own constants; nothing of a file is in them.
    count = staged.one(f"SELECT count(*) FROM staged WHERE {question.where}")  # noqa: S608
    if not count:
        return
    rows = staged.ask(
        f"SELECT line, {question.cell} FROM staged WHERE {question.where}"  # noqa: S608
        f" ORDER BY line LIMIT {MOST_FAULTS}"
    )
    for line, cell in rows:
        shown = "" if cell is None else str(cell)[:30]
        staged.faults.add(
            question.rule,
            question.message.format(shown),
            question.remedy,
            row=int(line),
            column=question.column,
        )
    staged.faults.count += int(count) - len(rows)


def _type(staged: Staged, asked: Asked) -> None:
    """Make values of the texts, of the stations of the province."""
    words = [(word, found[0]) for word, found in asked.places.items() if found is not None]
    staged.db.execute("CREATE TABLE place (word VARCHAR, code VARCHAR)")
    staged.db.executemany("INSERT INTO place VALUES (?, ?)", words)
    register = list(Station.objects.values_list("code", "place"))
    staged.db.execute("CREATE TABLE register (code VARCHAR, place VARCHAR)")
    if register:
        staged.db.executemany("INSERT INTO register VALUES (?, ?)", register)
    shift = "told_at - INTERVAL 1 HOUR" if asked.label is Label.END else "told_at"
    values = ", ".join(
        f"CAST(round(try_cast({item} AS DECIMAL(18, 6)) * 1000) AS INTEGER) AS {item}"
        for item in ITEMS
    )
    staged.db.execute(
        f"CREATE TABLE typed AS SELECT line, {shift} AS start, station, name,"  # noqa: S608
        f" coalesce(place.code, register.place) AS place, {values} FROM staged"
        " LEFT JOIN place ON place.word = area LEFT JOIN register ON register.code = station"
        " WHERE coalesce(place.code, register.place) IS NOT NULL"
    )
    outside = staged.rows - int(staged.one("SELECT count(*) FROM typed"))
    if outside == staged.rows:
        staged.faults.add(
            "place",
            "没有一行是本省的站点。",
            "请核对“城市”栏，或者先导入站点所在城市。",
            column="城市",
        )
    elif outside:
        staged.notes.append(f"外省或者无法识别地区的{outside}行没有导入。")
    for station, many in staged.ask(
        "SELECT station, string_agg(DISTINCT place, '、') FROM typed GROUP BY station"
        " HAVING count(DISTINCT place) > 1 ORDER BY station LIMIT 20"
    ):
        staged.faults.add(
            "register", f"站点 {station} 分属两个地区：{many}。", "请核对站点编码和城市。"
        )


def _judge_whole(staged: Staged, at: datetime) -> None:
    now = at.astimezone(SHANGHAI).replace(tzinfo=None)
    for line, start in staged.ask(
        "SELECT line, start FROM typed WHERE start > $now ORDER BY line LIMIT 20", now=now
    ):
        staged.faults.add(
            "future", f"{start:%Y-%m-%d %H:%M} 还没有到。", "请核对时间和时区。", row=int(line)
        )
    _judge_units(staged)
    _judge_clock(staged)
    _judge_end(staged)


def _judge_units(staged: Staged) -> None:
    co, pm10, fine, over = staged.ask(
        "SELECT median(co), median(pm10), count(*) FILTER (pm25 IS NOT NULL AND pm10 IS NOT NULL),"
        " count(*) FILTER (pm25 > pm10) FROM typed"
    )[0]
    if co is not None and co > 20_000:  # noqa: PLR2004  no province has such an hour
        staged.faults.add(
            "unit",
            f"CO的中位数为{co / 1000:g}，以mg/m³计不可能这样高。",
            "这像是µg/m³，请除以1000后重新导入。",
            column="CO",
        )
    if pm10 is not None and 0 < pm10 < 1000:  # noqa: PLR2004  one µg/m³
        staged.faults.add(
            "unit",
            f"PM10的中位数为{pm10 / 1000:g}，以µg/m³计不可能这样低。",
            "这像是mg/m³，请乘以1000后重新导入。",
            column="PM10",
        )
    if fine >= shapes.FEW and over * shapes.MOSTLY > fine:
        staged.faults.add(
            "swapped",
            f"{fine}行中有{over}行的PM2.5大于PM10，而细颗粒物是可吸入颗粒物的一部分。",
            "PM2.5与PM10两栏很可能互换了，请核对表头后重新导入。",
            column="PM2.5",
        )
    elif over:
        staged.notes.append(f"有{over}行的PM2.5大于PM10，已照原值导入，请核对。")


def _judge_clock(staged: Staged) -> None:
    """Refuse doubled hours; where a whole hour is doubled or left out, say what it looks like."""
    staged.db.execute(
        "CREATE TABLE doubled AS SELECT station, start, min(line) AS first, max(line) AS line,"
        " count(*) AS times FROM typed GROUP BY station, start HAVING count(*) > 1"
    )
    doubled = int(staged.one("SELECT coalesce(sum(times - 1), 0) FROM doubled"))
    skipped = _skipped(staged)
    if doubled:
        for line, first, station, start in staged.ask(
            f"SELECT line, first, station, start FROM doubled ORDER BY line LIMIT {MOST_FAULTS}"  # noqa: S608
        ):
            staged.faults.add(
                "duplicate",
                f"{station} {start:%Y-%m-%d %H}时起的一小时与第{first}行重复。",
                "请只保留一行。",
                row=int(line),
            )
        staged.faults.count += doubled - min(
            int(staged.one("SELECT count(*) FROM doubled")), MOST_FAULTS
        )
    whole = staged.ask(
        "SELECT d.start FROM (SELECT start, count(*) AS n FROM doubled GROUP BY start) AS d JOIN"
        " (SELECT start, count(DISTINCT station) AS n FROM typed GROUP BY start) AS t USING (start)"
        " WHERE d.n = t.n AND t.n > 1 ORDER BY start LIMIT 5"
    )
    for (start,) in whole:
        staged.faults.add(
            "clock",
            f"{start:%Y-%m-%d %H}时起的一小时，全部站点都有两次。",
            "这像是夏令时回拨造成的；我国现在不实行夏令时，请把数据换算为北京时间后重新导入。",
            column="时间",
        )
    for start in skipped:
        said = f"{start:%Y-%m-%d %H}时起的一小时，全部站点都没有数据"
        if whole:
            staged.faults.add("clock", f"{said}。", "这像是夏令时拨快造成的。", column="时间")
        else:
            staged.notes.append(f"{said}，请核对是停报还是时间错位（如夏令时）。")


def _skipped(staged: Staged) -> list[datetime]:
    """Return single hours that no station has, between two that most have."""
    rows = staged.ask(
        "WITH h AS (SELECT DISTINCT start FROM typed), g AS (SELECT start, lead(start) OVER"
        " (ORDER BY start) AS next FROM h) SELECT start + INTERVAL 1 HOUR FROM g"
        " WHERE next - start = INTERVAL 2 HOUR ORDER BY 1 LIMIT 5"
    )
    return [row[0] for row in rows]


def _judge_end(staged: Staged) -> None:
    """Tell when the last hour has far fewer stations than the others."""
    rows = staged.ask(
        "SELECT start, count(*) FROM typed GROUP BY start ORDER BY start DESC LIMIT 25"
    )
    if len(rows) > HALF:
        usual = sorted(count for _, count in rows[1:])[len(rows[1:]) // 2]
        start, count = rows[0]
        if count * HALF < usual:
            staged.notes.append(
                f"最后一个小时（{start:%Y-%m-%d %H}时起）只有{count}个站点，通常有{usual}个，"
                "文件可能没有导出完整。"
            )
