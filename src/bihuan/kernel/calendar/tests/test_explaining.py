"""An explanation is a list a clerk can check with a wall calendar."""

from datetime import date, datetime

from bihuan.kernel.calendar import (
    SHANGHAI,
    Roll,
    calendar_days,
    explain,
    hours,
    months,
    national,
    working_days,
)


def test_every_day_stands_with_its_reason() -> None:
    explanation = explain(date(2026, 2, 13), working_days(2), national())
    assert [str(line) for line in explanation.lines] == [
        "2026-02-13 星期五 起算当日，不计入",
        "2026-02-14 星期六 调休上班，计入",
        "2026-02-15 星期日 春节放假，不计",
        "2026-02-16 星期一 春节放假，不计",
        "2026-02-17 星期二 春节放假，不计",
        "2026-02-18 星期三 春节放假，不计",
        "2026-02-19 星期四 春节放假，不计",
        "2026-02-20 星期五 春节放假，不计",
        "2026-02-21 星期六 春节放假，不计",
        "2026-02-22 星期日 春节放假，不计",
        "2026-02-23 星期一 春节放假，不计",
        "2026-02-24 星期二 工作日，计入",
    ]
    assert explanation.summary == (
        "2026年2月13日为起算日，不计入，自次日起计2个工作日，其间9天休息日不计，"
        "至2026年2月24日（星期二）届满。"
        "依据：国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）。"
    )


def test_plain_weekends_are_called_weekends() -> None:
    words = [str(line) for line in explain(date(2026, 3, 6), working_days(1), national()).lines]
    assert "2026-03-07 星期六 周末，不计" in words
    assert words[-1] == "2026-03-09 星期一 工作日，计入"


def test_a_month_without_the_day_number_says_so() -> None:
    words = [str(line) for line in explain(date(2023, 1, 31), months(2), national()).lines]
    assert words == [
        "2023-01-31 星期二 起算当日，不计入",
        "2023-02-28 星期二 满1个月，当月没有31日，以月末为准，计入",
        "2023-03-31 星期五 满2个月，计入",
    ]


def test_a_roll_is_shown_day_by_day() -> None:
    forward = explain(date(2026, 1, 24), calendar_days(7), national(), Roll.FORWARD)
    assert [str(line) for line in forward.lines[-3:]] == [
        "2026-01-31 星期六 最后一日遇周末，顺延",
        "2026-02-01 星期日 最后一日遇周末，顺延",
        "2026-02-02 星期一 工作日，顺延到这一天届满",
    ]
    back = explain(date(2026, 1, 24), calendar_days(7), national(), Roll.BACK)
    assert str(back.lines[-1]) == "2026-01-30 星期五 工作日，提前到这一天届满"
    assert "不是工作日，提前，至2026年1月30日（星期五）届满" in back.summary


def test_hours_are_told_from_minute_to_minute() -> None:
    start = datetime(2026, 2, 16, 17, 30, tzinfo=SHANGHAI)
    explanation = explain(start, hours(24), national())
    assert [str(line) for line in explanation.lines] == [
        "2026-02-16 星期一 17:30起算，按小时连续计算",
        "2026-02-17 星期二 17:30届满",
    ]
    assert explanation.summary.endswith("休息日、节假日照常计算。")


def test_suspended_days_stand_in_the_list() -> None:
    halted = frozenset({date(2026, 3, 3)})
    days = explain(date(2026, 3, 2), working_days(1), national(), suspended=halted)
    assert [str(line) for line in days.lines[1:]] == [
        "2026-03-03 星期二 中止期间，不计",
        "2026-03-04 星期三 工作日，计入",
    ]
    assert "中止期间1天不计" in days.summary
    month = explain(date(2026, 2, 5), months(1), national(), suspended=halted)
    assert [str(line) for line in month.lines[1:]] == [
        "2026-03-03 星期二 中止期间，不计",
        "2026-03-05 星期四 满1个月，计入",
        "2026-03-06 星期五 因中止1天，满期日后移到这一天",
    ]
