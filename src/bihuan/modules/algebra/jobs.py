"""Comparing outside the request, and anew when the dictionary or the measure changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bihuan.kernel.jobs import api as jobs
from bihuan.modules.algebra.models import MeasuredList
from bihuan.modules.algebra.operations.comparing import COMPARE, compare_all, compare_body
from bihuan.modules.algebra.rules.measuring import fingerprint

OFTEN = timedelta(hours=1)


def register_all() -> None:
    """Register the work of the comparison."""
    jobs.work(COMPARE)(compare)
    jobs.periodic("algebra.refresh", label="词典更新后重新比对清单", every=OFTEN)(refresh)


def compare(body: str, since: str, *, at: datetime) -> None:
    """Compare one body's list, unless that was done after this instant."""
    if MeasuredList.objects.filter(
        body=body, measured_at__gte=datetime.fromisoformat(since)
    ).exists():
        return
    compare_body(body=body, at=at)


def refresh(at: datetime) -> None:
    """Compare everything anew when stored measures were made with another dictionary."""
    if MeasuredList.objects.exclude(fingerprint=fingerprint()).exists():
        compare_all(at=at)
