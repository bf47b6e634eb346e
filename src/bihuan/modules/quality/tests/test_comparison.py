"""This year against last year: only under one table, only exact, only what can be compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from bihuan.modules.quality.rules import air, comparison, periods
from bihuan.modules.quality.rules.comparison import Indicator, Side, Target, Trend
from bihuan.modules.quality.rules.periods import DayCount
from bihuan.modules.quality.tests.readings import TABLES, needs_readings, rows

DAYS_2024, DAYS_2023 = 244, 243  # January–August; 2024 is a leap year
TABLE = "HJ 633-2012"


def days(good: int, valid: int, heavy: int = 0, table: str = TABLE, label: str = "") -> Side:
    return Side(label or f"{valid}天", table, DayCount(good, heavy, valid))


@needs_readings
def test_the_provinces_ranking_follows_from_its_indices() -> None:
    published = rows("sichuan_2024-01_08_ranking.csv")
    found = periods.ranks([Decimal(row["composite_index"]) for row in published])
    assert found == [int(row["rank"]) for row in published]
    assert len(found) == 21
    whole = np.array([int(Decimal(row["composite_index"]) * 100) for row in published])
    assert periods.rank_blocks(whole).tolist() == found


@needs_readings
def test_the_provinces_good_day_table_follows_from_counts() -> None:
    for row in rows("sichuan_2024-01_08_pm25_goodrate.csv"):
        good = comparison.count_of(Decimal(row["good_rate_pct"]), DAYS_2024)
        assert good is not None, row["city"]
        points = Decimal(row["good_rate_yoy_pp"])
        fitting = [
            before
            for before in range(DAYS_2023 + 1)
            if comparison.compare_days(
                days(good, DAYS_2024), days(before, DAYS_2023)
            ).points_printed
            == points
        ]
        assert len(fitting) == 1, row["city"]
        if row["city"] == "乐山":
            assert (good, fitting) == (191, [196])
        if row["city"] == "成都":
            assert good == 186
        if row["city"] == "绵阳":
            exact = comparison.compare_days(days(206, DAYS_2024), days(187, DAYS_2023))
            assert (exact.points_printed, exact.points_shown) == (Decimal("7.4"), "+7.5")


def test_one_table_on_both_sides_or_nothing() -> None:
    now = days(74, 180, table="HJ 633-2026", label="2015年上半年")
    then = days(77, 176, label="2014年上半年")
    mixed = comparison.compare_days(now, then)
    assert mixed.trend is Trend.NOT_COMPARABLE
    assert mixed.difference is None
    assert mixed.points_shown == "--"
    assert "标准不同，不可比" in mixed.sentence
    # What the mixed figures hide: twelve days gained, not three lost.
    same = comparison.compare_days(days(89, 180), then)
    assert (same.trend, same.difference) == (Trend.BETTER, 12)


def test_leap_years_and_gaps_are_levelled() -> None:
    found = comparison.compare_days(days(191, 244), days(196, 243))
    assert found.difference == -5
    assert found.points_shown == "-2.4"
    assert found.level == (Fraction(191, 244) - Fraction(196, 243)) * 244
    far = comparison.compare_days(days(100, 150), days(110, 181))
    assert far.trend is Trend.NOT_COMPARABLE
    assert far.difference == -10
    assert "只作提示" in far.sentence
    assert comparison.compare_days(days(0, 0), days(1, 2)).trend is Trend.NOT_COMPARABLE
    assert comparison.compare_days(days(5, 9), days(5, 9)).trend is Trend.SAME


def test_a_count_is_recovered_only_when_it_is_the_only_one() -> None:
    assert comparison.count_of(Decimal("76.2"), 244) == 186
    assert comparison.count_of(Decimal(76), 244) is None
    assert comparison.count_of(Decimal("76.3"), 244) is None


def test_changed_section_lists_are_not_comparable() -> None:
    found = comparison.compare_sections({"甲": 2, "丙": 4}, {"甲": 2, "乙": 3})
    assert found.trend is Trend.NOT_COMPARABLE
    assert found.sentence == "两个时段的断面清单不同（新增丙；减少乙），优良率不可比。"
    worse = comparison.compare_sections({"甲": 2, "乙": 4}, {"甲": 1, "乙": 3})
    assert (worse.trend, worse.now, worse.then) == (Trend.WORSE, Fraction(1, 2), Fraction(1))
    assert worse.fallen == ("乙",)
    assert "下降50.0个百分点" in worse.sentence
    assert comparison.compare_sections({}, {}).trend is Trend.NOT_COMPARABLE


def test_the_bottom_line_is_held_indicator_by_indicator() -> None:
    now = (
        Indicator("pm25", "PM2.5", Fraction(3204, 100), "GB 3095-2012", unit="µg/m³"),
        Indicator("index", "综合指数", Fraction(354, 100), "GB 3095-2012", decimals=2),
        Indicator("rate", "优良率", Fraction(186, 244), TABLE, smaller_is_better=False),
        Indicator("so2", "SO2", None, "GB 3095-2012"),
        Indicator("new", "新指标", Fraction(1), "甲"),
    )
    then = (
        Indicator("pm25", "PM2.5", Fraction(3201, 100), "GB 3095-2012", unit="µg/m³"),
        Indicator("index", "综合指数", Fraction(393, 100), "GB 3095-2026", decimals=2),
        Indicator("rate", "优良率", Fraction(186, 244), TABLE, smaller_is_better=False),
        Indicator("so2", "SO2", Fraction(6), "GB 3095-2012"),
    )
    found = comparison.bottom_line(now, then)
    assert [one.trend for one in found] == [
        Trend.WORSE,
        Trend.NOT_COMPARABLE,
        Trend.SAME,
        Trend.NOT_COMPARABLE,
        Trend.NOT_COMPARABLE,
    ]
    assert found[0].sentence == (
        "PM2.532.0µg/m³，去年同期32.0µg/m³，变差（修约后相同，按未修约值判断）。"
    )
    assert "口径不同" in found[1].sentence


def test_a_target_is_held_under_its_own_table() -> None:
    target = Target("pm25", "PM2.5", 2024, Fraction(32), "GB 3095-2012", "年度目标")
    figure = Indicator("pm25", "PM2.5", Fraction(32), "GB 3095-2012", unit="µg/m³")
    assert comparison.against_target(target, figure).met is True
    above = Indicator("pm25", "PM2.5", Fraction(3201, 100), "GB 3095-2012")
    assert comparison.against_target(target, above).met is False
    other = Indicator("pm25", "PM2.5", Fraction(30), "GB 3095-2026")
    assert comparison.against_target(target, other).met is None


@pytest.mark.parametrize(("marked", "expected"), [(False, (2, 2, 5)), (True, (2, 1, 3))])
def test_sand_is_counted_both_ways(marked: bool, expected: tuple[int, int, int]) -> None:  # noqa: FBT001
    aqi = np.array([90, 100, 101, 201, 500, -1], dtype=np.int16)
    sand = np.array([False, True, True, False, True, False])
    found = periods.count_days(aqi, sand if marked else None)
    without = found.without_sand
    assert found.with_sand == DayCount(2, 2, 5)
    assert (without.good, without.heavy, without.valid) == expected


def test_concentrations_leave_sand_out_and_keep_gases() -> None:
    cities = np.full((6, 2, 1), 50, dtype=np.int32)
    found = periods.without_sand(cities, np.array([[True], [False]]))
    assert found[:, 0, 0].tolist() == [50, 50, -1, 50, 50, -1]
    assert (found[:, 1, 0] == 50).all()
    assert (cities == 50).all()


def test_the_standard_of_2026_moves_the_good_line() -> None:
    # The worked example without its ozone: 89 under one edition, 104 under the other.
    values = np.array([12, 45, 128, 9, -1, 61])
    old = air.index(values, TABLES.aqi_edition("2012"))
    new = air.index(values, TABLES.aqi_edition("2026"))
    assert (int(old.aqi), int(new.aqi)) == (89, 104)
    assert periods.count_days(np.array([old.aqi])).with_sand.good == 1
    assert periods.count_days(np.array([new.aqi])).with_sand.good == 0
