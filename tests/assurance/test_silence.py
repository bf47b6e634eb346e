"""F4, F5, F7, F10: what is announced, and what pages say, when nobody calls the loop."""

from __future__ import annotations

import os
import re
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.calendar import SHANGHAI, calendar_days, civil_day, for_region, months
from bihuan.kernel.calendar import working_days as wd
from bihuan.kernel.deadlines import ClockAlert, api, moments, run
from bihuan.kernel.deadlines.facts import facts_of, warnings_of
from bihuan.kernel.deadlines.models import Alert, ClockRow, ClockState
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process.models import Case
from tests.assurance.sizes import size
from tests.bench import pages

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from django.test import Client

    from bihuan.kernel.access import Actor

BEGIN = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
YEARS = timedelta(days=3 * 365)
WORDS = re.compile(r"逾期\d+[天小]|剩\d+(?:个工作日|天|小时)|今天到期|不足1小时|中止计时")


def begin(number: str, clerk: Actor, dice: random.Random, at: datetime) -> ClockRow:
    """Start a clock of any length, with up to three warnings."""
    length = dice.choice((wd(dice.randint(1, 60)), calendar_days(dice.randint(1, 200)), months(6)))
    return api.start(
        subject=f"silence:{number}",
        key="plan",
        label="方案报送期限",
        basis="办法第四条",
        start=at,
        region=dice.choice(("510000", "513400")),
        span=length,
        warn=tuple(wd(n) for n in sorted(dice.sample(range(1, 20), dice.randint(0, 3)))),
        actor=clerk,
        at=at,
    )


def wanted(rows: Iterable[ClockRow]) -> dict[tuple[int, str], datetime]:
    """Say what should have been announced, from facts alone."""
    found: dict[tuple[int, str], datetime] = {}
    for row in rows:
        calendar = for_region(row.region)
        limit = run(facts_of(row), calendar).due
        every = moments(limit, start=row.started_at, warn=warnings_of(row), calendar=calendar)
        found |= {(row.pk, moment.key): moment.at for moment in every}
    return found


def judge(heard: list[ClockAlert], rows: list[ClockRow]) -> int:
    """Compare what was heard with what should have been; return how much it was."""
    due_at = {row.pk: row.due_at for row in rows}
    kept = Alert.objects.filter(clock__in=rows).values_list("clock_id", "kind", "moment", "due_at")
    expected = wanted(rows)
    assert {(pk, kind): moment for pk, kind, moment, _ in kept} == expected
    assert all(due == due_at[pk] for pk, _, _, due in kept)
    assert len(heard) == len(expected), "none missing, none twice"
    for row in rows:
        order = [each.moment for each in heard if each.clock_id == row.pk]
        assert order == sorted(order)
    assert all(each.moment <= each.at for each in heard)
    return len(expected)


def outages(patterns: int, clerk: Actor, dice: random.Random) -> tuple[int, int]:
    """Live through three years so often, each time with other silences; count ticks and alerts."""
    ticks = alerts = 0
    for pattern in range(patterns):
        heard: list[ClockAlert] = []
        lowest, highest = sorted((dice.uniform(0, 6.54), dice.uniform(5, 6.54)))  # ≤ 40 days
        when = BEGIN
        with events.temporarily(ClockAlert, heard.append):
            rows = [
                begin(f"{pattern}-{n}", clerk, dice, BEGIN + timedelta(hours=dice.randrange(9_000)))
                for n in range(2)
            ]
            while when < BEGIN + YEARS:
                when += timedelta(seconds=10 ** dice.uniform(lowest, highest))
                for _ in range(dice.randint(0, 2)):
                    api.tick(when)
                    ticks += 1
                if when > max(row.due_at for row in rows) and not any(
                    ClockRow.objects.filter(pk=row.pk, next_look__isnull=False) for row in rows
                ):
                    break  # nothing is left to say in what remains of the three years
            api.tick(BEGIN + YEARS)
        alerts += judge(heard, rows)
    return ticks, alerts


@pytest.mark.django_db
@pytest.mark.goal("F4")
def test_no_pattern_of_outages_loses_or_repeats_anything(
    clerk: Actor, chance: random.Random, figure: Callable[[str], None]
) -> None:
    patterns = size("F4_PUSH", 15)
    ticks, alerts = outages(patterns, clerk, chance)
    figure(f"{patterns} patterns on every push: {alerts} alerts, 0 missing, 0 double")
    assert ticks > patterns


@pytest.mark.django_db
@pytest.mark.goal("F4")
@pytest.mark.assurance
def test_many_patterns_of_outages_lose_and_repeat_nothing(
    clerk: Actor, chance: random.Random, figure: Callable[[str], None]
) -> None:
    patterns = size("F4", 1_500)
    ticks, alerts = outages(patterns, clerk, chance)
    figure(f"{patterns:,} patterns, {ticks:,} ticks, {alerts:,} alerts: 0 missing, 0 double")


