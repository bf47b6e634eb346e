"""The tick: early, late, missed, doubled, broken, killed. Each work runs when it should, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Lock
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection

from bihuan.kernel.access import system_actor
from bihuan.kernel.jobs import registry
from bihuan.kernel.jobs.api import PeriodicWork, all_periodic, tick
from bihuan.kernel.jobs.models import Periodic
from bihuan.kernel.jobs.registry import Rhythm, only
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from bihuan.kernel.jobs.registry import PeriodicFunction

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in Chengdu
MINUTE = timedelta(minutes=1)


def work(function: PeriodicFunction, *, every: timedelta = MINUTE, key: str = "t") -> PeriodicWork:
    return PeriodicWork(key, "测试", function, Rhythm(every=every), timedelta(minutes=10))


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ((2026, 11, 22, 16, 4), (2026, 11, 22, 16, 5)),
        ((2026, 11, 22, 16, 5), (2026, 11, 23, 16, 5)),
        ((2026, 11, 23, 12, 0), (2026, 11, 23, 16, 5)),
        ((2026, 12, 31, 20, 0), (2027, 1, 1, 16, 5)),
    ],
)
def test_daily_means_the_clock_of_the_platform(
    at: tuple[int, int, int, int, int], after: tuple[int, int, int, int, int]
) -> None:
    rhythm = Rhythm(daily=time(0, 5))
    assert rhythm.after(datetime(*at, tzinfo=UTC)) == datetime(*after, tzinfo=UTC)


@pytest.mark.parametrize("words", [{}, {"every": MINUTE, "daily": time(1)}, {"every": -MINUTE}])
def test_a_rhythm_is_one_thing(words: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"every|positive"):
        Rhythm(**words)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_missed_ticks_are_made_up_once_and_doubled_ticks_do_nothing() -> None:
    ran: list[datetime] = []
    with only(work(ran.append)):
        tick(START)
        tick(START)
        tick(START + MINUTE / 2)
        tick(START + MINUTE)
        late = START + timedelta(days=3)
        tick(late)
        tick(late)
    assert ran == [START, START + MINUTE, late]


@pytest.mark.django_db
def test_a_clock_set_back_runs_nothing_twice() -> None:
    ran: list[datetime] = []
    with only(work(ran.append)):
        tick(START)
        assert tick(START - timedelta(hours=1)) == 0
    assert ran == [START]


@pytest.mark.django_db
@pytest.mark.goal("F5")
def test_a_clock_that_ran_ahead_for_a_month_silences_nothing_when_it_is_set_right() -> None:
    ran: list[datetime] = []
    daily = PeriodicWork(
        "d", "测试", lambda _: None, Rhythm(daily=time(0, 5)), timedelta(minutes=10)
    )
    with only(work(ran.append), daily):
        tick(START + timedelta(days=30))
        assert tick(START) == 0, "nothing twice"
        tick(START + MINUTE)
    assert ran == [START + timedelta(days=30), START + MINUTE]
    assert Periodic.objects.get(key="d").next_at == daily.rhythm.after(START)


@pytest.mark.django_db
@pytest.mark.goal("F5")
def test_two_hosts_five_minutes_apart_run_daily_work_once_a_day() -> None:
    ran: list[datetime] = []
    daily = PeriodicWork("d", "测试", ran.append, Rhythm(daily=time(0, 5)), timedelta(minutes=10))
    with only(daily):
        for night in range(3):
            midnight = START + timedelta(days=night, hours=15)
            for minute in range(-12, 15, 3):
                tick(midnight + (minute + 5) * MINUTE)
                tick(midnight + minute * MINUTE)
    assert len(ran) == 4, "at once, and then at each of three midnights"


@pytest.mark.django_db
@pytest.mark.goal("F5")
@pytest.mark.parametrize(
    ("step", "alarmed"), [(1, False), (2, False), (3, True), (3_600, True), (30 * 86_400, True)]
)
def test_a_clock_set_back_is_written_down_once(step: int, *, alarmed: bool) -> None:
    ledger.record("read.sensitive", actor=system_actor("test"), at=START, subject="case:1")
    back = START - timedelta(seconds=step)
    with only():
        tick(back)
        tick(back + MINUTE)
        tick(back + 2 * MINUTE)
    found = [line for line in ledger.entries() if line.verb == "site.clock_back"]
    assert [line.facts["seconds"] for line in found] == ([step] if alarmed else [])
    assert ledger.verify().ok


@pytest.mark.django_db
def test_broken_work_is_tried_again_and_stops_nobody_else() -> None:
    ran: list[datetime] = []

    def broken(at: datetime) -> None:
        raise LookupError(at)

    rare = work(broken, key="a", every=timedelta(days=1))
    with only(rare, work(ran.append, key="b")):
        tick(START)
        row = Periodic.objects.get(key="a")
        assert (row.failures, row.next_at, row.last_ok_at) == (1, START + MINUTE, None)
        assert "LookupError" in row.last_error
        tick(START + MINUTE)
        row.refresh_from_db()
        assert (row.failures, row.next_at) == (2, START + MINUTE + timedelta(minutes=5))
    assert ran == [START, START + MINUTE]
    with only(work(ran.append, key="a", every=timedelta(days=1))):
        tick(START + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.failures, row.last_error) == (0, "")


@pytest.mark.django_db
def test_work_of_a_killed_process_comes_back_when_its_lease_ends() -> None:
    ran: list[datetime] = []

    class Killed(BaseException):
        pass

    def die(at: datetime) -> None:
        raise Killed(at)

    with only(work(die)), pytest.raises(Killed):
        tick(START)
    with only(work(ran.append)):
        assert tick(START + timedelta(minutes=9)) == 0
        assert tick(START + timedelta(minutes=10)) == 1
    assert ran == [START + timedelta(minutes=10)]


@pytest.mark.django_db(transaction=True)
def test_eight_ticks_at_once_run_it_once() -> None:
    ran: list[datetime] = []
    guard, start = Lock(), Barrier(8)

    def note(at: datetime) -> None:
        with guard:
            ran.append(at)

    def go(_: int) -> int:
        try:
            start.wait(timeout=30)
            return tick(START)
        finally:
            connection.close()

    with only(work(note)), ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(go, range(8)))
    assert (sum(counts), ran) == (1, [START])


@pytest.mark.django_db
def test_the_daily_anchor_is_taken_and_leaves_the_database(
    settings: Settings, tmp_path: Path
) -> None:
    settings.ANCHOR_FILE = str(tmp_path / "anchors.txt")
    ledger.record("read.sensitive", actor=system_actor("test"), at=START, subject="case:1")
    tick(START)
    [kept] = ledger.anchors()
    assert (kept.size, kept.day.isoformat()) == (1, "2026-11-23")
    tick(START + timedelta(hours=15, minutes=4))
    assert ledger.anchors() == (kept,)
    tick(START + timedelta(hours=15, minutes=5))
    assert [line.day.day for line in ledger.anchors()] == [23, 24]
    assert ledger.read_anchors(tmp_path / "anchors.txt") == ledger.anchors()
    assert ledger.verify(ledger.read_anchors(tmp_path / "anchors.txt")).ok


def test_what_runs_by_itself_is_known() -> None:
    keys = {one.key for one in all_periodic()}
    assert {"ledger.anchor", "access.sweep", "jobs.sweep"} <= keys
    assert all(one.label for one in all_periodic())


def test_a_key_names_one_function() -> None:
    with only(work(print)):
        declare = registry.periodic("t", label="测试", every=MINUTE)
        with pytest.raises(ValueError, match="another function"):
            declare(repr)


@pytest.mark.django_db
def test_the_command_ticks_once(capsys: pytest.CaptureFixture[str]) -> None:
    with only(work(lambda _: None)):
        call_command("tick")
    assert capsys.readouterr().out == "1 run\n"
