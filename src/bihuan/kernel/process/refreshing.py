"""Bringing a case's nearest limit up to date after its clocks were changed from outside a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.process.clocks import next_due
from bihuan.kernel.process.models import Case

if TYPE_CHECKING:
    from bihuan.kernel.deadlines import DueMoved


def follow(moved: DueMoved) -> None:
    """Keep the case row right when one of its clocks gets another due date."""
    if moved.case_id is not None:
        refresh_due(moved.case_id)


def refresh_due(case_id: int) -> None:
    """Copy the nearest running limit onto the case row: call it after extending a clock."""
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        Case.objects.filter(pk=case_id).update(**next_due(case))