@pytest.mark.django_db
@pytest.mark.goal("F5")
def test_clocks_that_step_announce_nothing_again(
    clerk: Actor, chance: random.Random, figure: Callable[[str], None]
) -> None:
    heard: list[ClockAlert] = []
    rows = [begin(f"step-{n}", clerk, chance, BEGIN) for n in range(12)]
    stored = list(ClockRow.objects.order_by("pk").values_list("pk", "due_at", "first_due_on"))
    when, steps = BEGIN, 0
    with events.temporarily(ClockAlert, heard.append):
        for _ in range(size("F5", 250)):
            when += timedelta(days=chance.uniform(0, 2))
            step = timedelta(seconds=chance.choice((-1, 1)) * 10 ** chance.uniform(0, 6.41))
            slow = timedelta(minutes=-5)
            for each in (when, when + step if step < timedelta(0) else when, when + slow):
                api.tick(each)
                steps += 1
        api.tick(BEGIN + YEARS)
    assert list(ClockRow.objects.order_by("pk").values_list("pk", "due_at", "first_due_on")) == (
        stored
    )
    alerts = judge(heard, rows)
    assert ledger.verify().ok
    figure(
        f"{steps} ticks with steps of 1 s to 30 days and a host 5 min slow: {alerts} alerts, once"
    )


def said(client: Client, url: str) -> list[str]:
    """Return every word of a page that speaks of time left or run over."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return sorted(WORDS.findall(answer.content.decode()))


@pytest.mark.goal("F7")
@pytest.mark.usefixtures("demo")
def test_after_thirty_days_without_a_scheduler_every_page_is_right(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    clients = {who: pages.signed_in(who) for who in (pages.OFFICE, pages.CLERK)}
    visited = [
        visit
        for visit in pages.visits()
        if visit.who in clients and visit.url.startswith(("/desk", "/cases", "/lists", "/duties"))
    ]
    live = ClockRow.objects.filter(state=ClockState.RUNNING, case_id__isnull=False)
    overdue = [row for row in live if row.due_at < later]
    assert overdue, "the demonstration has clocks that have run out by then"
    cases = Case.objects.in_bulk([row.case_id for row in overdue])
    shown = 0
    for row in overdue:
        case = cases[row.case_id]
        answer = clients[pages.OFFICE].get(f"/cases/{case.number}/")
        if answer.status_code == 404:
            continue  # not the office's to see
        late = (civil_day(later) - row.due_on).days
        assert f"逾期{late}天" in answer.content.decode(), (case.number, row.label)
        shown += 1
    before = {visit.url: said(clients[visit.who], visit.url) for visit in visited}
    assert api.tick(later) > 0
    after = {visit.url: said(clients[visit.who], visit.url) for visit in visited}
    assert after == before, "no page waited for the loop to know what is overdue"
    words = sum(len(each) for each in before.values())
    assert shown
    assert words
    figure(f"{shown} overdue cases and {words} words on {len(before)} pages, right without a tick")


def silent_rows(at: datetime, number: int) -> Iterable[ClockRow]:
    """Yield clocks that ran out within the last forty days, each with two things to say."""
    started = civil_day(at) - timedelta(days=90)
    for each in range(number):
        due_on = civil_day(at) - timedelta(days=1 + each % 40)
        due_at = datetime(due_on.year, due_on.month, due_on.day, 23, 59, 59, tzinfo=SHANGHAI)
        yield ClockRow(
            subject=f"silence:{each}",
            key="plan",
            label="一",
            rule="plan",
            basis="一",
            started_at=datetime(started.year, started.month, started.day, tzinfo=SHANGHAI),
            start_on=started,
            fixed_on=due_on,
            roll="none",
            region="510000",
            warn=[[3, "workday"]],
            due_on=due_on,
            due_at=due_at,
            first_due_on=due_on,
            next_look=due_at - timedelta(days=7),
        )


@pytest.mark.django_db
@pytest.mark.goal("F10")
@pytest.mark.assurance
def test_twenty_thousand_clocks_are_caught_up_within_a_minute(
    figure: Callable[[str], None],
) -> None:
    at, number = timezone.now(), size("F10", 20_000)
    ClockRow.objects.bulk_create(silent_rows(at, number), batch_size=100)
    busy, began = time.process_time(), time.monotonic()
    assert api.tick(at) == 2 * number
    busy, took = time.process_time() - busy, time.monotonic() - began
    figure(
        f"{2 * number:,} alerts of {number:,} clocks in {busy:.0f} s of processor"
        f" ({took:.0f} s at load {os.getloadavg()[0]:.1f})"
    )
    assert busy <= 60
