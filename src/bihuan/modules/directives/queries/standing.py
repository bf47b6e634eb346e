"""How duties stand on a day: one rule, as a condition for the database and as a function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Exists, F, OuterRef, Q

from bihuan.kernel.access import once_a_page
from bihuan.modules.directives.models import Duty, Evidence, Exemption, LocalKind, LocalRule
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules import sentences
from bihuan.modules.directives.rules.measures import MEASURED
from bihuan.modules.directives.rules.status import (
    Fact,
    Relief,
    Settled,
    Shift,
    Status,
    settle,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.pack import Clause

    Find: TypeAlias = Callable[[int], tuple[Loaded, Clause]]

CHUNK = 500
"""SQLite takes a limited number of values in one statement."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty with how it stands on a day, and why."""

    duty: Duty
    clause: Clause
    settled: Settled
    status: Status
    facts: tuple[Fact, ...]
    reliefs: tuple[Relief, ...]
    sentence: str
    missing: tuple[str, ...]
    shift: Shift | None = None
    """The decision of the place that moved the date, where one did."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything recorded about one duty."""

    facts: tuple[Fact, ...]
    reliefs: tuple[Relief, ...]
    shifts: tuple[Shift, ...] = ()


def conditions(on: date, soon_until: date) -> dict[Status, Q]:
    """Return what `status_of` says, as conditions on the derived columns."""
    free = Q(relief="")
    unmet = free & Q(met_on__isnull=True)
    late = Q(due_on__isnull=False, met_on__gt=F("due_on"))
    met = free & Q(met_on__isnull=False)
    undated = unmet & Q(due_on__isnull=True)
    return {
        Status.WAIVED: Q(relief="waived"),
        Status.NOT_APPLICABLE: Q(relief="not_applicable"),
        Status.MET_LATE: met & late,
        Status.MET: met & (Q(due_on__isnull=True) | Q(met_on__lte=F("due_on"))),
        Status.OVERDUE: unmet & Q(due_on__lt=on),
        Status.DUE_SOON: unmet & Q(due_on__gte=on, due_on__lte=soon_until),
        Status.IN_PROGRESS: (undated & Q(started_on__isnull=False))
        | (unmet & Q(due_on__gt=soon_until)),
        Status.CANNOT_TELL: undated & Q(started_on__isnull=True),
    }


def columns_of(duty: Duty) -> Settled:
    """Return the derived columns as the rule knows them."""
    return Settled(duty.due_on, duty.started_on, duty.met_on, duty.relief, duty.changed_on)


def known(duties: Sequence[Duty]) -> dict[int, Known]:
    """Return all evidence and exemptions of some duties."""
    facts: dict[int, list[Fact]] = {duty.pk: [] for duty in duties}
    for chunk in _chunks(list(facts)):
        rows = Evidence.objects.filter(duty_id__in=chunk).order_by("recorded_on", "seq", "pk")
        for row in rows:
            facts[row.duty_id].append(fact_of(row))
    reliefs = _reliefs({duty.body for duty in duties})
    issuers = packs.issuers()
    # Who issued a notice does not decide how to follow it.
    local = _local({duty.region for duty in duties if duty.region != issuers(duty.clause_id)})
    return {
        duty.pk: Known(
            tuple(facts[duty.pk]),
            tuple(
                relief
                for row, relief in reliefs.get((duty.body, duty.clause_id), ())
                if row.every_period or row.period == duty.period
            )
            + tuple(
                Relief(row.kind, row.recorded_on, row.number, row.reason, row.ended_on)
                for row in local.get((duty.region, duty.clause_id), ())
                if row.kind == LocalKind.NOT_APPLICABLE and _was_open(duty, row)
            ),
            tuple(
                Shift(row.days, row.recorded_on, row.number, row.reason, row.ended_on)
                for row in local.get((duty.region, duty.clause_id), ())
                if row.kind == LocalKind.DEADLINE
            ),
        )
        for duty in duties
    }


