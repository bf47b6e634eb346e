"""Bringing a case's nearest limit up to date after its clocks were changed from outside a step."""

from __future__ import annotations

from django.db import transaction

from bihuan.kernel.process.clocks import next_due
from bihuan.kernel.process.models import Case


def refresh_due(case_id: int) -> None:
    """Copy the nearest running limit onto the case row: call it after extending a clock."""
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        Case.objects.filter(pk=case_id).update(**next_due(case))
