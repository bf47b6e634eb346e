"""Air as pages show it: classes and colours, tiles of the province, charts of a city."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Band, Cartogram, Chart, Kpi, Series, Tile, places
from bihuan.modules.quality.queries.files import air_tables, water_tables_in_force
from bihuan.modules.quality.rules.comparison import WORDS, Trend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bihuan.modules.quality.queries.city import CityPage, DayCell, MonthPoint
    from bihuan.modules.quality.queries.lines import AirLine, Side
    from bihuan.modules.quality.queries.overview import Overview, WaterLine

PACK = "sichuan"
LIGHT_OF = {
    Trend.BETTER: "done",
    Trend.SAME: "run",
    Trend.WORSE: "late",
    Trend.NOT_COMPARABLE: "hold",
}
GOOD = 2
HEAVY = 5
"""Levels of air up to which a day is good, and from which it is heavily polluted."""
BASIS_TREND = "绿为改善，蓝为持平，红为变差，紫为不可比；不可比的原因见各市（州）页面。"


def bands() -> tuple[Band, ...]:
    """Return the six classes of air with their colours.

    basis: HJ 633 names the classes, their limits and colours.
    """
    found = air_tables().categories
    return tuple(
        Band(word, f"aqi-{number}", upto if number < len(found) else None)
        for number, (upto, word) in enumerate(found, start=1)
    )


def water_bands() -> tuple[Band, ...]:
    """Return the six classes of water with their colours.

    basis: 环办〔2011〕22号 names the colours.
    """
    return tuple(
        Band(word, f"water-{number}", number)
        for number, word in enumerate(water_tables_in_force().classes, start=1)
    )


def number_of(text: str) -> Decimal | None:
    """Read a printed figure; "--" is none."""
    return None if text in {"", "--"} else Decimal(text.rstrip("%"))


def light_of(trend: str) -> tuple[str, str]:
    """Return the light and the word of a comparison."""
    found = Trend(trend)
    return LIGHT_OF[found], WORDS[found]


def air_tiles(found: Overview, query: str) -> Cartogram:
    """Lay the composite indices out, each with what became of its good days."""
    tiles = []
    for line in found.air.lines:
        if line.now.index == "--":
            continue
        key, word = light_of(line.trend)
        tiles.append(
            Tile(
                line.place.code,
                line.now.index,
                key=key,
                word=word,
                sentence=f"综合指数{line.now.index}，第{line.now.rank or '--'}名。{line.sentence}",
                url=_city(line.place.code, query),
            )
        )
    return Cartogram(
        f"{found.label}各市（州）综合指数，颜色表示优良天数比去年同期的变化",
        places(PACK),
        tuple(tiles),
        "综合指数",
        "优良天数同比",
    )


def water_tiles(found: Overview, query: str) -> Cartogram:
    """Lay the shares of good sections out, each with what became of it."""
    tiles = []
    for line in found.water:
        if not line.total:
            continue
        key, word = light_of(line.trend)
        tiles.append(
            Tile(
                line.place.code,
                f"{line.good}/{line.total}",
                key=key,
                word=word,
                sentence=f"优良断面{line.good}个，有类别的断面{line.total}个。{line.sentence}",
                url=_city(line.place.code, query),
            )
        )
    return Cartogram(
        f"{found.label}各市（州）优良断面数与断面总数，颜色表示优良比例比去年同期的变化",
        places(PACK),
        tuple(tiles),
        "优良断面",
        "优良比例同比",
    )


def _city(code: str, query: str) -> str:
    return f"{reverse('quality:city', args=(code,))}?year={query.partition('period=')[2][:4]}"


def figures(found: Overview) -> tuple[Kpi, ...]:
    """Count the trends of the cities and the sections of the province."""
    lines = [line for line in found.air.lines if line.now.days.with_sand.valid]
    heavy = sum(line.now.days.with_sand.heavy for line in lines)
    until = found.air.until.isoformat() if found.air.until else "--"
    water_until = found.water_until.isoformat() if found.water_until else "--"
    kpis = [
        Kpi(
            "优良天数比去年同期变差的市（州）",
            f"{_worse(found.air.lines)} / {len(lines)}",
            "两年按同一版标准、同样的日子比较优良天数；有效天数相差过大的列为不可比，不计入变差。",
            until,
        ),
        Kpi(
            "重污染天数（21市州合计）",
            f"{heavy}天",
            "空气质量指数大于200的城市日数，含沙尘天。",
            until,
        ),
    ]
    water = found.province_water
    if water is not None and water.total:
        kpis += [
            Kpi(
                "水质优良断面比例",
                water.rate,
                f"有类别的断面{water.total}个，其中Ⅰ至Ⅲ类{water.good}个。先取各月浓度平均再评类别。",
                water_until,
            ),
            Kpi(
                "劣Ⅴ类断面",
                f"{water.counts[-1]}个",
                "时段内浓度平均值劣于Ⅴ类限值的断面。",
                water_until,
            ),
        ]
    return tuple(kpis)


def _worse(lines: Iterable[AirLine]) -> int:
    return sum(line.trend == Trend.WORSE for line in lines)


def ends(lines: Sequence[AirLine], count: int) -> tuple[tuple[AirLine, ...], tuple[AirLine, ...]]:
    """Return the first and the last of a ranking."""
    ranked = [line for line in lines if line.now.rank is not None]
    return tuple(ranked[:count]), tuple(ranked[max(count, len(ranked) - count) :])


def calendar(page: CityPage) -> Chart | None:
    """Draw every day of the year."""
    if not page.days:
        return None
    valid = [cell for cell in page.days if cell.aqi is not None]
    good = sum(cell.level <= GOOD for cell in valid)
    heavy = sum(cell.level >= HEAVY for cell in valid)
    worst = max(valid, key=_aqi, default=None)
    said = (
        f"{page.days[0].day:%Y-%m-%d}至{page.days[-1].day:%Y-%m-%d}有效{len(valid)}天，"
        f"优良{good}天，重度及以上污染{heavy}天"
    )
    if worst is not None:
        said += f"；指数最高的一天是{worst.day:%m月%d日}，{worst.aqi}，{worst.category}"
    return Chart(
        "days",
        f"{page.year}年每日空气质量指数",
        "calendar",
        tuple(cell.day.isoformat() for cell in page.days),
        (Series("AQI", tuple(cell.aqi for cell in page.days)),),
        f"{said}。",
        bands=bands(),
        axis="日期",
        note=f"按{page.edition}评价。空白为无法评价的日子。",
    )


def _aqi(cell: DayCell) -> int:
    return cell.aqi or 0


def pm25(page: CityPage) -> Chart:
    """Draw the fine particles of every month beside last year's."""
    now = tuple(_figure(point.now) for point in page.months)
    then = tuple(_figure(point.then) for point in page.months)
    pairs = [(a, b) for a, b in zip(now, then, strict=True) if a is not None and b is not None]
    lower = sum(a < b for a, b in pairs)
    higher = sum(a > b for a, b in pairs)
    return Chart(
        "pm25",
        "细颗粒物（PM2.5）月均浓度",
        "comparison",
        _months(page.months),
        (Series(f"{page.year}年", now), Series(f"{page.year - 1}年", then)),
        f"两年都有数据的{len(pairs)}个月中，{lower}个月比去年同月低，{higher}个月比去年同月高。",
        axis="月份",
        unit="µg/m³",
    )


