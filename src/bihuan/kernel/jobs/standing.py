"""How the jobs stand: what waits, what failed, what nobody has looked at in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min

from bihuan.kernel.jobs.models import Job, JobState, Periodic
from bihuan.kernel.jobs.registry import all_periodic

if TYPE_CHECKING:
    from datetime import datetime

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """The queue of one moment."""

    waiting: int
    running: int
    failed: int
    """Jobs that were given up and not yet forgotten."""
    oldest: timedelta
    """How long the job that is due longest has been due; zero when none is."""
    late: timedelta
    """How long the periodic work that is due longest has been due: grows when nothing ticks."""
    failing: tuple[str, ...]
    """Labels of periodic work that failed the last time."""


def standing(*, at: datetime) -> Standing:
    """Say how the jobs stand; four small queries, none grows with what is done."""
    live = (JobState.WAITING, JobState.RUNNING, JobState.FAILED)
    numbers = dict(
        Job.objects.filter(state__in=live).values_list("state").annotate(number=Count("pk"))
    )
    due = Job.objects.filter(state=JobState.WAITING, next_at__lte=at).aggregate(Min("next_at"))
    labels = {work.key: work.label for work in all_periodic()}
    rows = Periodic.objects.filter(key__in=labels).order_by("next_at")
    periodics = list(rows.values_list("key", "next_at", "failures"))
    return Standing(
        waiting=numbers.get(JobState.WAITING, 0),
        running=numbers.get(JobState.RUNNING, 0),
        failed=numbers.get(JobState.FAILED, 0),
        oldest=_since(due["next_at__min"], at),
        late=_since(periodics[0][1], at) if periodics else NOTHING,
        failing=tuple(labels[key] for key, _, failures in periodics if failures),
    )


def _since(moment: datetime | None, at: datetime) -> timedelta:
    return max(at - moment, NOTHING) if moment else NOTHING
