"""What must hold for every start, every span and every calendar."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.calendar import (
    Calendar,
    Roll,
    Span,
    Unit,
    calendar_days,
    due,
    explain,
    for_region,
    months,
    national,
    working_days,
    working_days_between,
)

STARTS = st.dates(date(2004, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 90)
CALENDARS = st.sampled_from(["000000", "510000", "513400"]).map(for_region)
SPANS = st.builds(Span, COUNTS, st.sampled_from([Unit.DAY, Unit.WORKDAY, Unit.MONTH]))
ROLLS = st.sampled_from(Roll)


@given(STARTS, SPANS, CALENDARS, ROLLS)
def test_the_explanation_counts_exactly_the_span(
    start: date, span: Span, calendar: Calendar, roll: Roll
) -> None:
    explanation = explain(start, span, calendar, roll)
    assert sum(line.counted for line in explanation.lines) == span.n
    assert explanation.due == due(start, span, calendar, roll)
    assert explanation.lines[-1].on == explanation.due.on


@given(STARTS, COUNTS, CALENDARS)
def test_the_explanation_leaves_no_day_out(start: date, n: int, calendar: Calendar) -> None:
    days = [line.on for line in explain(start, working_days(n), calendar).lines]
    assert days == [start + timedelta(days=i) for i in range((days[-1] - start).days + 1)]


@given(STARTS, st.integers(1, 90), CALENDARS)
def test_counting_and_measuring_are_inverse(start: date, n: int, calendar: Calendar) -> None:
    on = due(start, working_days(n), calendar).on
    assert working_days_between(start, on, calendar) == n
    assert calendar.is_working_day(on)


@given(STARTS, STARTS, CALENDARS)
def test_measuring_agrees_with_walking(a: date, b: date, calendar: Calendar) -> None:
    first, last = min(a, b), min(max(a, b), min(a, b) + timedelta(days=500))
    walked = sum(
        calendar.is_working_day(first + timedelta(days=i))
        for i in range(1, (last - first).days + 1)
    )
    assert working_days_between(first, last, calendar) == walked
    assert working_days_between(last, first, calendar) == -walked


@given(STARTS, st.integers(0, 30), SPANS, CALENDARS, ROLLS)
def test_a_later_start_is_never_due_earlier(  # the rule that makes "why this date" believable
    start: date, days: int, span: Span, calendar: Calendar, roll: Roll
) -> None:
    later = start + timedelta(days=days)
    assert due(later, span, calendar, roll).on >= due(start, span, calendar, roll).on


@given(STARTS, SPANS, CALENDARS, ROLLS)
def test_a_longer_span_is_never_due_earlier(
    start: date, span: Span, calendar: Calendar, roll: Roll
) -> None:
    longer = replace(span, n=span.n + 1)
    assert due(start, longer, calendar, roll).on >= due(start, span, calendar, roll).on


@given(
    st.dates(date(2020, 1, 1), date(2026, 6, 30)),
    st.integers(0, 60),
    st.integers(1, 120),
    st.sampled_from([Roll.NONE, Roll.FORWARD]),
)
def test_one_more_rest_day_never_makes_anything_due_earlier(
    start: date, n: int, offset: int, roll: Roll
) -> None:
    base = national()
    day = start + timedelta(days=offset)
    year = base.edition_for(day.year)
    assert year is not None
    extra = replace(year, rest=year.rest | {day}, work=year.work - {day})
    stricter = Calendar(
        key="stricter",
        name="全国",
        region=base.region,
        editions=tuple(extra if edition == year else edition for edition in base.editions),
        fixed=base.fixed,
        settled_until=base.settled_until,
    )
    for span in (working_days(n), calendar_days(n)):
        assert due(start, span, stricter, roll).on >= due(start, span, base, roll).on


@given(STARTS, st.integers(1, 120))
def test_months_keep_the_day_number_or_take_the_last(start: date, n: int) -> None:
    on = due(start, months(n), national()).on
    assert (on.year * 12 + on.month) - (start.year * 12 + start.month) == n
    assert on.day == start.day or (on + timedelta(days=1)).day == 1
    assert on.day <= start.day


@settings(max_examples=50)
@given(STARTS, SPANS, CALENDARS)
def test_rolling_ends_on_a_working_day_on_the_right_side(
    start: date, span: Span, calendar: Calendar
) -> None:
    plain = due(start, span, calendar).on
    forward = due(start, span, calendar, Roll.FORWARD).on
    back = due(start, span, calendar, Roll.BACK).on
    assert back <= plain <= forward
    assert calendar.is_working_day(forward)
    assert calendar.is_working_day(back)
    assert working_days_between(plain, forward, calendar) == int(forward > plain)
