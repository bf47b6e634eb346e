"""D8: what was asked for is done at least once and has its effect once, whatever dies meanwhile.

The row of a job is the outbox. A worker may be killed before the work, within it, and between the
work and the word that it is done; its message may be lost or come twice. Work is therefore written
so that doing it again changes nothing, as `algebra.compare` is.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.access import system_actor
from bihuan.kernel.jobs.api import Work, enqueue, run_job, tick
from bihuan.kernel.jobs.models import Job, JobState
from bihuan.kernel.jobs.registry import only
from bihuan.kernel.ledger import Verb, temporary_verb
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import Entry
from tests.assurance.forking import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.assurance.forking import Say

    Figure = Callable[[str], None]

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
VERB = Verb("test.told", "已告知")


class Killed(BaseException):
    """A worker that is no more: nothing of ours catches it."""


class Notices:
    """Work that tells somebody, by an entry of the ledger, and may be killed before or after."""

    def __init__(self) -> None:
        self.calls: Counter[int] = Counter()
        self.dies = ""

    def __call__(self, number: int, *, at: datetime) -> None:
        self.calls[number] += 1
        self._perhaps_die("before")
        with transaction.atomic():
            ledger.lock()
            subject = f"notice:{number}"
            if not Entry.objects.filter(subject=subject).exists():
                ledger.record(VERB.key, actor=system_actor("test"), at=at, subject=subject)
                self._perhaps_die("within")
        self._perhaps_die("after")

    def _perhaps_die(self, where: str) -> None:
        if self.dies == where:
            self.dies = ""
            raise Killed
        if self.dies == f"fails {where}":
            self.dies = ""
            raise LookupError(where)


@pytest.fixture
def notices() -> Iterator[Notices]:
    made = Notices()
    with temporary_verb(VERB), only(works=(Work("tell", made, 50, LEASE),)):
        yield made


WHERE = ("before", "within", "after")
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.booleans()),
        st.tuples(st.just("message"), st.integers(0, 9)),
        st.tuples(st.just("tick"), st.sampled_from((0, 1, 9, 11))),
        st.tuples(st.just("trouble"), st.sampled_from((*WHERE, *(f"fails {w}" for w in WHERE)))),
    ),
    min_size=4,
    max_size=25,
)


@pytest.mark.goal("D8")
@pytest.mark.django_db
def test_each_notice_has_its_effect_once_whatever_dies(notices: Notices, figure: Figure) -> None:
    seen = {"histories": 0, "asked": 0, "undone": 0, "again": 0}

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(ACTS)
    def histories(acts: list[tuple[str, Any]]) -> None:
        with transaction.atomic():
            one_history(acts, notices, seen)
            transaction.set_rollback(True)

    histories()
    assert seen["again"], "nothing was ever tried again"
    figure(
        f"{seen['histories']} histories: {seen['asked']} asked for, each told once, "
        f"{seen['again']} tried again; {seen['undone']} rolled back, 0 told"
    )


def one_history(acts: list[tuple[str, Any]], notices: Notices, seen: dict[str, int]) -> None:
    """Live through one history, then let time pass until everything must have been done."""
    asked: list[int] = []
    undone: list[int] = []
    at = START
    notices.calls.clear()
    for number, (what, how) in enumerate(acts):
        at += timedelta(minutes=1)
        try:
            if what == "ask":
                (asked if how else undone).append(number)
                ask(number, at, keep=how)
            elif what == "message":  # lost ones do not come, others twice
                for job in Job.objects.order_by("pk")[how : how + 1]:
                    run_job(job.pk, at=at)
            elif what == "tick":
                at += timedelta(minutes=how)
                tick(at)
            else:
                notices.dies = how
        except Killed:
            at += timedelta(seconds=1)
    notices.dies = ""
    for _ in range(5):
        at += timedelta(hours=3)
        tick(at)
    told = Counter(Entry.objects.filter(verb=VERB.key).values_list("subject", flat=True))
    assert told == Counter(f"notice:{number}" for number in asked)
    assert all(notices.calls[number] >= 1 for number in asked)
    assert not any(notices.calls[number] for number in undone)
    assert set(Job.objects.values_list("state", flat=True)) <= {JobState.DONE}
    seen["histories"] += 1
    seen["asked"] += len(asked)
    seen["undone"] += len(undone)
    seen["again"] += sum(number - 1 for number in notices.calls.values())


def ask(number: int, at: datetime, *, keep: bool) -> None:
    """Ask for a notice in an act that is kept, or rolled back."""
    with transaction.atomic():
        enqueue("tell", args=[number], at=at)
        if not keep:
            transaction.set_rollback(True)


# --- a worker that is really killed ---------------------------------------------------------------
@pytest.mark.goal("D8")
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_statement_tells_once(notices: Notices, figure: Figure) -> None:
    """Killed before each statement of the tick that runs the job, by the end of its process."""
    points, again = 0, 0
    while True:
        points += 1
        at = START + points * timedelta(days=1)
        with transaction.atomic():
            # The message is lost: the commit hook would run the work here and now.
            job = Job.objects.create(work="tell", args=[points], limit=50, asked_at=at, next_at=at)
        child = start(0, dying(points, at))
        lived = "lived" in child.heard()
        job.refresh_from_db()
        again += job.attempts
        tick(at + LEASE)
        job.refresh_from_db()
        assert job.state == JobState.DONE, points
        assert Entry.objects.filter(subject=f"notice:{points}").count() == 1, points
        if lived:
            break
    assert points > 5
    figure(f"a worker killed before each of {points - 1} statements: each told once, 0 left over")
    assert notices.calls


def dying(nth: int, at: datetime) -> Callable[[int, Say], None]:
    """Return a worker that is gone before its n-th statement."""

    def work(_: int, say: Say) -> None:
        asked = 0

        def before(execute: Callable[..., Any], *words: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked == nth:
                os._exit(9)
            return execute(*words)

        with connection.execute_wrapper(before):
            tick(at)
        say("lived")

    return work
