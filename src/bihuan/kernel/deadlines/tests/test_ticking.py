"""The alert loop: missed, doubled and late ticks change nothing about what is announced."""

import random
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from bihuan.kernel import events
from bihuan.kernel.access import Actor
from bihuan.kernel.calendar import calendar_days, for_region, working_days
from bihuan.kernel.deadlines import ClockAlert, Moment, api, moments, run
from bihuan.kernel.deadlines.facts import facts_of, warnings_of
from bihuan.kernel.deadlines.models import Alert, ClockRow
from bihuan.kernel.deadlines.tests.clocks import SUBJECT, at, begin
from bihuan.kernel.deadlines.ticking import PUSHED_ON


class Listener:
    """Remembers what it was told, and may refuse."""

    def __init__(self, refuse: frozenset[int] = frozenset()) -> None:
        self.heard: list[ClockAlert] = []
        self.refuse = refuse
        self.lock = threading.Lock()

    def __call__(self, alert: ClockAlert) -> None:
        if alert.clock_id in self.refuse:
            message = "the mail server is on fire"
            raise RuntimeError(message)
        with self.lock:
            self.heard.append(alert)

    __qualname__ = "Listener"

    @property
    def kinds(self) -> list[str]:
        return [alert.kind for alert in self.heard]


@pytest.mark.django_db
def test_each_moment_is_announced_once_in_its_time(clerk: Actor) -> None:
    begin(clerk)
    listener = Listener()
    with events.temporarily(ClockAlert, listener):
        counts = [
            api.tick(at(when))
            for when in (
                "2026-03-10T23:59",
                "2026-03-11T00:00",
                "2026-03-11T00:00",
                "2026-03-16T23:59",
                "2026-03-17T00:00",
                "2026-03-18T00:00",
            )
        ]
    assert counts == [0, 1, 0, 0, 1, 0]
    assert listener.kinds == ["warn", "overdue"]
    assert listener.heard[0].ahead == "3个工作日"
    assert listener.heard[0].subject == SUBJECT
    assert ClockRow.objects.get().next_look is None


@pytest.mark.goal("F4")
@pytest.mark.django_db
def test_forty_days_of_silence_lose_nothing_and_repeat_nothing(clerk: Actor) -> None:
    begin(clerk)
    listener = Listener()
    late = at("2026-04-20T03:00")
    with events.temporarily(ClockAlert, listener):
        assert api.tick(late) == 2
        assert api.tick(late) == 0
    assert listener.kinds == ["warn", "overdue"]
    assert [alert.moment for alert in listener.heard] == [
        at("2026-03-11T00:00"),
        at("2026-03-17T00:00"),
    ]
    assert {alert.at for alert in listener.heard} == {late}


@pytest.mark.goal("F5")
@pytest.mark.django_db
def test_a_clock_of_the_host_that_runs_backwards_repeats_nothing(clerk: Actor) -> None:
    begin(clerk)
    listener = Listener()
    with events.temporarily(ClockAlert, listener):
        for when in (
            "2026-03-11T00:05",
            "2026-03-10T23:00",
            "2026-02-10T00:00",
            "2026-03-11T00:06",
        ):
            api.tick(at(when))
    assert listener.kinds == ["warn"]


@pytest.mark.goal("F4")
@pytest.mark.django_db
def test_random_outages_end_in_the_same_announcements(clerk: Actor) -> None:
    """What was announced depends on facts and time, never on when the loop happened to run."""
    dice = random.Random(40)  # noqa: S311 - a repeatable sample
    for case in range(40):
        begin(clerk, subject=f"check:{case}", span=working_days(dice.randint(1, 40)))
    listener = Listener()
    when, end = at("2026-03-02T09:00"), at("2026-07-01T00:00")
    with events.temporarily(ClockAlert, listener):
        while when < end:
            when = min(end, when + timedelta(seconds=int(10 ** dice.uniform(1, 6.54))))  # ≤ 40 days
            for _ in range(dice.randint(0, 2)):
                api.tick(when)
        api.tick(end)
    expected = {
        (row.pk, moment.key): moment.at
        for row in ClockRow.objects.all()
        for moment in moments_of(row)
    }
    found = {
        (alert.clock_id, alert.kind if alert.kind == "overdue" else "warn:3:workday"): alert.moment
        for alert in listener.heard
    }
    assert found == expected
    assert len(listener.heard) == len(expected) > 70
    assert all(alert.moment <= alert.at for alert in listener.heard)
    for row in ClockRow.objects.all():
        order = [alert.moment for alert in listener.heard if alert.clock_id == row.pk]
        assert order == sorted(order)