def _was_open(duty: Duty, rule: LocalRule) -> bool:
    """Say whether the date had not passed when the place decided: nothing overdue is excused."""
    return duty.first_due_on is None or duty.first_due_on >= rule.recorded_on


def _local(regions: Collection[str]) -> dict[tuple[str, int], list[LocalRule]]:
    found: dict[tuple[str, int], list[LocalRule]] = {}
    for chunk in _chunks(sorted(regions)):
        for row in LocalRule.objects.filter(region__in=chunk).order_by("recorded_on", "pk"):
            found.setdefault((row.region, row.clause_id), []).append(row)
    return found


def fact_of(row: Evidence) -> Fact:
    """Return an evidence row as the rule knows it."""
    return Fact(
        predicate=row.predicate,
        on=row.on,
        recorded_on=row.recorded_on,
        number=row.number,
        title=row.title,
        ended_on=row.ended_on,
        ended_why=row.ended_why,
        lapsed=row.lapsed,
        measured=row.process == MEASURED,
    )


def _reliefs(bodies: Collection[str]) -> dict[tuple[str, int], list[tuple[Exemption, Relief]]]:
    found: dict[tuple[str, int], list[tuple[Exemption, Relief]]] = {}
    for chunk in _chunks(sorted(bodies)):
        for row in Exemption.objects.filter(body__in=chunk).order_by("recorded_on", "seq"):
            relief = Relief(row.kind, row.recorded_on, row.number, row.reason, row.ended_on)
            found.setdefault((row.body, row.clause_id), []).append((row, relief))
    return found


def settled_on(duty: Duty, found: Known, on: date | None, *, find: Find = packs.find) -> Settled:
    """Return what was known of a duty on a day; without a day, all there is."""
    item, clause = find(duty.clause_id)
    return settle(
        receipts=[predicate.receipt for predicate in clause.evidence],
        due_on=duty.first_due_on,
        facts=found.facts,
        reliefs=found.reliefs,
        shifts=found.shifts,
        opened_on=duty.opened_on,
        again=item.again(clause.id, duty.region),
        as_of=on,
    )


def standings(duties: Iterable[Duty], *, on: date) -> list[Standing]:
    """Return how duties stand on a day, from their evidence."""
    rows = list(duties)
    everything = known(rows)
    find, soon = packs.finder(), _soon(on)
    return [_standing(duty, everything[duty.pk], on, find, soon) for duty in rows]


def as_known(duties: Iterable[Duty], *, on: date) -> Iterator[tuple[Duty, Clause, Status]]:
    """Say how duties stand today by their derived columns, without asking for their evidence."""
    find, soon = packs.finder(), _soon(on)
    for duty in duties:
        item, clause = find(duty.clause_id)
        yield duty, clause, status_of(columns_of(duty), on=on, soon_until=soon(item))


def _soon(on: date) -> Callable[[Loaded], date]:
    """Return the last date that counts as near on a day, worked out once for each pack."""
    found: dict[int, date] = {}

    def until(item: Loaded) -> date:
        if item.id not in found:
            found[item.id] = item.soon_until(on)
        return found[item.id]

    return until


def _standing(
    duty: Duty, found: Known, on: date, find: Find, soon: Callable[[Loaded], date]
) -> Standing:
    item, clause = find(duty.clause_id)
    settled = settled_on(duty, found, on, find=find)
    status = status_of(settled, on=on, soon_until=soon(item))
    shift = _shift(duty, found, settled, on)
    said = sentences.sentence(clause, settled, status, found.facts, found.reliefs, on=on)
    return Standing(
        duty=duty,
        clause=clause,
        settled=settled,
        status=status,
        facts=found.facts,
        reliefs=found.reliefs,
        sentence=said + (sentences.moved(shift) if shift and not settled.relief else ""),
        missing=tuple(sentences.missing(clause, found.facts, on)),
        shift=shift,
    )


