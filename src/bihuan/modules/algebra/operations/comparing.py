"""Comparing lists: measure them, relate them, and find what follows.

Filing one list costs that list's comparisons only: the other lists are there as arrays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.modules.algebra.models import Finding, FindingState, MeasuredList
from bihuan.modules.algebra.operations import relating
from bihuan.modules.algebra.operations.settling import find_all, find_for, find_orphans
from bihuan.modules.algebra.queries.scope import above, around
from bihuan.modules.algebra.rules.measuring import fingerprint, text_of
from bihuan.modules.algebra.rules.packing import pack, to_bytes
from bihuan.modules.matters.api import comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

COMPARE = "algebra.compare"
"""The name of the work that compares one body's list."""
AT_ONCE = 200
"""So many lists are measured in one transaction."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did."""

    lists: int
    relations: int
    findings: int


@transaction.atomic
def compare_body(*, body: str, at: datetime) -> Run:
    """Compare the newest filed list of a body with those around it, or forget the one it had."""
    region = body.partition("-")[0]
    held = comparing.filed_lists(body=body)
    MeasuredList.objects.filter(body=body).delete()
    _measure(held, at=at)
    relating.forget([body])
    near = around(region)
    own = near.part(lambda known: known.body == body)
    level = near.part(lambda known: known.region == region)
    upper = near.part(lambda known: known.region == above(region))
    lower = near.part(lambda known: known.region not in {region, above(region)})
    beside = relating.beside(own, level)
    across = [*relating.upward(own, upper), *relating.upward(lower, own)]
    concerned = {known.pk for known in level.matters if body in {known.body, *known.partners}}
    rows = comparing.matters_known(concerned | relating.rows_of(beside))
    relations = relating.store(beside, across, rows)
    on = civil_day(at)
    found = find_for(body=body, level=level, upper=upper, rows=rows, on=on, at=at)
    find_orphans(lower, upper=level, at=at)
    return Run(len(held), relations, found)


def compare_all(*, at: datetime, under: str = "") -> Run:
    """Compare everything of the regions with this prefix anew, one region after the other."""
    lists = comparing.filed_lists(under=under)
    _measure_all(lists, at=at, under=under)
    bodies: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, list[str]] = defaultdict(list)
    for each in lists:
        bodies[each.region].append(each.body)
        numbers[each.region].append(each.number)
    troubled = Finding.objects.filter(region__startswith=under).exclude(state=FindingState.GONE)
    relations = findings = 0
    for region in sorted({*bodies, *troubled.values_list("region", flat=True).distinct()}):
        related, found = _compare_region(region, bodies[region], numbers[region], at=at)
        relations += related
        findings += found
    return Run(len(lists), relations, findings)


@transaction.atomic
def _compare_region(
    region: str, bodies: Sequence[str], numbers: Sequence[str], *, at: datetime
) -> tuple[int, int]:
    near = around(region, below=False)
    level = near.part(lambda known: known.region == region)
    upper = near.part(lambda known: known.region != region)
    matters = [x for each in comparing.filed_matters(numbers).values() for x in each]
    rows = {matter.pk: matter for matter in matters}
    relating.forget(bodies)
    relations = relating.store(relating.within(level), relating.upward(level, upper), rows)
    on = civil_day(at)
    return relations, find_all(region=region, level=level, upper=upper, rows=rows, on=on, at=at)


def _measure_all(lists: Sequence[comparing.ComparedList], *, at: datetime, under: str) -> None:
    stored = MeasuredList.objects.filter(region__startswith=under).values_list("body", flat=True)
    gone = set(stored) - {each.body for each in lists}
    with transaction.atomic():
        MeasuredList.objects.filter(body__in=gone).delete()
        relating.forget(gone)
    for start in range(0, len(lists), AT_ONCE):
        some = lists[start : start + AT_ONCE]
        with transaction.atomic():
            MeasuredList.objects.filter(body__in=[each.body for each in some]).delete()
            _measure(some, at=at)


def _measure(lists: Iterable[comparing.ComparedList], *, at: datetime) -> None:
    held = list(lists)
    matters = comparing.filed_matters([each.number for each in held])
    made = (_measured(each, matters[each.number], at) for each in held)
    MeasuredList.objects.bulk_create(made, batch_size=100)


def _measured(
    held: comparing.ComparedList, matters: Sequence[comparing.ComparedMatter], at: datetime
) -> MeasuredList:
    keys, weights, ends = to_bytes(pack([text_of(matter) for matter in matters]))
    rows = [[each.pk, each.identity, each.role, each.partners, each.duties] for each in matters]
    return MeasuredList(
        body=held.body,
        region=held.region,
        number=held.number,
        fingerprint=fingerprint(),
        measured_at=at,
        rows=rows,
        keys=keys,
        weights=weights,
        ends=ends,
    )
