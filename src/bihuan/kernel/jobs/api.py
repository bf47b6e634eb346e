"""The front door of jobs: declare work, ask for it, and the tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.jobs.clock_steps import notice_step, take_back_jobs
from bihuan.kernel.jobs.registry import (
    PeriodicWork,
    UnknownWork,
    Work,
    all_periodic,
    periodic,
    work,
    work_named,
)
from bihuan.kernel.jobs.running import enqueue, run_due_jobs, run_due_periodics, run_job
from bihuan.kernel.jobs.standing import Standing, standing

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "PeriodicWork",
    "Standing",
    "UnknownWork",
    "Work",
    "all_periodic",
    "enqueue",
    "periodic",
    "run_job",
    "standing",
    "tick",
    "work",
    "work_named",
]


def tick(at: datetime) -> int:
    """Run everything that is due at ``at``; return how much ran.

    It may be called at any time, any number of times, on any number of machines at once: rows are
    claimed, and what was missed is run once. A clock that was set back is written down.
    """
    if notice_step(at=at):
        take_back_jobs(at=at)
    return run_due_periodics(at=at) + run_due_jobs(at=at)
