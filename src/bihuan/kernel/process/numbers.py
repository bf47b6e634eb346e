"""Numbers without gaps: one series per prefix and year, taken inside the transaction."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from bihuan.kernel.process.models import NumberSeries


def next_number(prefix: str, year: int, *, sealed: str = "") -> str:
    """Return the next number of the series, "BA-2026-0001".

    The counter row stays locked until the caller's transaction ends: a rollback gives the number
    back, and two transactions cannot hold the same one. A sealed case counts in a series of its
    own, so that nobody can read its existence off a missing number.
    """
    series = f"{prefix}-{sealed.upper()}" if sealed else prefix
    rows = NumberSeries.objects.filter(prefix=series, year=year)
    if not rows.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(prefix=series, year=year, last=0)
        except IntegrityError:
            pass  # another transaction began the year first; the UPDATE below waits for it
        rows.update(last=F("last") + 1)
    return f"{series}-{year}-{rows.get().last:04d}"
