"""Charts and cartograms of the specimen page, with invented values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bihuan.kernel.ui.components import (
    LIGHTS,
    Band,
    Cartogram,
    Chart,
    Limit,
    Place,
    Series,
    Tile,
)

GOOD = 100
MONTHS = tuple(f"{month}月" for month in range(1, 9))
BANDS = (
    Band("优", "aqi-1", 50),
    Band("良", "aqi-2", 100),
    Band("轻度污染", "aqi-3", 150),
    Band("中度污染", "aqi-4", 200),
    Band("重度污染", "aqi-5", 300),
    Band("严重污染", "aqi-6"),
)
NOW = (52, 61, 44, 33, 24, 19, 17, None)
THEN = (58, 55, 47, 35, 27, 22, 18, 20)
PLACES = {
    "a": Place("甲市", 1, 2),
    "b": Place("乙市", 1, 3),
    "c": Place("丙州", 2, 1),
    "d": Place("丁市", 2, 2),
    "e": Place("戊市", 2, 3),
    "f": Place("己州", 3, 1),
    "g": Place("庚市", 3, 2),
}


def charts() -> tuple[Chart, ...]:
    """Return one chart of every kind."""
    return (_calendar(), _line(), _comparison(), _bar())


def _calendar() -> Chart:
    first = date(2026, 1, 1)
    days = [first + timedelta(days=day) for day in range(243)]
    values = tuple(
        None
        if not (place + 1) % 61
        else 30 + (place * 37) % 71 + (not place % 19) * 60 + (not place % 97) * 130
        for place in range(len(days))
    )
    good = sum(value is not None and value <= GOOD for value in values)
    return Chart(
        "days",
        "每日空气质量指数（样例）",
        "calendar",
        tuple(day.isoformat() for day in days),
        (Series("AQI", values),),
        f"1月1日至8月31日有效{sum(value is not None for value in values)}天，优良{good}天。",
        bands=BANDS,
        axis="日期",
    )


def _line() -> Chart:
    return Chart(
        "trend",
        "氨氮逐月浓度（样例）",
        "line",
        MONTHS,
        (
            Series(
                "某断面",
                tuple(
                    Decimal(each)
                    for each in ("0.82", "0.91", "1.12", "0.74", "0.61", "0.55", "0.4", "0.38")
                ),
            ),
        ),
        "8个月中3月超过Ⅲ类限值，其余各月达到。",
        unit="mg/L",
        axis="月份",
        limits=(Limit("Ⅲ类限值", Decimal("1.0")),),
    )


def _comparison() -> Chart:
    return Chart(
        "years",
        "细颗粒物今年与去年（样例）",
        "comparison",
        MONTHS,
        (Series("2026年", NOW), Series("2025年", THEN)),
        "已有7个月的数据，其中6个月低于上年同月，8月尚无数据。",
        unit="µg/m³",
        axis="月份",
        note="两年按同一版标准评价。",
    )


def _bar() -> Chart:
    return Chart(
        "counts",
        "各市优良天数（样例）",
        "bar",
        tuple(place.label for place in PLACES.values()),
        (Series("优良天数", (201, 188, 240, 176, 192, 243, 199)),),
        "最多的己州243天，最少的丁市176天。",
        unit="天",
        axis="市（州）",
    )


def cartograms() -> tuple[Cartogram, ...]:
    """Return one by classes of air, and one by lights."""
    values = {"a": 42, "b": 78, "c": 133, "d": 178, "e": 265, "f": 402}
    tones = {
        region: next(band for band in BANDS if band.upto is None or value <= band.upto)
        for region, value in values.items()
    }
    air = tuple(
        Tile(
            region,
            str(value),
            tone=tones[region].tone,
            word=tones[region].word,
            sentence=f"{PLACES[region].label}指数{value}，{tones[region].word}。",
            url=f"#{region}",
        )
        for region, value in values.items()
    )
    lights = tuple(
        Tile(region, str(place), key=key, url=f"#light-{region}")
        for place, (region, key) in enumerate(zip("abcdef", LIGHTS, strict=True), start=1)
    )
    return (
        Cartogram("各市空气质量指数样例", PLACES, air, "AQI", "类别", BANDS),
        Cartogram("各市清单公开情况样例", PLACES, lights, "件数", "状态"),
    )
