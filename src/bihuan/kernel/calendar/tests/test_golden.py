"""Dates worked out by hand from the notices, and from the articles of the Civil Code."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bihuan.kernel.calendar import (
    SHANGHAI,
    Roll,
    Span,
    calendar_days,
    due,
    hours,
    months,
    national,
    working_days,
)

GOLDEN = [
    # start, span, due: Spring Festival of each year
    ("2020-01-22", "1个工作日", "2020-01-23"),
    ("2020-01-23", "1个工作日", "2020-02-03"),  # extended to 2 February by a second notice
    ("2020-01-17", "5个工作日", "2020-01-23"),  # Sunday 19 January is worked
    ("2020-01-31", "5个工作日", "2020-02-07"),  # Saturday 1 February is a day off after all
    ("2021-02-05", "5个工作日", "2021-02-18"),  # 7 (Sun), 8, 9, 10, then 18 February
    ("2021-02-18", "2个工作日", "2021-02-20"),  # 19, then Saturday 20
    ("2022-01-28", "3个工作日", "2022-02-07"),  # 29 (Sat), 30 (Sun), then 7 February
    ("2023-01-20", "3个工作日", "2023-01-30"),  # 28 (Sat), 29 (Sun), 30 January
    ("2024-02-02", "10个工作日", "2024-02-21"),  # 4 (Sun) … 9; 18 (Sun), 19, 20, 21
    ("2025-01-24", "5个工作日", "2025-02-07"),  # 26 (Sun), 27; 5, 6, 7 February
    ("2025-02-07", "1个工作日", "2025-02-08"),  # Saturday 8 February is worked
    ("2026-02-13", "2个工作日", "2026-02-24"),  # 14 (Sat), then 24 February
    ("2026-02-10", "10个工作日", "2026-03-02"),
    # National Day of each year
    ("2020-09-25", "5个工作日", "2020-10-09"),  # 27 (Sun), 28, 29, 30; 9 October
    ("2020-10-09", "1个工作日", "2020-10-10"),
    ("2021-09-30", "2个工作日", "2021-10-09"),  # 8, then Saturday 9
    ("2022-09-30", "3个工作日", "2022-10-10"),  # 8 (Sat), 9 (Sun), 10
    ("2023-09-28", "3个工作日", "2023-10-09"),  # 7 (Sat), 8 (Sun), 9
    ("2024-09-27", "3个工作日", "2024-10-08"),  # 29 (Sun), 30; 8 October
    ("2024-10-11", "1个工作日", "2024-10-12"),
    ("2025-09-26", "4个工作日", "2025-10-09"),  # 28 (Sun), 29, 30; 9 October
    ("2025-10-10", "1个工作日", "2025-10-11"),
    ("2026-09-18", "1个工作日", "2026-09-20"),  # Sunday 20 September is worked
    ("2026-09-30", "2个工作日", "2026-10-09"),
    ("2026-10-09", "1个工作日", "2026-10-10"),
    # the turn of the year
    ("2021-12-31", "1个工作日", "2022-01-04"),
    ("2022-12-30", "1个工作日", "2023-01-03"),
    ("2025-12-31", "1个工作日", "2026-01-04"),
    # a start on a rest day counts nothing of itself
    ("2026-02-18", "1个工作日", "2026-02-24"),
    ("2026-03-07", "5个工作日", "2026-03-13"),
    # the notice itself: two months from 17 March 2023
    ("2023-03-17", "2个月", "2023-05-17"),
    # months ending where the day number is missing (民法典第二百〇二条)
    ("2023-01-31", "1个月", "2023-02-28"),
    ("2024-01-31", "1个月", "2024-02-29"),
    ("2024-02-29", "12个月", "2025-02-28"),
    ("2024-02-29", "48个月", "2028-02-29"),
    ("2023-03-31", "1个月", "2023-04-30"),
    ("2023-03-31", "2个月", "2023-05-31"),
    ("2023-08-31", "6个月", "2024-02-29"),
    ("2023-12-31", "2个月", "2024-02-29"),
    ("2023-12-15", "1个月", "2024-01-15"),
    # calendar days never ask the calendar
    ("2023-06-30", "30日", "2023-07-30"),
    ("2024-02-28", "1日", "2024-02-29"),
    ("2025-12-31", "60日", "2026-03-01"),
    # the same day
    ("2026-03-03", "0日", "2026-03-03"),
]


@pytest.mark.goal("F1")
@pytest.mark.parametrize(("start", "span", "on"), GOLDEN)
def test_golden(start: str, span: str, on: str) -> None:
    found = due(date.fromisoformat(start), Span.parse(span), national())
    assert found.on.isoformat() == on
    assert found.at == datetime.combine(found.on, datetime.max.time(), SHANGHAI).replace(
        microsecond=0
    )
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "span", "roll", "on"),
    [
        # 31 January 2026 is a Saturday: stays, moves on, moves back
        ("2025-12-31", "1个月", Roll.NONE, "2026-01-31"),
        ("2025-12-31", "1个月", Roll.FORWARD, "2026-02-02"),
        ("2025-12-31", "1个月", Roll.BACK, "2026-01-30"),
        # 31 January 2025 lies inside Spring Festival: the last working day before is the 27th
        ("2024-12-31", "1个月", Roll.BACK, "2025-01-27"),
        ("2024-12-31", "1个月", Roll.FORWARD, "2025-02-05"),
        # a make-up Saturday is a working day and rolls nowhere
        ("2026-02-04", "10日", Roll.FORWARD, "2026-02-14"),
        ("2026-02-04", "10日", Roll.BACK, "2026-02-14"),
        # a working day rolls nowhere
        ("2023-03-17", "2个月", Roll.FORWARD, "2023-05-17"),
        # working days end on a working day by themselves
        ("2026-02-10", "10个工作日", Roll.FORWARD, "2026-03-02"),
        # the end of a long holiday with a make-up weekend behind it
        ("2022-09-02", "1个月", Roll.FORWARD, "2022-10-08"),
    ],
)
def test_rolls(start: str, span: str, roll: Roll, on: str) -> None:
    found = due(date.fromisoformat(start), Span.parse(span), national(), roll)
    assert found.on.isoformat() == on


def test_hours_run_at_once_through_rest_days() -> None:
    start = datetime(2026, 2, 16, 17, 30, tzinfo=SHANGHAI)
    found = due(start, hours(24), national())
    assert found.at == datetime(2026, 2, 17, 17, 30, tzinfo=SHANGHAI)
    assert found.on == date(2026, 2, 17)
    assert not found.provisional


def test_hours_of_an_instant_elsewhere_end_on_the_shanghai_day() -> None:
    found = due(datetime(2026, 3, 1, 15, 0, tzinfo=UTC), hours(2), national())
    assert found.on == date(2026, 3, 2)
    assert found.at.utcoffset() == timedelta(hours=8)


def test_hours_need_an_instant_with_a_zone_and_no_roll() -> None:
    naive = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="要有起算时刻"):
        due(date(2026, 3, 1), hours(24), national())
    with pytest.raises(ValueError, match="没有时区"):
        due(naive, hours(24), national())
    with pytest.raises(ValueError, match="不顺延"):
        due(naive.replace(tzinfo=SHANGHAI), hours(24), national(), Roll.FORWARD)
    still = frozenset({date(2026, 3, 1)})
    with pytest.raises(ValueError, match="不能按日扣除"):
        due(naive.replace(tzinfo=SHANGHAI), hours(24), national(), suspended=still)


def test_an_instant_starts_on_its_shanghai_day() -> None:
    late_in_utc = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # 2 March, 07:00 in Shanghai
    assert due(late_in_utc, calendar_days(1), national()).on == date(2026, 3, 3)


def test_beyond_the_last_date_there_is_an_answer_not_a_crash() -> None:
    for span in (calendar_days(30), working_days(30), months(1)):
        with pytest.raises(ValueError, match="超出了日历"):
            due(date(9999, 12, 20), span, national())


def test_days_around_the_old_summer_time_do_not_shift() -> None:
    for start in (date(1900, 12, 31), date(1986, 5, 3), date(1991, 9, 14), date(2000, 2, 28)):
        found = due(start, calendar_days(1), national())
        assert found.on == start + timedelta(days=1)
        assert found.at.date() == found.on


def test_suspended_days_are_not_counted() -> None:
    calendar = national()
    halted = frozenset({date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 7)})
    # 3, 6, 9, 10, 11 March: two working days fall away, the Saturday was none anyway
    assert due(date(2026, 3, 2), working_days(5), calendar, suspended=halted).on == date(
        2026, 3, 11
    )
    assert due(date(2026, 3, 2), calendar_days(5), calendar, suspended=halted).on == date(
        2026, 3, 10
    )
    assert due(date(2026, 2, 5), months(1), calendar, suspended=halted).on == date(2026, 3, 8)
    # 2 + 1 day: the second day off pushes the end onto the third, which pushes it once more
    chain = frozenset({date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6)})
    assert due(date(2026, 2, 3), months(1), calendar, suspended=chain).on == date(2026, 3, 4)
