"""The demonstration compared: one relation confirmed, one finding dismissed (演示数据)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.modules.algebra.models import Finding, FindingKind, FindingState, Verdict
from bihuan.modules.algebra.operations.comparing import compare_all
from bihuan.modules.algebra.operations.working import dismiss, judge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bihuan.kernel.access import Actor

REGION = "510000"
OFFICE = f"{REGION}-office"
CONFIRMED = "两家的清单都写明牵头，现场投诉也曾两头转办，关系属实。（演示）"
DISMISSED = "一家管税收征收，一家管财政政策，分工清楚，不是重复牵头。（演示）"
ORDINARY = "环境保护税"


def build(*, people: Callable[..., Actor], at: datetime) -> int:
    """Compare everything; answer how many findings there are."""
    run = compare_all(at=at)
    clerk = people(OFFICE, "handler", on=civil_day(at))
    overlaps = Finding.objects.filter(
        kind=FindingKind.OVERLAP, region=REGION, state=FindingState.OPEN
    ).order_by("-score", "pk")
    plain = overlaps.filter(subject__contains=ORDINARY).first()
    if plain is not None:
        dismiss(finding=plain, reason=DISMISSED, actor=clerk, at=at)
    found = overlaps.first()
    if found is not None:
        judge(finding=found, verdict=Verdict.CONFIRMED, reason=CONFIRMED, actor=clerk, at=at)
    return run.findings
