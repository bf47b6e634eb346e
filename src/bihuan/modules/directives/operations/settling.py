"""Below the use cases: bring derived columns and tallies up to date with what is known.

Called inside the transaction that changed evidence. The ledger's append lock is held there, so two
transactions never recompute the same figure at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Substr

from bihuan.kernel.access import region_prefix
from bihuan.modules.directives.models import FAR, Duty, Tally
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries import standing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from typing import TypeAlias

    from django.db.models import QuerySet

    Key: TypeAlias = tuple[str, int, date, date | None]

BATCH = 500
FEW = 5
"""Up to so many rows single updates are faster than one that names them all."""
PROVINCE, CITY = 2, 4
"""Digits of a region code that name its province, its city."""

COUNTS = ("total", "met", "met_late", "not_applicable", "waived", "untold", "undated", "open")
DERIVED = ("due_on", "started_on", "met_on", "relief", "changed_on")


_waiting: ContextVar[tuple[set[int], set[Key]] | None] = ContextVar("bihuan_settling", default=None)
"""Duties and keys of tallies that are brought up to date at the end of a block."""


@contextmanager
def together() -> Iterator[None]:
    """Make many acts one transaction, and bring what they touch up to date once, at its end.

    For whoever records in bulk: until then figures are those from before the block.
    """
    with transaction.atomic():
        waiting: tuple[set[int], set[Key]] = (set(), set())
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        touched, keys = sorted(waiting[0]), waiting[1]
        for start in range(0, len(touched), BATCH):
            keys |= _derive(list(Duty.objects.filter(pk__in=touched[start : start + BATCH])))
        recount_places(sorted({key[0] for key in keys}), sorted({key[1] for key in keys}))


def settle_duties(duties: Sequence[Duty]) -> None:
    """Recompute the derived columns of these duties, and the tallies they are counted in."""
    waiting = _waiting.get()
    if waiting is None:
        recount(_derive(duties))
    else:
        waiting[0].update(duty.pk for duty in duties)


def _derive(duties: Sequence[Duty]) -> set[Key]:
    """Recompute the derived columns; return the tallies that no longer hold."""
    if not duties:
        return set()
    everything, find = standing.known(duties), packs.finder()
    touched: set[Key] = set()
    changed = []
    for duty in duties:
        settled = standing.settled_on(duty, everything[duty.pk], None, find=find)
        if settled == standing.columns_of(duty):
            continue
        touched.add((duty.region, duty.clause_id, duty.starts_on, duty.due_on))
        for name in DERIVED:
            setattr(duty, name, getattr(settled, name))
        touched.add((duty.region, duty.clause_id, duty.starts_on, duty.due_on))
        changed.append(duty)
    if len(changed) > FEW:
        Duty.objects.bulk_update(changed, DERIVED, batch_size=100)
    else:
        for duty in changed:
            duty.save(update_fields=DERIVED)
    return touched


def recount(touched: Iterable[Key]) -> None:
    """Recompute the tallies of these keys from the duties, and the sums they are part of."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[1].update(touched)
        return
    for (region, clause_id), group in groupby(
        sorted(touched, key=lambda key: (key[0], key[1], key[2], str(key[3]))),
        key=lambda key: (key[0], key[1]),
    ):
        wanted, gone = Q(pk__in=()), Q(pk__in=())
        for _, _, starts_on, due_on in group:
            due = Q(due_on=due_on) if due_on else Q(due_on__isnull=True)
            wanted |= due & Q(starts_on=starts_on)
            gone |= Q(starts_on=starts_on, due_key=due_on or FAR)
        _replace(gone, wanted, regions=[region], clauses=[clause_id])


def recount_places(regions: Sequence[str], clauses: Sequence[int]) -> None:
    """Recompute every tally of some clauses in some regions."""
    for start in range(0, len(regions), 100):
        _replace(Q(), Q(), regions=regions[start : start + 100], clauses=clauses)


def _replace(gone: Q, wanted: Q, *, regions: Sequence[str], clauses: Sequence[int]) -> None:
    """Replace the tallies of some regions; county figures also add up by city, all by province."""
    prefixes = sorted({region_prefix(region) for region in regions})
    levels = {level: [p for p in prefixes if _level(p) == level] for level in ("P", "C", "K")}
    cities = sorted({prefix[:CITY] for prefix in levels["K"]})
    provinces = sorted({prefix[:PROVINCE] for prefix in prefixes})
    own = Q(pk__in=())
    for level, places in levels.items():
        if places:
            more = [*(cities if level == "K" else ()), *provinces]
            own |= Q(level=level, place__in=[*places, *more])
    tallies = Tally.objects.filter(gone, clause_id__in=clauses)
    tallies.filter(own).delete()
    duties = Duty.objects.filter(wanted, region__in=regions, clause_id__in=clauses)
    Tally.objects.bulk_create(counted(duties), batch_size=BATCH)
    inside = Q(pk__in=())
    for city in cities:
        inside |= Q(place__gt=city, place__lt=f"{city}z")
    if cities:
        _roll_up(tallies.filter(inside, level="K"), CITY)
    for province in provinces:
        below = [place.prefix for place in organisations.regions(level="city", within=province)]
        summed = [level for level in ("C", "K") if levels[level]]
        if summed:
            _roll_up(tallies.filter(level__in=summed, place__in=below), PROVINCE)


def _level(prefix: str) -> str:
    return "P" if len(prefix) <= PROVINCE else "C" if len(prefix) == CITY else "K"


def _roll_up(tallies: QuerySet[Tally], width: int) -> None:
    """Store the sums of some tallies by the first digits of their place."""
    rows = (
        tallies.order_by()
        .annotate(above=Substr("place", 1, width))
        .values("clause_id", "above", "level", "starts_on", "due_key")
        .annotate(**{f"sum_{name}": Sum(name) for name in COUNTS})
    )
    Tally.objects.bulk_create(
        [
            Tally(
                clause_id=row["clause_id"],
                level=row["level"],
                place=row["above"],
                starts_on=row["starts_on"],
                due_key=row["due_key"],
                **{name: row[f"sum_{name}"] for name in COUNTS},
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def every_tally(duties: QuerySet[Duty]) -> list[Tally]:
    """Return all tallies there should be, counted afresh: what the stored ones are held against."""
    found = counted(duties)
    sums: dict[tuple[int, str, str, object, object], Tally] = {}
    for row in found:
        width = len(row.place)
        for shorter in (size for size in (CITY, PROVINCE) if size < width):
            key = (row.clause_id, row.level, row.place[:shorter], row.starts_on, row.due_key)
            into = sums.setdefault(
                key,
                Tally(
                    clause_id=row.clause_id,
                    level=row.level,
                    place=row.place[:shorter],
                    starts_on=row.starts_on,
                    due_key=row.due_key,
                    **dict.fromkeys(COUNTS, 0),
                ),
            )
            for name in COUNTS:
                setattr(into, name, getattr(into, name) + getattr(row, name))
    return [*found, *sums.values()]


def counted(duties: QuerySet[Duty]) -> list[Tally]:
    """Return the tallies of these duties, by place, without the sums above."""
    free, unmet = Q(relief=""), Q(relief="", met_on__isnull=True)
    late = Q(due_on__isnull=False, met_on__gt=F("due_on"))
    rows = (
        duties.order_by()
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
    return [
        Tally(due_key=row.pop("due_on") or FAR, place=region_prefix(row.pop("region")), **row)
        for row in rows
    ]
