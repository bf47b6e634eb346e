"""Due dates follow from facts alone: start, span, suspensions, extensions."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.calendar import (
    SHANGHAI,
    Roll,
    Span,
    Unit,
    calendar_days,
    due,
    hours,
    months,
    national,
    working_days,
)
from bihuan.kernel.deadlines import Extension, Facts, Suspension, moments, run


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def facts(span: Span | None, start: str = "2026-03-02", **more: object) -> Facts:
    plain = Facts(start=at(start), span=span, fixed=None, roll=Roll.NONE)
    return replace(plain, **more)  # type: ignore[arg-type]  # each test names fields of Facts


def suspended(first: str, last: str | None) -> Suspension:
    return Suspension(at(first), at(last) if last else None, "办法第十条")


@pytest.mark.parametrize("span", [working_days(10), calendar_days(30), months(2)])
def test_without_incident_a_course_is_the_plain_due_date(span: Span) -> None:
    course = run(facts(span), national())
    assert course.due == due(date(2026, 3, 2), span, national())


@pytest.mark.parametrize(
    ("span", "on"),
    [
        (working_days(10), "2026-03-18"),  # 16 March, and two working days stood still
        (calendar_days(10), "2026-03-14"),
        (months(1), "2026-04-04"),
    ],
)
def test_a_suspension_from_tuesday_to_thursday_costs_two_days(span: Span, on: str) -> None:
    halted = (suspended("2026-03-03T10:00", "2026-03-05T09:00"),)
    assert run(facts(span, suspensions=halted), national()).due.on.isoformat() == on


def test_a_suspension_within_one_day_changes_nothing() -> None:
    halted = (suspended("2026-03-03T09:00", "2026-03-03T17:00"),)
    course = run(facts(working_days(5), suspensions=halted), national())
    assert course.due == run(facts(working_days(5)), national()).due


def test_a_suspension_over_the_weekend_costs_no_working_day() -> None:
    halted = (suspended("2026-03-06T17:00", "2026-03-08T12:00"),)
    course = run(facts(working_days(10), suspensions=halted), national())
    assert course.due.on == date(2026, 3, 16)


def test_an_open_suspension_moves_nothing_yet() -> None:
    halted = (suspended("2026-03-03T09:00", None),)
    assert run(facts(working_days(10), suspensions=halted), national()).due.on == date(2026, 3, 16)


def test_hours_stand_still_to_the_minute() -> None:
    halted = (suspended("2026-03-02T10:00", "2026-03-02T12:30"),)
    course = run(facts(hours(24), "2026-03-02T08:00", suspensions=halted), national())
    assert course.due.at == at("2026-03-03T10:30")


def test_a_fixed_last_day_moves_by_the_days_of_suspension() -> None:
    fixed = facts(None, fixed=date(2023, 6, 30))
    assert run(fixed, national()).due.on == date(2023, 6, 30)
    halted = replace(fixed, suspensions=(suspended("2023-05-04T09:00", "2023-05-09T09:00"),))
    assert run(halted, national()).due.on == date(2023, 7, 5)
    rolled = replace(fixed, fixed=date(2026, 1, 31), roll=Roll.BACK)
    assert run(rolled, national()).due.on == date(2026, 1, 30)


def test_a_course_without_length_or_last_day_is_refused() -> None:
    with pytest.raises(ValueError, match="既没有时长"):
        run(facts(None), national())


def test_an_extension_counts_from_the_former_due_date() -> None:
    longer = Extension(at("2026-03-10T09:00"), "办法第十二条", span=working_days(5))
    course = run(facts(working_days(10), extensions=(longer,)), national())
    assert course.due.on == date(2026, 3, 23)
    words = [str(line) for line in course.lines]
    assert "2026-03-16 星期一 原期限届满日；经批准延长5个工作日（办法第十二条）" in words
    assert words[-1] == "2026-03-23 星期一 工作日，计入"
    assert "经批准延长5个工作日" in course.summary


def test_extensions_of_extensions_and_fixed_days_add_up() -> None:
    first = Extension(at("2026-03-10T09:00"), "一", span=months(1))
    second = Extension(at("2026-04-10T09:00"), "二", until=date(2026, 5, 20))
    course = run(facts(working_days(10), extensions=(first,)), national())
    assert course.due.on == date(2026, 4, 16)
    course = run(facts(working_days(10), extensions=(first, second)), national())
    assert course.due.on == date(2026, 5, 20)
    assert not course.due.provisional


def test_a_suspension_within_an_extension_is_not_counted() -> None:
    longer = Extension(at("2026-03-10T09:00"), "一", span=working_days(5))
    halted = (suspended("2026-03-17T09:00", "2026-03-19T09:00"),)
    course = run(facts(working_days(10), extensions=(longer,), suspensions=halted), national())
    assert course.due.on == date(2026, 3, 25)


def test_an_extension_says_how_long_or_until_when() -> None:
    for wrong in ({}, {"span": months(1), "until": date(2026, 5, 1)}):
        with pytest.raises(ValueError, match="二者必居其一"):
            Extension(at("2026-03-10T09:00"), "一", **wrong)  # type: ignore[arg-type]  # the fault


def test_warnings_come_on_the_morning_before_and_overdue_a_second_after() -> None:
    limit = due(date(2026, 2, 10), working_days(10), national())  # 2 March, after Spring Festival
    found = moments(
        limit,
        start=at("2026-02-10"),
        warn=(working_days(3), calendar_days(1), working_days(3)),
        calendar=national(),
    )
    assert [(str(moment.at), moment.key) for moment in found] == [
        ("2026-02-26 00:00:00+08:00", "warn:3:workday"),  # 27, 28 (Sat, worked), 2 March are left
        ("2026-03-01 00:00:00+08:00", "warn:1:day"),
        ("2026-03-03 00:00:00+08:00", "overdue"),
    ]


def test_a_warning_before_the_start_is_not_given() -> None:
    limit = due(date(2026, 3, 2), working_days(2), national())
    found = moments(
        limit, start=at("2026-03-02T09:00"), warn=(working_days(5),), calendar=national()
    )
    assert [moment.key for moment in found] == ["overdue"]


@pytest.mark.parametrize(
    ("last", "ahead", "on"),
    [
        ("2026-03-14", hours(6), "2026-03-14 17:59:59+08:00"),
        ("2026-03-14", months(1), "2026-02-14 00:00:00+08:00"),
        ("2026-03-14", working_days(2), "2026-03-11 00:00:00+08:00"),  # 12 and 13 are left
        ("2026-03-16", working_days(1), "2026-03-13 00:00:00+08:00"),  # not on a Sunday
    ],
)
def test_a_warning_keeps_the_unit_it_was_asked_in(last: str, ahead: Span, on: str) -> None:
    limit = run(facts(None, "2026-01-05", fixed=date.fromisoformat(last)), national()).due
    found = moments(limit, start=at("2026-01-05"), warn=(ahead,), calendar=national())
    assert str(found[0].at) == on


def test_a_fixed_last_day_that_is_a_working_day_stays_where_it_is() -> None:
    fixed = facts(None, fixed=date(2026, 3, 13), roll=Roll.FORWARD)
    course = run(fixed, national())
    assert course.due.on == date(2026, 3, 13)
    assert "顺延" not in course.summary


def test_what_stood_still_after_the_end_moves_nothing() -> None:
    after = (suspended("2026-03-16T09:00", "2026-03-18T09:00"),)
    fixed = facts(None, fixed=date(2026, 3, 13), suspensions=after)
    assert run(fixed, national()).due.on == date(2026, 3, 13)
    short = facts(hours(24), "2026-03-02T08:00", suspensions=after)
    assert run(short, national()).due.at == at("2026-03-03T08:00")


def test_an_extension_by_hours_counts_from_the_minute_it_was_due() -> None:
    longer = Extension(at("2026-03-02T09:00"), "办法第十二条", span=hours(12))
    halted = (suspended("2026-03-03T09:00", "2026-03-03T11:00"),)
    short = facts(hours(24), "2026-03-02T08:00", extensions=(longer,), suspensions=halted)
    course = run(short, national())
    assert course.due.at == at("2026-03-03T22:00")
    assert course.explanation.due == course.due


STARTS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
SPANS = st.builds(Span, st.integers(1, 60), st.sampled_from([Unit.DAY, Unit.WORKDAY, Unit.MONTH]))


@given(STARTS, SPANS, st.integers(0, 40), st.integers(0, 40))
def test_standing_still_never_shortens_and_costs_no_more_than_its_days(
    start: date, span: Span, after: int, length: int
) -> None:
    begin = datetime(start.year, start.month, start.day, 9, tzinfo=SHANGHAI)
    plain = Facts(start=begin, span=span, fixed=None, roll=Roll.NONE)
    first = begin + timedelta(days=after)
    halted = replace(plain, suspensions=(Suspension(first, first + timedelta(days=length), "一"),))
    before, later = run(plain, national()).due, run(halted, national()).due
    assert later.on >= before.on
    if span.unit is not Unit.WORKDAY:
        assert (later.on - before.on).days <= length
    if first.date() >= before.on:
        assert later.on == before.on


@given(STARTS, SPANS, SPANS)
def test_an_extension_is_the_same_as_counting_again_from_the_end(
    start: date, span: Span, more: Span
) -> None:
    begin = datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    first = Facts(start=begin, span=span, fixed=None, roll=Roll.NONE)
    longer = replace(first, extensions=(Extension(begin, "一", span=more),))
    assert run(longer, national()).due.on == due(run(first, national()).due.on, more, national()).on
