"""The golden table: from which day the two months run, and when every inner step is due."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.calendar import SHANGHAI, for_region
from bihuan.kernel.deadlines import api as deadlines
from bihuan.modules.leads.rules.dates import plan, two_months
from bihuan.modules.leads.rules.settings import ISSUE, REGISTRATION, policy, read

if TYPE_CHECKING:
    from bihuan.modules.leads.tests.conftest import Carrier

PROVINCE = "510000"
DAYS = st.dates(min_value=date(2023, 3, 17), max_value=date(2030, 12, 31))

GOLDEN = (
    # registered, last day, from which day, why this line is here
    (date(2023, 3, 17), date(2023, 5, 17), ISSUE, "the day of issue"),
    (date(2023, 4, 20), date(2023, 5, 17), ISSUE, "registered later, still from issue"),
    (date(2023, 5, 17), date(2023, 5, 17), ISSUE, "the last day of the first two months"),
    (date(2023, 5, 18), date(2023, 7, 18), REGISTRATION, "from here on from registration"),
    (date(2023, 12, 31), date(2024, 2, 29), REGISTRATION, "month-end into a leap February"),
    (date(2024, 12, 31), date(2025, 2, 28), REGISTRATION, "month-end into a short February"),
    (date(2025, 7, 31), date(2025, 9, 30), REGISTRATION, "a month of 31 days into one of 30"),
    (date(2025, 8, 1), date(2025, 10, 1), REGISTRATION, "a holiday is not rolled over"),
    (date(2025, 12, 17), date(2026, 2, 17), REGISTRATION, "the Spring Festival is not either"),
    (date(2026, 11, 22), date(2027, 1, 22), REGISTRATION, "into another year"),
)


@pytest.mark.parametrize(("registered", "last", "reading", "why"), GOLDEN)
def test_the_two_months(registered: date, last: date, reading: str, why: str) -> None:
    found = two_months(registered, PROVINCE)
    assert (found.on, found.reading.chosen) == (last, reading), why
    assert not found.provisional  # months need no calendar of holidays


@pytest.mark.parametrize(("registered", "last", "reading", "why"), GOLDEN)
def test_the_clock_of_a_docket_runs_to_that_day(
    carrier: Carrier, registered: date, last: date, reading: str, why: str
) -> None:
    """The process itself, not only the calendar: opened that day, due that day."""
    del reading
    carrier.now = datetime.combine(registered, time(9), tzinfo=SHANGHAI)
    docket = carrier.open()
    due = {clock.key: clock.due_on for clock in deadlines.running(docket.case.subject)}
    assert due["total"] == last, why


@pytest.mark.parametrize(
    ("registered", "days"),
    [
        (  # over Labour Day 2023 (29 April to 3 May), 6 May worked instead
            date(2023, 4, 24),
            {
                "judge": date(2023, 5, 4),
                "ask": date(2023, 5, 8),
                "meet": date(2023, 5, 29),
                "draft": date(2023, 6, 8),
                "submit": date(2023, 6, 13),
                "total": date(2023, 5, 17),
                "publish": date(2023, 6, 14),
                "takeover": date(2023, 6, 14),
            },
        ),
        (  # publication crosses Labour Day and the Dragon Boat Festival of 2025
            date(2025, 3, 3),
            {
                "judge": date(2025, 3, 10),
                "ask": date(2025, 3, 13),
                "meet": date(2025, 4, 3),
                "draft": date(2025, 4, 13),
                "submit": date(2025, 4, 16),
                "total": date(2025, 5, 3),
                "publish": date(2025, 6, 3),
                "takeover": date(2025, 6, 3),
            },
        ),
    ],
)
def test_the_inner_steps(registered: date, days: dict[str, date]) -> None:
    assert {item.key: item.on for item in plan(registered, PROVINCE)} == days


def test_working_days_beyond_the_published_calendar_are_provisional() -> None:
    known = max(edition.year for edition in for_region(PROVINCE).editions)
    far = plan(date(known + 2, 3, 3), PROVINCE)
    assert {item.key for item in far if item.provisional} >= {"judge", "ask", "meet", "submit"}
    assert not next(item for item in far if item.key == "total").provisional


@given(DAYS)
def test_a_matter_registered_later_is_never_due_earlier(day: date) -> None:
    found = two_months(day, PROVINCE)
    assert found.on >= day
    assert (found.on - day).days <= 62
    earlier = two_months(max(date(2023, 3, 17), day.replace(day=1)), PROVINCE)
    assert earlier.on <= found.on


@given(DAYS)
def test_the_inner_steps_follow_each_other(day: date) -> None:
    found = {item.key: item.on for item in plan(day, PROVINCE)}
    chain = [found[key] for key in ("judge", "ask", "meet", "draft", "submit")]
    assert chain == sorted(chain)
    assert found["total"] < found["publish"]


def test_the_reading_agrees_with_the_notice_as_data() -> None:
    """The clauses and the dockets must not read the two months in two ways."""
    path = Path(settings.POLICY_DIR) / "sichuan" / "notice-2023-1.toml"
    notice = tomllib.loads(path.read_text(encoding="utf-8"))
    chosen = next(s for s in notice["switch"] if s["key"] == "unowned_clock")["chosen"]
    later = policy().reading(date(2026, 1, 1)).chosen
    assert {"each_registration": REGISTRATION, "issue_only": ISSUE}[chosen] == later
    values = {p["key"]: p["value"] for p in notice["parameter"]}
    on = date(2026, 1, 1)
    spans = {
        "unowned.later": "total",
        "unowned.publish": "publish",
        "unowned.takeover": "takeover",
        "study.joint": "study",
    }
    units = {"2 months": "2个月", "20 working days": "20个工作日", "30 days": "30日"}
    for theirs, ours in spans.items():
        assert str(policy().limit(ours, on).span) == units[values[theirs]]


def test_a_new_value_holds_from_its_day_only() -> None:
    data = _raw()
    newer = {**data["limit"][3], "from": date(2027, 1, 1), "value": "7个工作日"}
    rules = read({**data, "limit": [*data["limit"], newer]}, {"category": []})
    assert str(rules.limit("reply", date(2026, 12, 31)).span) == "10个工作日"
    assert str(rules.limit("reply", date(2027, 1, 1)).span) == "7个工作日"


def test_the_switch_can_be_turned() -> None:
    data = _raw()
    reading = {"from": date(2023, 3, 17), "chosen": REGISTRATION, "mark": "D", "reason": "演示"}
    switch = {"clock_start": {**data["switch"]["clock_start"], "reading": [reading]}}
    rules = read({**data, "switch": switch}, {"category": []})
    assert two_months(date(2023, 4, 20), PROVINCE, rules=rules).on == date(2023, 6, 20)


@pytest.mark.parametrize("change", [{"basis": " "}, {"mark": "X"}, {"value": "很久"}])
def test_a_limit_without_basis_mark_or_length_is_refused(change: dict[str, str]) -> None:
    data = _raw()
    with pytest.raises(ValueError, match=r"依据|来历|期限"):
        read({**data, "limit": [{**data["limit"][0], **change}]}, {"category": []})


def _raw() -> dict[str, Any]:
    path = Path(settings.POLICY_DIR) / "sichuan" / "leads.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
