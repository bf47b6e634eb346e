"""Running jobs: claim a row, do the work, say how it went.

A claim is a conditional UPDATE, so of any number of workers one wins. It is a lease, not a lock: a
worker that dies loses it when its time is up, and the next tick gives the row to somebody else.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from traceback import format_exception
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task, task_backends

from bihuan.kernel.access import backstop, system_actor
from bihuan.kernel.jobs import clock_steps
from bihuan.kernel.jobs.models import Job, JobState, Periodic
from bihuan.kernel.jobs.registry import UnknownWork, all_periodic, work_named
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger import correlated, correlation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bihuan.kernel.jobs.registry import PeriodicWork

logger = logging.getLogger(__name__)

BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
LONGEST_ERROR = 4000


def enqueue(key: str, *, args: Sequence[int | str | bool | None] = (), at: datetime) -> Job:
    """Ask for work, in the transaction of the caller; it runs after the commit, or never.

    Arguments are ids and small texts. In-process by default, on a worker where the task backend is
    a database.
    """
    declared = work_named(key)
    job = Job.objects.create(
        work=key,
        args=list(args),
        limit=declared.limit,
        asked_at=at,
        next_at=at,
        correlation=correlation(),
    )
    job_id = job.pk
    if _backend_is_transactional():
        _announce.enqueue(job_id)
    else:
        transaction.on_commit(lambda: _say(job_id))
    return job


def run_job(job_id: int, *, at: datetime) -> bool:
    """Run one job if it is due and nobody else has it; return whether it was run."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return False
    try:
        declared = work_named(job.work)
    except UnknownWork as error:
        _give_up(job, error, at=at)
        return False
    claimed = (
        Job.objects.filter(pk=job_id, attempts=job.attempts, next_at__lte=at)
        .filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lte=at))
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease_until=at + declared.lease,
        )
    )
    if not claimed:
        return False
    job.attempts += 1
    if job.attempts > job.limit:
        _give_up(job, TimeoutError("The worker died in every attempt."), at=at)
        return False
    try:
        with (
            correlated(job.correlation or f"job:{job_id}"),
            backstop.seeing(system_actor(f"job:{job.work}")),
        ):
            declared.function(*job.args, at=at)
    except Exception as error:  # a job may fail in any way: each is recorded and tried again
        logger.exception("Job %s (%s) failed, attempt %s.", job.pk, job.work, job.attempts)
        _failed(job, error, at=at)
    else:
        Job.objects.filter(pk=job_id, attempts=job.attempts, state=JobState.RUNNING).update(
            state=JobState.DONE, finished_at=at, lease_until=None, last_error=""
        )
    return True


def run_due_jobs(*, at: datetime, most: int = 500) -> int:
    """Run what is due: retries, work whose message was lost, work of workers that died."""
    due = (
        Job.objects.filter(next_at__lte=at)
        .filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lte=at))
        .order_by("next_at", "pk")
        .values_list("pk", flat=True)[:most]
    )
    return sum(run_job(job_id, at=at) for job_id in list(due))


def run_due_periodics(*, at: datetime) -> int:
    """Run every periodic work that is due; return how many ran."""
    return sum(_run_periodic(work, at=at) for work in all_periodic())


def _run_periodic(work: PeriodicWork, *, at: datetime) -> bool:
    # Unseen work is due at once: a new installation has its first anchor today, not tomorrow.
    row, _ = Periodic.objects.get_or_create(key=work.key, defaults={"next_at": at})
    clock_steps.take_back(row, work, at=at)
    claimed = (
        Periodic.objects.filter(pk=row.pk, revision=row.revision, next_at__lte=at)
        .filter(Q(lease_until=None) | Q(lease_until__lte=at))
        .update(lease_until=at + work.lease, revision=F("revision") + 1)
    )
    if not claimed:
        return False
    mine = Periodic.objects.filter(pk=row.pk, revision=row.revision + 1)
    try:
        with (
            correlated(f"tick:{uuid.uuid4().hex[:12]}"),
            backstop.seeing(system_actor(f"tick:{work.key}")),
        ):
            work.function(at)
    except Exception as error:  # one broken work must not stop the others
        logger.exception("Periodic work failed: %s", work.key)
        mine.update(
            lease_until=None,
            next_at=min(at + _pause(row.failures + 1), work.rhythm.after(at)),
            failures=F("failures") + 1,
            last_error=_text_of(error),
            revision=F("revision") + 1,
        )
    else:
        mine.update(
            lease_until=None,
            next_at=work.rhythm.after(at),
            failures=0,
            last_ok_at=at,
            last_error="",
            revision=F("revision") + 1,
        )
    return True


def _failed(job: Job, error: Exception, *, at: datetime) -> None:
    if job.attempts >= job.limit:
        _give_up(job, error, at=at)
        return
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).update(
        state=JobState.WAITING,
        lease_until=None,
        next_at=at + _pause(job.attempts),
        last_error=_text_of(error),
    )


def _give_up(job: Job, error: Exception, *, at: datetime) -> None:
    with transaction.atomic():
        ledger.lock()
        changed = (
            Job.objects.filter(pk=job.pk)
            .exclude(state__in=[JobState.DONE, JobState.FAILED])
            .update(
                state=JobState.FAILED,
                finished_at=at,
                lease_until=None,
                last_error=_text_of(error),
            )
        )
        if changed:
            ledger.record(
                "job.failed",
                actor=system_actor("jobs"),
                at=at,
                subject=f"job:{job.pk}",
                facts={"work": job.work, "attempts": job.attempts, "error": type(error).__name__},
            )


def _pause(failures: int) -> timedelta:
    return BACKOFF[min(failures, len(BACKOFF)) - 1]


def _text_of(error: Exception) -> str:
    return "".join(format_exception(error))[-LONGEST_ERROR:]


def _backend_is_transactional() -> bool:
    # Where the queue is a table of this database, its message commits or rolls back with the row.
    return "django_tasks_db" in settings.INSTALLED_APPS and type(
        task_backends["default"]
    ).__module__.startswith("django_tasks_db")


def _say(job_id: int) -> None:
    _announce.enqueue(job_id)


@task()
def _announce(job_id: int) -> None:
    """Run a job in the worker; the edge where its instant is read."""
    run_job(job_id, at=timezone.now())
