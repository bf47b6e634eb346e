"""Below the use cases: bring derived columns and tallies up to date with what is known.

Called inside the transaction that changed evidence. The ledger's append lock is held there, so two
transactions never recompute the same figure at once.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from bihuan.modules.directives.models import FAR, Duty, Tally
from bihuan.modules.directives.queries import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

BATCH = 500
COUNTS = ("total", "met", "met_late", "not_applicable", "waived", "untold", "undated", "open")
DERIVED = ("due_on", "started_on", "met_on", "relief", "changed_on")


def settle_duties(duties: Sequence[Duty]) -> None:
    """Recompute the derived columns of these duties, and the tallies they are counted in."""
    if not duties:
        return
    everything = standing.known(duties)
    touched: set[tuple[str, int, date, date | None]] = set()
    changed = []
    for duty in duties:
        settled = standing.settled_on(duty, everything[duty.pk], None)
        if settled == standing.columns_of(duty):
            continue
        touched.add((duty.region, duty.clause_id, duty.starts_on, duty.due_on))
        for name in DERIVED:
            setattr(duty, name, getattr(settled, name))
        touched.add((duty.region, duty.clause_id, duty.starts_on, duty.due_on))
        changed.append(duty)
    Duty.objects.bulk_update(changed, DERIVED, batch_size=100)
    recount(touched)


def recount(touched: Iterable[tuple[str, int, date, date | None]]) -> None:
    """Recompute the tallies of these keys from the duties themselves."""
    for (region, clause_id), group in groupby(
        sorted(touched, key=lambda key: (key[0], key[1], key[2], str(key[3]))),
        key=lambda key: (key[0], key[1]),
    ):
        keys = list(group)
        wanted = Q(pk__in=())
        gone = Q(pk__in=())
        for _, _, starts_on, due_on in keys:
            wanted |= (
                Q(starts_on=starts_on, due_on=due_on)
                if due_on
                else Q(starts_on=starts_on, due_on__isnull=True)
            )
            gone |= Q(starts_on=starts_on, due_key=due_on or FAR)
        Tally.objects.filter(gone, region=region, clause_id=clause_id).delete()
        duties = Duty.objects.filter(wanted, region=region, clause_id=clause_id)
        Tally.objects.bulk_create(counted(duties), batch_size=BATCH)


def recount_places(regions: Sequence[str], clauses: Sequence[int]) -> None:
    """Recompute every tally of some clauses in some regions."""
    for start in range(0, len(regions), 100):
        places = regions[start : start + 100]
        Tally.objects.filter(region__in=places, clause_id__in=clauses).delete()
        duties = Duty.objects.filter(region__in=places, clause_id__in=clauses)
        Tally.objects.bulk_create(counted(duties), batch_size=BATCH)


def counted(duties: QuerySet[Duty]) -> list[Tally]:
    """Return the tallies of these duties. The province is counted body by body, not here."""
    free, unmet = Q(relief=""), Q(relief="", met_on__isnull=True)
    late = Q(due_on__isnull=False, met_on__gt=F("due_on"))
    rows = (
        duties.exclude(level="P")
        .order_by()
        .values("clause_id", "region", "level", "starts_on", "due_on")
        .annotate(
            total=Count("pk"),
            met=Count("pk", filter=free & Q(met_on__isnull=False) & ~late),
            met_late=Count("pk", filter=free & late),
            not_applicable=Count("pk", filter=Q(relief="not_applicable")),
            waived=Count("pk", filter=Q(relief="waived")),
            untold=Count("pk", filter=unmet & Q(due_on__isnull=True, started_on__isnull=True)),
            undated=Count("pk", filter=unmet & Q(due_on__isnull=True, started_on__isnull=False)),
            open=Count("pk", filter=unmet & Q(due_on__isnull=False)),
        )
    )
    return [Tally(due_key=row.pop("due_on") or FAR, **row) for row in rows]
