"""What nobody has announced is never presented as fact."""

from datetime import date

import pytest

from bihuan.kernel.calendar import (
    Roll,
    Span,
    calendar_days,
    due,
    explain,
    months,
    national,
    working_days,
)


def test_the_last_notice_settles_its_year_but_not_the_turn_of_it() -> None:
    assert national().published_until == date(2026, 12, 28)
    assert national().is_settled(date(2025, 12, 31))
    assert not national().is_settled(date(2026, 12, 29))
    assert not national().is_settled(date(2019, 12, 31))


@pytest.mark.goal("F3")
@pytest.mark.parametrize(
    ("start", "span", "roll", "provisional"),
    [
        ("2026-12-01", "10个工作日", Roll.NONE, False),
        ("2026-12-25", "1个工作日", Roll.NONE, False),
        ("2026-12-25", "2个工作日", Roll.NONE, True),
        ("2026-12-25", "20个工作日", Roll.NONE, True),
        ("2030-03-01", "1个工作日", Roll.NONE, True),
        ("2026-12-25", "60日", Roll.NONE, False),  # no rest day is asked about
        ("2026-12-25", "60日", Roll.FORWARD, True),
        ("2026-12-25", "2个月", Roll.NONE, False),
        ("2026-12-25", "2个月", Roll.BACK, True),
        ("2019-12-01", "5个工作日", Roll.NONE, True),  # before the first edition
    ],
)
def test_a_date_is_provisional_when_it_rests_on_an_unpublished_day(
    start: str, span: str, roll: Roll, *, provisional: bool
) -> None:
    found = due(date.fromisoformat(start), Span.parse(span), national(), roll)
    assert found.provisional is provisional


def test_fixed_statutory_days_are_assumed_and_lunar_ones_are_not() -> None:
    calendar = national()
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert not calendar.is_working_day(date(2028, 5, 2))
    assert not calendar.is_working_day(date(2027, 10, 1))
    assert calendar.is_working_day(date(2027, 2, 8))  # within the Spring Festival of 2027
    assert calendar.is_working_day(date(2027, 10, 4))


def test_the_explanation_says_which_notice_is_missing() -> None:
    explanation = explain(date(2026, 12, 25), working_days(6), national())
    words = [str(line) for line in explanation.lines]
    assert "2026-12-28 星期一 工作日，计入" in words
    assert "2026-12-31 星期四 工作日（2027年放假安排尚未载入，暂按此计），计入" in words
    assert "2027-01-01 星期五 元旦放假（2027年放假安排尚未载入，暂按此计），不计" in words
    assert "此日期为暂定" in explanation.summary


def test_the_editions_used_are_named() -> None:
    assert due(date(2025, 12, 1), working_days(40), national()).editions == (
        "china-2025",
        "china-2026",
    )
    assert due(date(2020, 1, 31), working_days(1), national()).editions == ("china-2020r2",)
    assert due(date(2025, 12, 1), calendar_days(40), national()).editions == ()
    assert due(date(2025, 12, 1), months(3), national()).editions == ()
