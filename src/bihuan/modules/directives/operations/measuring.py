"""Reading measures: figures become evidence that comes and lapses by itself.

A reading is kept when it says something new. What was known on any day is therefore still known:
evidence is ended, never deleted or rewritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives.events import MEASURED as VERB
from bihuan.modules.directives.events import DutiesChanged
from bihuan.modules.directives.models import Duty, Evidence
from bihuan.modules.directives.operations import history, settling
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.measures import MEASURED, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bihuan.modules.directives.rules.measures import Measure, Reading

LONGEST = 200


def measure(key: str, *, at: datetime, years: Sequence[int] = ()) -> int:
    """Read a measure for every duty that names it and has begun; return how many changed.

    `years` leaves out duties of other years, whose figures cannot have moved.
    """
    found = measure_of(key)
    places = list(_predicates(key))
    if found is None or not places:
        return 0
    day = timezone.localtime(at).date()
    wanted = Q(pk__in=())
    for year in years:
        wanted |= Q(starts_on__year=year)
    duties = Duty.objects.filter(
        wanted if years else Q(), clause_id__in=[pk for pk, _ in places], starts_on__lte=day
    )
    with transaction.atomic():
        ledger.lock()
        return _take(found, list(duties.order_by("pk")), dict(places), day, at)


def _predicates(key: str) -> Iterable[tuple[int, int]]:
    """Yield clause and place of every predicate that names a measure."""
    for item in packs.loaded():
        for clause in item.pack.clauses:
            for index, predicate in enumerate(clause.evidence):
                if predicate.measure == key:
                    yield item.ids[clause.id], index


def _take(
    found: Measure, duties: list[Duty], places: dict[int, int], day: date, at: datetime
) -> int:
    readings = _read(found, duties, day)
    last = _last(duties, found.key)
    moved = [
        (duty, last.get(duty.pk), readings.get((duty.region, duty.starts_on)))
        for duty in duties
        if _is_new(last.get(duty.pk), readings.get((duty.region, duty.starts_on)))
    ]
    if not moved:
        return 0
    entry = ledger.record(
        VERB.key,
        actor=system_actor("directives"),
        at=at,
        subject=f"measure:{found.key}",
        facts={
            "measure": found.label,
            "duties": len(moved),
            "held": sum(1 for _, _, reading in moved if reading is not None and reading.held),
        },
    )
    for duty, before, reading in moved:
        why = "没有可比的读数了" if reading is None else reading.sentence
        if before is not None and before.ended_on is None:
            history.end(before, on=day, why=why[:LONGEST], lapsed=True)
            before.save(update_fields=["ended_on", "ended_why", "lapsed"])
        if reading is not None:
            _row(duty, places[duty.clause_id], found, reading, day, entry.seq).save()
    changed = [duty for duty, _, _ in moved]
    settling.settle_duties(changed)
    events.publish(DutiesChanged(tuple(duty.pk for duty in changed), day))
    return len(changed)


def _read(found: Measure, duties: list[Duty], day: date) -> dict[tuple[str, date], Reading]:
    regions: dict[date, set[str]] = {}
    for duty in duties:
        regions.setdefault(duty.starts_on, set()).add(duty.region)
    return {
        (region, since): reading
        for since, places in regions.items()
        for region, reading in found.read(sorted(places), since, day).items()
    }


def _last(duties: list[Duty], key: str) -> dict[int, Evidence]:
    """Return the newest reading of each duty."""
    found: dict[int, Evidence] = {}
    for start in range(0, len(duties), 500):
        rows = Evidence.objects.filter(
            duty_id__in=[duty.pk for duty in duties[start : start + 500]],
            process=MEASURED,
            state=key,
        )
        found.update((row.duty_id, row) for row in rows.order_by("seq", "pk"))
    return found


def _is_new(before: Evidence | None, reading: Reading | None) -> bool:
    """Say whether a reading says something else than the one before it."""
    if before is None:
        return reading is not None
    if reading is None:
        return before.ended_on is None
    held = before.ended_on is None
    return held is not reading.held or before.title != reading.sentence[:LONGEST]


def _row(
    duty: Duty, predicate: int, found: Measure, reading: Reading, day: date, seq: int
) -> Evidence:
    """Return a reading as evidence; one that does not hold ended on the day it came."""
    row = Evidence(
        duty=duty,
        predicate=predicate,
        number=f"{found.key}:{duty.region}:{duty.period}"[:60],
        title=reading.sentence[:LONGEST],
        process=MEASURED,
        state=found.key,
        on=min(reading.until, day),
        recorded_on=day,
        seq=seq,
    )
    if not reading.held:
        history.end(row, on=day, why=reading.sentence[:LONGEST], lapsed=True)
    return row
