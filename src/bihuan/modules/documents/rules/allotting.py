"""Taking the next number of a series, inside the transaction of the act: no gap, no duplicate."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from bihuan.modules.documents.models import Series


def allot(*, body: str, word: str, year: int) -> int:
    """Return the next number of this body, word and year.

    The row stays locked until the caller's transaction ends: a rollback, or a process that dies,
    gives the number back, and two transactions never hold the same one.
    """
    rows = Series.objects.filter(body=body, word=word, year=year)
    if not rows.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                Series.objects.create(body=body, word=word, year=year, last=0)
        except IntegrityError:
            pass  # another transaction began the year first; the UPDATE below waits for it
        rows.update(last=F("last") + 1)
    return rows.get().last