def _shift(duty: Duty, found: Known, settled: Settled, on: date) -> Shift | None:
    """Return the decision that moved the date of a duty, where it is not the notice's own."""
    if not found.shifts or settled.due_on == duty.first_due_on:
        return None
    return next((item for item in found.shifts if item.is_live(on)), None)


def unchanged_since(duties: QuerySet[Duty], on: date) -> QuerySet[Duty]:
    """Return the duties whose derived columns already held on a day."""
    return duties.filter(Q(changed_on__isnull=True) | Q(changed_on__lte=on))


def blank(on: date) -> Q:
    """Return the condition on duties of which nothing was known on a day, whatever came later.

    Most of what changed after a day is of this kind, and the database counts it by itself. Few
    clauses have a decision about anybody: only for their duties it looks for one.
    """
    untouched = Q(started_on__isnull=True) | Q(started_on__gt=on)
    about = once_a_page(f"directives.decided:{on}", partial(_decided, on))
    if not about:
        return untouched
    decided = Exemption.objects.filter(
        clause=OuterRef("clause"), body=OuterRef("body"), recorded_on__lte=on
    )
    local = LocalRule.objects.filter(
        region=OuterRef("region"), clause=OuterRef("clause"), recorded_on__lte=on
    )
    return untouched & (~Q(clause_id__in=about) | (~Q(Exists(decided)) & ~Q(Exists(local))))


def _decided(on: date) -> list[int]:
    """Return the clauses about which anything had been decided for anybody by a day."""
    exempted = Exemption.objects.filter(recorded_on__lte=on).order_by().values_list("clause_id")
    local = LocalRule.objects.filter(recorded_on__lte=on).order_by().values_list("clause_id")
    return sorted(clause_id for (clause_id,) in exempted.union(local))


def blank_conditions(on: date, soon_until: date) -> dict[Status, Q]:
    """Return `conditions` for duties of which nothing was known: only the first date counts."""
    return {
        Status.OVERDUE: Q(first_due_on__lt=on),
        Status.DUE_SOON: Q(first_due_on__gte=on, first_due_on__lte=soon_until),
        Status.IN_PROGRESS: Q(first_due_on__gt=soon_until),
        Status.CANNOT_TELL: Q(first_due_on__isnull=True),
    }


def changed_after(duties: QuerySet[Duty], on: date) -> list[tuple[Duty, Settled]]:
    """Return the duties that changed after a day and were not blank then, each with what was known.

    The blank ones are the caller's to count, by `blank` and `blank_conditions`.
    """
    rows = list(duties.filter(~blank(on), changed_on__gt=on))
    if not rows:
        return []
    everything, find = known(rows), packs.finder()
    return [(duty, settled_on(duty, everything[duty.pk], on, find=find)) for duty in rows]


def with_status(
    duties: QuerySet[Duty], statuses: Collection[Status], *, on: date, soon_until: date
) -> QuerySet[Duty]:
    """Return the duties that stand so on a day: exactly the rows a figure counted."""
    duties = duties.filter(starts_on__lte=on)
    wanted = _any_of(conditions(on, soon_until), statuses)
    if not duties.filter(changed_on__gt=on).exists():
        return duties.filter(wanted)
    then = [
        duty.pk
        for duty, settled in changed_after(duties, on)
        if status_of(settled, on=on, soon_until=soon_until) in statuses
    ]
    unchanged = (Q(changed_on__isnull=True) | Q(changed_on__lte=on)) & wanted
    fresh = blank(on) & Q(changed_on__gt=on) & _any_of(blank_conditions(on, soon_until), statuses)
    return duties.filter(unchanged | fresh | Q(pk__in=then))


def _any_of(conditions: Mapping[Status, Q], statuses: Collection[Status]) -> Q:
    wanted = Q(pk__in=())
    for status, condition in conditions.items():
        if status in statuses:
            wanted |= condition
    return wanted


def _chunks(values: Sequence[object]) -> list[list[object]]:
    items = list(values)
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