def good_days(page: CityPage) -> Chart:
    """Draw the good days of every month beside last year's."""
    now = tuple(_good(point.now) for point in page.months)
    then = tuple(_good(point.then) for point in page.months)
    return Chart(
        "good",
        "每月优良天数",
        "comparison",
        _months(page.months),
        (Series(f"{page.year}年", now), Series(f"{page.year - 1}年", then)),
        page.line.sentence,
        axis="月份",
        unit="天",
        note=f"两年都按{page.edition}评价。",
    )


def trend(page: CityPage) -> Chart:
    """Draw the composite index month by month."""
    now = tuple(_index(point.now) for point in page.months)
    then = tuple(_index(point.then) for point in page.months)
    told = [
        (point.month.month, value) for point, value in zip(page.months, now, strict=True) if value
    ]
    best = min(told, key=lambda each: each[1], default=None)
    worst = max(told, key=lambda each: each[1], default=None)
    said = (
        f"指数越小越好：今年最低的是{best[0]}月（{best[1]}），最高的是{worst[0]}月（{worst[1]}）。"
        if best and worst
        else "今年还没有可以计算综合指数的月份。"
    )
    return Chart(
        "index",
        "环境空气质量综合指数",
        "line",
        _months(page.months),
        (Series(f"{page.year}年", now), Series(f"{page.year - 1}年", then)),
        said,
        axis="月份",
        note=f"综合指数的限值按{page.limits}。",
    )


def _months(points: Sequence[MonthPoint]) -> tuple[str, ...]:
    return tuple(f"{point.month.month}月" for point in points)


def _figure(side: Side | None) -> Decimal | None:
    return None if side is None else number_of(side.pm25)


def _index(side: Side | None) -> Decimal | None:
    return None if side is None else number_of(side.index)


def _good(side: Side | None) -> int | None:
    return None if side is None else side.days.with_sand.good


def water_said(line: WaterLine) -> str:
    """Say the sections of a city in one line."""
    if not line.total:
        return "这一时段没有可以评价的断面。"
    return f"有类别的断面{line.total}个，Ⅰ至Ⅲ类{line.good}个，占{line.rate}。{line.sentence}"


def water_word(grade: int | None) -> str:
    """Return the word for a class, "--" for none."""
    return "--" if grade is None else water_tables_in_force().word(grade)
