"""Dead workers: messages of the task queue that somebody took and never finished.

The jobs themselves come back by their lease. This clears the queue's own rows, which would else say
"running" for ever.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bihuan.kernel.jobs.models import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime

DEAD_AFTER = timedelta(hours=1)
KEPT = timedelta(days=30)


def bury_dead_messages(*, at: datetime) -> int:
    """Close queue rows whose worker has been silent for an hour; return how many."""
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=at - DEAD_AFTER
    ).update(
        status=TaskResultStatus.FAILED,
        finished_at=at,
        exception_class_path="builtins.TimeoutError",
        traceback="The worker did not report back within an hour.",
    )


def forget_finished(*, at: datetime) -> int:
    """Delete what ended well a month ago; failed jobs stay until somebody has looked at them."""
    limit = at - KEPT
    jobs, _ = Job.objects.filter(state=JobState.DONE, finished_at__lte=limit).delete()
    messages, _ = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL) | Q(status=TaskResultStatus.FAILED),
        finished_at__lte=limit,
    ).delete()
    return jobs + messages
