"""Spans are read from both languages and refuse what no rule can mean."""

import pytest

from bihuan.kernel.calendar import Span, Unit, calendar_days, hours, months, working_days


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10 working days", working_days(10)),
        ("10 workdays", working_days(10)),
        ("10-working-days", working_days(10)),
        ("１０个工作日", working_days(10)),
        ("1 Working Day", working_days(1)),
        ("5工作日", working_days(5)),
        ("30日", calendar_days(30)),
        ("30 天", calendar_days(30)),
        ("30个自然日", calendar_days(30)),
        ("30 calendar days", calendar_days(30)),
        ("2 months", months(2)),
        ("2个月", months(2)),
        ("24小时", hours(24)),
        (" 24  hours ", hours(24)),
    ],
)
def test_spans_are_read(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize(
    "text", ["", "10", "days", "ten days", "-1 day", "1.5 days", "10 years", "10个", "10 days!"]
)
def test_unreadable_spans_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂期限"):
        Span.parse(text)


def test_a_length_no_rule_can_mean_is_refused() -> None:
    with pytest.raises(ValueError, match="0到9999之间"):
        Span.parse("10000 days")
    with pytest.raises(ValueError, match="0到9999之间"):
        Span(-1, Unit.DAY)


@pytest.mark.parametrize("unit", Unit)
def test_writing_and_reading_a_span_are_inverse(unit: Unit) -> None:
    span = Span(12, unit)
    assert Span.parse(str(span)) == span


def test_spans_are_written_as_rules_write_them() -> None:
    assert [str(s) for s in (hours(24), calendar_days(30), working_days(10), months(2))] == [
        "24小时",
        "30日",
        "10个工作日",
        "2个月",
    ]
