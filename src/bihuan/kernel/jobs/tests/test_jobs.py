"""Jobs: asked for in a transaction, run after it, tried again, never lost and never doubled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from bihuan.kernel.jobs import recovery
from bihuan.kernel.jobs.api import UnknownWork, Work, enqueue, run_job, tick
from bihuan.kernel.jobs.models import Job, JobState
from bihuan.kernel.jobs.registry import only
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger import correlated, correlation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Desk:
    """Work that notes what it was given, and fails as often as it is told."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, ...]] = []
        self.failures = 0

    def __call__(self, *args: object, at: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise LookupError("not yet")
        self.done.append((*args, at))


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    with only(works=(Work("note", made, 3, timedelta(minutes=10)),)):
        yield made


@pytest.mark.django_db(transaction=True)
def test_work_runs_in_process_after_the_commit(desk: Desk) -> None:
    with transaction.atomic():
        job = enqueue("note", args=[7, "x"], at=START)
        assert desk.done == []
    [(number, text, at)] = desk.done
    assert (number, text) == (7, "x")
    assert at > START
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


@pytest.mark.django_db(transaction=True)
def test_work_of_a_rolled_back_act_never_runs(desk: Desk) -> None:
    def act() -> None:
        with transaction.atomic():
            enqueue("note", args=[7], at=START)
            raise LookupError

    with pytest.raises(LookupError):
        act()
    tick(START + timedelta(days=1))
    assert desk.done == []
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("desk")
def test_unknown_work_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(UnknownWork, match="nota"):
        enqueue("nota", at=START)


@pytest.mark.django_db
def test_a_lost_message_is_found_by_the_tick(desk: Desk) -> None:
    enqueue("note", args=[1], at=START)  # the commit hook never runs in this test
    assert tick(START) == 1
    assert tick(START) == 0
    assert desk.done == [(1, START)]


@pytest.mark.django_db
def test_failed_work_is_tried_again_later_and_later(desk: Desk) -> None:
    desk.failures = 2
    job = enqueue("note", args=[1], at=START)
    tick(START)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.next_at) == (
        JobState.WAITING,
        1,
        START + timedelta(minutes=1),
    )
    assert "not yet" in job.last_error
    assert tick(START + timedelta(seconds=59)) == 0
    tick(START + timedelta(minutes=1))
    job.refresh_from_db()
    assert job.next_at == START + timedelta(minutes=6)
    tick(START + timedelta(minutes=6))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == (JobState.DONE, 3, "")


@pytest.mark.django_db
def test_after_the_last_try_it_stops_and_the_ledger_says_so(desk: Desk) -> None:
    desk.failures = 99
    job = enqueue("note", args=[1], at=START)
    for day in range(5):
        tick(START + timedelta(days=day))
    job.refresh_from_db()
    assert (job.state, job.attempts, desk.failures) == (JobState.FAILED, 3, 96)
    [line] = ledger.entries(verb="job.failed")
    assert line.facts == {"work": "note", "attempts": 3, "error": "LookupError"}


@pytest.mark.django_db
def test_a_job_somebody_else_holds_is_left_alone_until_the_lease_ends(desk: Desk) -> None:
    job = enqueue("note", args=[1], at=START)
    Job.objects.update(
        state=JobState.RUNNING, attempts=1, lease_until=START + timedelta(minutes=10)
    )
    assert not run_job(job.pk, at=START)
    assert tick(START + timedelta(minutes=9)) == 0
    assert tick(START + timedelta(minutes=10)) == 1
    assert desk.done == [(1, START + timedelta(minutes=10))]


@pytest.mark.django_db
def test_work_that_kills_every_worker_is_given_up(desk: Desk) -> None:
    job = enqueue("note", args=[1], at=START)
    Job.objects.update(state=JobState.RUNNING, attempts=3, lease_until=START)
    assert not run_job(job.pk, at=START)
    job.refresh_from_db()
    assert (job.state, desk.done) == (JobState.FAILED, [])
    assert ledger.entries(verb="job.failed")


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_does_not_close_the_others_job(desk: Desk) -> None:
    job = enqueue("note", args=[1], at=START)

    def overtaken(*_: object, at: datetime) -> None:
        Job.objects.update(attempts=2, lease_until=at + timedelta(hours=1))

    with patch.object(Desk, "__call__", lambda _self, *args, at: overtaken(*args, at=at)):
        run_job(job.pk, at=START)
    job.refresh_from_db()
    assert (job.state, job.attempts, desk.done) == (JobState.RUNNING, 2, [])


@pytest.mark.django_db
def test_a_job_keeps_the_correlation_of_the_act_that_asked() -> None:
    seen: list[str] = []

    def note(*, at: datetime) -> None:
        seen.append(f"{correlation()} {at.year}")

    with only(works=(Work("note", note, 3, timedelta(minutes=1)),)):
        with correlated("click-9"):
            enqueue("note", at=START)
        tick(START)
    assert seen == ["click-9 2026"]


@pytest.mark.django_db
def test_work_that_is_no_longer_declared_is_given_up(desk: Desk) -> None:
    job = enqueue("note", at=START)
    with only():
        assert not run_job(job.pk, at=START)
    job.refresh_from_db()
    assert (job.state, desk.done) == (JobState.FAILED, [])
    assert not run_job(job.pk + 1, at=START)


@pytest.fixture
def database_queue(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def run_worker() -> None:
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_queue")
def test_on_a_database_queue_the_message_commits_with_the_row(desk: Desk) -> None:
    def act(*, fail: bool) -> None:
        with transaction.atomic():
            enqueue("note", args=[int(fail)], at=START)
            if fail:
                raise LookupError

    with pytest.raises(LookupError):
        act(fail=True)
    assert not DBTaskResult.objects.exists()
    act(fail=False)
    assert desk.done == [], "nothing runs in the process that asked"
    run_worker()
    assert [done[0] for done in desk.done] == [0]
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_queue")
def test_a_message_delivered_after_the_tick_finds_nothing_to_do(desk: Desk) -> None:
    enqueue("note", args=[1], at=START)
    tick(START)
    run_worker()
    assert desk.done == [(1, START)]


@pytest.mark.django_db
def test_dead_messages_are_buried_and_old_ones_forgotten(desk: Desk) -> None:
    def message(status: str, **at: datetime) -> DBTaskResult[Any, Any]:
        return DBTaskResult.objects.create(
            status=status,
            args_kwargs={},
            task_path="x",
            backend_name="default",
            run_after=START,
            **at,
        )

    dead = message("RUNNING", started_at=START - timedelta(hours=1))
    alive = message("RUNNING", started_at=START - timedelta(minutes=59))
    message("SUCCESSFUL", finished_at=START - timedelta(days=30))
    assert recovery.bury_dead_messages(at=START) == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.status, alive.status) == ("FAILED", "RUNNING")
    enqueue("note", args=[1], at=START)
    tick(START)
    assert desk.done
    assert recovery.forget_finished(at=START) == 1
    assert recovery.forget_finished(at=START + timedelta(days=30)) == 2
    assert not Job.objects.exists()
