"""When each body did what: most in time, some late, one returned, one missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bihuan.kernel.calendar import civil_day
from bihuan.modules.matters.demo.driving import Plan
from bihuan.modules.matters.demo.wording import lines_with_lists
from bihuan.modules.matters.models import MatterLevel

PROVINCE, CHENGDU, LESHAN = "510000", "510100", "511100"
SHUANGLIU, JINGYAN, WUTONGQIAO = "510116", "511124", "511112"

LESHAN_LINES = ("housing", "urban_management", "natural_resources")
WIDER_FROM = date(2025, 3, 3)

Reminders = tuple[tuple[str, date], ...]


def plans() -> tuple[Plan, ...]:
    """The first lists of 2023."""
    return (*_province(), *_cities(), *_counties())


def second_editions() -> tuple[Plan, ...]:
    """A second edition, so that a body page shows its history."""
    return (
        Plan(
            "510000-ecology",
            year=2024,
            opened=date(2024, 4, 8),
            certified=date(2024, 4, 22),
            filed=date(2024, 4, 26),
            accepted=date(2024, 5, 10),
            published=date(2024, 5, 14),
        ),
    )


def wider_plans(*, complete: bool = False) -> tuple[Plan, ...]:
    """The yearly review of 2025: more departments, more matters.

    省林草局 has still filed nothing and 商务厅 has not corrected its list; `complete` takes them in
    for tests of the search.
    """
    missing = frozenset() if complete else {"forestry", "commerce"}
    province = [
        f"{PROVINCE}-{line}"
        for line in lines_with_lists(MatterLevel.PROVINCE)
        if line not in missing
    ]
    local = lines_with_lists(MatterLevel.CITY)
    cities = [f"{CHENGDU}-{line}" for line in local]
    cities += [f"{LESHAN}-{line}" for line in local if line in LESHAN_LINES]
    return tuple(
        replace(_in_time(body, WIDER_FROM + timedelta(days=number)), year=2025, wide=True)
        for number, body in enumerate((*province, *cities))
    )


def plans_for_search() -> tuple[Plan, ...]:
    """Every department's list, filed and published, for tests of the search."""
    first = tuple(plan for plan in (*_cities(), *_counties()))
    return (*first, *wider_plans(complete=True))


def latest_plans(at: datetime) -> tuple[Plan, ...]:
    """Lists still in hand when the demonstration is built."""
    today = civil_day(at)
    if today < date(2024, 9, 1):
        return ()
    return (
        Plan("510000-water", year=today.year, opened=today - timedelta(days=16)),
        Plan(
            "510000-transport",
            year=today.year,
            opened=today - timedelta(days=30),
            certified=today - timedelta(days=12),
            filed=today - timedelta(days=9),
        ),
        Plan(
            "510000-agriculture",
            year=today.year,
            opened=today - timedelta(days=20),
            reviewed=today - timedelta(days=4),
        ),
        Plan(
            "511100-housing",
            year=today.year,
            opened=today - timedelta(days=25),
            certified=today - timedelta(days=10),
            filed=today - timedelta(days=6),
        ),
    )


def reminders() -> Reminders:
    """省林草局 has not filed: the office presses 催办 more than once."""
    return (
        ("510000-forestry", date(2023, 7, 3)),
        ("510000-forestry", date(2023, 7, 20)),
        ("510000-agriculture", date(2023, 7, 3)),
        ("510000-agriculture", date(2023, 9, 5)),
    )


def _in_time(body: str, opened: date, *, check_days: int = 7, shown_days: int = 3) -> Plan:
    certified = opened + timedelta(days=20)
    filed = certified + timedelta(days=3)
    accepted = filed + timedelta(days=check_days)
    return Plan(
        body,
        opened=opened,
        certified=certified,
        filed=filed,
        accepted=accepted,
        published=accepted + timedelta(days=shown_days),
    )


def _province() -> tuple[Plan, ...]:
    return (
        _in_time("510000-ecology", date(2023, 4, 10)),
        _in_time("510000-development", date(2023, 5, 8)),
        _in_time("510000-industry", date(2023, 5, 15)),
        _in_time("510000-natural_resources", date(2023, 5, 10)),
        _in_time("510000-water", date(2023, 4, 24)),
        _in_time("510000-market", date(2023, 5, 22)),
        # Checked after more than fifteen working days: the office is late, not the department.
        _in_time("510000-transport", date(2023, 5, 4), check_days=27, shown_days=1),
        # Filed in time, public ten days late.
        Plan(
            "510000-finance",
            opened=date(2023, 5, 25),
            certified=date(2023, 6, 26),
            filed=date(2023, 6, 29),
            accepted=date(2023, 7, 6),
            published=date(2023, 7, 10),
        ),
        # Returned once, corrected, filed again.
        Plan(
            "510000-housing",
            opened=date(2023, 5, 18),
            certified=date(2023, 6, 19),
            filed=date(2023, 6, 21),
            returned=date(2023, 7, 5),
            note="“污泥处置设施”的责任没有写明由谁牵头协调，请在主要措施中补充与生态环境厅的分工。",
            refiled=date(2023, 7, 14),
            accepted=date(2023, 7, 20),
            published=date(2023, 7, 24),
        ),
        # Published on 2023-12-01, five months after the date.
        Plan(
            "510000-agriculture",
            opened=date(2023, 10, 16),
            certified=date(2023, 11, 22),
            filed=date(2023, 12, 1),
            accepted=date(2023, 12, 1),
            published=date(2023, 12, 1),
        ),
        # Returned and not yet corrected.
        Plan(
            "510000-commerce",
            opened=date(2023, 5, 29),
            certified=date(2023, 6, 25),
            filed=date(2023, 6, 28),
            returned=date(2023, 7, 12),
            note="本项与省发展改革委牵头的塑料污染治理有交叉，请写明本单位只负责商贸领域的哪些环节。",
        ),
        # 省林草局 has filed nothing.
    )


def _cities() -> tuple[Plan, ...]:
    return (
        _in_time(f"{CHENGDU}-ecology", date(2023, 6, 19)),
        _in_time(f"{CHENGDU}-agriculture", date(2023, 6, 26)),
        _in_time(f"{CHENGDU}-housing", date(2023, 7, 3)),
        _in_time(f"{CHENGDU}-water", date(2023, 7, 10)),
        _in_time(f"{LESHAN}-ecology", date(2023, 6, 28)),
        _in_time(f"{LESHAN}-water", date(2023, 7, 17)),
        _in_time(f"{LESHAN}-agriculture", date(2023, 9, 18)),
    )


def _counties() -> tuple[Plan, ...]:
    return (
        _in_time(f"{SHUANGLIU}-ecology", date(2023, 7, 5)),
        _in_time(f"{SHUANGLIU}-agriculture", date(2023, 7, 12)),
        _in_time(f"{JINGYAN}-ecology", date(2023, 7, 10)),
        _in_time(f"{JINGYAN}-agriculture", date(2023, 10, 9)),
        _in_time(f"{WUTONGQIAO}-ecology", date(2023, 7, 19)),
    )