def moments_of(row: ClockRow) -> tuple[Moment, ...]:
    """Say what a clock should announce, from its facts alone."""
    calendar = for_region(row.region)
    due = run(facts_of(row), calendar).due
    return moments(due, start=row.started_at, warn=warnings_of(row), calendar=calendar)


@pytest.mark.django_db
def test_stopped_and_suspended_clocks_are_silent(clerk: Actor) -> None:
    begin(clerk)
    begin(clerk, key="fix", warn=())
    api.stop(subject=SUBJECT, key="plan", actor=clerk, at=at("2026-03-05T09:00"))
    api.pause(subject=SUBJECT, key="fix", basis="一", actor=clerk, at=at("2026-03-05T09:00"))
    assert api.tick(at("2026-04-30T00:00")) == 0
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_a_new_due_date_is_announced_anew_and_the_old_one_is_kept(clerk: Actor) -> None:
    begin(clerk)
    listener = Listener()
    with events.temporarily(ClockAlert, listener):
        api.tick(at("2026-03-11T08:00"))
        api.extend(
            subject=SUBJECT,
            key="plan",
            basis="一",
            span=calendar_days(30),
            actor=clerk,
            at=at("2026-03-12T09:00"),
        )
        api.tick(at("2026-03-20T00:00"))
        assert listener.kinds == ["warn"]
        api.tick(at("2026-05-01T00:00"))
    assert listener.kinds == ["warn", "warn", "overdue"]
    assert Alert.objects.count() == 3


@pytest.mark.django_db
def test_a_row_that_fails_is_pushed_on_and_stalls_nobody(clerk: Actor) -> None:
    broken = begin(clerk, subject="check:1")
    for number in (2, 3):
        begin(clerk, subject=f"check:{number}")
    now = at("2026-03-11T00:00")
    listener = Listener(refuse=frozenset({broken.pk}))
    with events.temporarily(ClockAlert, listener):
        assert api.tick(now) == 2
        broken.refresh_from_db()
        assert broken.next_look == now + PUSHED_ON
        assert broken.failures == 1
        assert not Alert.objects.filter(clock=broken).exists()  # nothing half done
        assert api.tick(now + timedelta(minutes=30)) == 0
        listener.refuse = frozenset()
        assert api.tick(now + PUSHED_ON) == 1
    broken.refresh_from_db()
    assert (broken.failures, broken.next_look) == (0, at("2026-03-17T00:00"))
    assert len(listener.heard) == 3


@pytest.mark.goal("F6")
@pytest.mark.django_db(transaction=True)
def test_doubled_ticks_in_threads_announce_each_alert_once(clerk: Actor) -> None:
    for number in range(30):
        begin(clerk, subject=f"check:{number}")
    listener = Listener()
    gate = threading.Barrier(4)
    counts: list[int] = []
    faults: list[BaseException] = []

    def run(when: datetime) -> None:
        try:
            gate.wait()
            counts.append(api.tick(when))
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            faults.append(error)
        finally:
            connection.close()

    with events.temporarily(ClockAlert, listener):
        threads = [
            threading.Thread(target=run, args=(at(when),))
            for when in (
                "2026-03-20T00:00",
                "2026-03-20T00:00",
                "2026-03-11T00:00",
                "2026-04-20T00:00",
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []
    assert sum(counts) == len(listener.heard) == Alert.objects.count() == 60
    assert len({(alert.clock_id, alert.kind) for alert in listener.heard}) == 60
    assert not ClockRow.objects.filter(failures__gt=0).exists()
    for row in ClockRow.objects.all():
        assert [a.kind for a in listener.heard if a.clock_id == row.pk] == ["warn", "overdue"]


@pytest.mark.django_db
def test_the_loop_asks_only_for_rows_that_have_something_to_say(clerk: Actor) -> None:
    begin(clerk)
    query = ClockRow.objects.filter(next_look__lte=at("2026-03-20T00:00")).order_by(
        "next_look", "id"
    )
    if connection.vendor == "sqlite":
        assert "deadlines_next_look" in query.explain()
