"""条款账本: every clause with what follows from it, and coverage both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from bihuan.kernel.access import region_prefix
from bihuan.kernel.calendar import Span, explain, for_region
from bihuan.kernel.process.api import visible_to
from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty, Evidence, StrayRecord
from bihuan.modules.directives.queries import counting
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries.counting import Figures
from bihuan.modules.directives.queries.summing import by_clause
from bihuan.modules.directives.rules.membership import Member, members
from bihuan.modules.directives.rules.status import Settled, status_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.kernel.calendar import Explanation
    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.pack import Clause, Mark, Parameter, Switch
    from bihuan.modules.directives.rules.status import Status


MOST_STRAYS = 1_000
"""Records that show nothing, looked through for those somebody may see."""


class NoClause(LookupError):
    """There is no such clause."""


@dataclass(frozen=True, slots=True)
class Line:
    """A clause in the rail."""

    clause: Clause
    figures: Figures


@dataclass(frozen=True, slots=True)
class Record:
    """A case that shows something."""

    number: str
    title: str
    duties: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """One clause with everything that hangs on it."""

    pack: Loaded
    clause: Clause
    offset: int | None
    actors: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    switches: tuple[Switch, ...]
    records: tuple[Record, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a duty is due when it is."""

    basis: str
    mark: Mark
    parameters: tuple[Parameter, ...]
    explanation: Explanation | None


def rail(*, actor: Actor, on: date) -> tuple[tuple[Loaded, tuple[Line, ...]], ...]:
    """Return every clause in force with its duties counted."""
    found = []
    for item in packs.loaded(actor.region):
        counts = by_clause(item, actor=actor, on=on)
        lines = (
            (clause, counts.get(item.ids[clause.id], Figures())) for clause in item.pack.clauses
        )
        found.append((item, tuple(Line(clause, figures) for clause, figures in lines)))
    return tuple(found)


def ledger_of(code: str, *, actor: Actor, on: date, most: int = 50) -> Ledger:
    """Return one clause with its duties by status and its records.

    :raises NoClause: when no notice in force has it.
    """
    item = next((found for found in packs.loaded(actor.region) if code in found.ids), None)
    clause = item.pack.clause(code) if item else None
    if item is None or clause is None:
        raise NoClause(f"没有编号为“{code}”的条款。")
    duties = Duty.objects.filter(policies.visible_to(actor), clause_id=item.ids[code])
    records = _records(duties, most + 1)
    return Ledger(
        pack=item,
        clause=clause,
        offset=item.offsets.get(code),
        actors=tuple(item.pack.actor_set(key).label for key in clause.actors),
        parameters=parameters_of(item, clause, on),
        switches=tuple(s for s in item.pack.switches if s.key in clause.switches),
        records=records[:most],
        has_more=len(records) > most,
    )


def by_status(duties: QuerySet[Duty], item: Loaded, on: date) -> dict[Status, int]:
    """Return how many of one body's duties stand how.

    They are a few dozen: reading them costs less than writing the sums for the database.
    """
    soon = item.soon_until(on)
    rows = list(
        duties.filter(starts_on__lte=on)
        .order_by()
        .values_list("due_on", "started_on", "met_on", "relief", "changed_on")
    )
    total = Figures()
    if any(row[-1] is not None and row[-1] > on for row in rows):
        for figures in counting.by_body(duties, on=on, soon_until=soon, width=0).values():
            total.add(figures)
    else:
        for row in rows:
            settled = Settled(*row)
            total.put(settled, status_of(settled, on=on, soon_until=soon))
    return total.by_status


def _records(duties: QuerySet[Duty], most: int) -> tuple[Record, ...]:
    rows = (
        Evidence.objects.filter(duty__in=duties, ended_on__isnull=True)
        .order_by()
        .values("number", "title")
        .annotate(n=Count("duty", distinct=True))
        .order_by("-number")[:most]
    )
    return tuple(Record(row["number"], row["title"], row["n"]) for row in rows)


def parameters_of(item: Loaded, clause: Clause, on: date) -> tuple[Parameter, ...]:
    """Return the dated numbers a clause uses, as they hold on a day."""
    deadline = clause.deadline
    keys = (deadline.parameter, deadline.grace, deadline.later, *clause.related)
    return tuple(item.pack.parameter(key, on) for key in dict.fromkeys(keys) if key)


def why(duty: Duty) -> Why:
    """Return why a duty is due when it is, day by day where days were counted."""
    item, clause = packs.find(duty.clause_id)
    deadline = clause.deadline
    return Why(
        basis=deadline.basis,
        mark=deadline.mark,
        parameters=parameters_of(item, clause, duty.starts_on),
        explanation=_explanation(item, clause, duty),
    )


def _explanation(item: Loaded, clause: Clause, duty: Duty) -> Explanation | None:
    """Explain the last stretch that was counted; a date the notice fixes needs no counting."""
    deadline = clause.deadline
    start, key, span = duty.starts_on, deadline.parameter, deadline.span
    match deadline.kind:
        case "issue" | "event" | "standing":
            pass
        case "fixed" if deadline.grace and deadline.on:
            start, key = deadline.on, deadline.grace
        case _:
            return None
    if duty.event and deadline.later:
        key, span = deadline.later, None
    if span is None:
        if not key:
            return None
        span = Span.parse(item.pack.parameter(key, start).value)
    return explain(start, span, for_region(duty.region), deadline.roll)


def unclaimed(*, actor: Actor) -> tuple[int, int]:
    """Return how many clauses there are, and how many have neither a duty nor a reason."""
    clauses = [c for item in packs.loaded(actor.region) for c in item.pack.clauses]
    return len(clauses), sum(not (clause.evidence or clause.no_duty) for clause in clauses)


def stray_records(*, actor: Actor, most: int = 50) -> tuple[str, ...]:
    """Return finished records that are evidence of no duty: the other way round."""
    strays = list(StrayRecord.objects.order_by("pk").values_list("pk", flat=True)[:MOST_STRAYS])
    if not strays:
        return ()
    found = StrayRecord.objects.filter(visible_to(actor, path="record__case__"), pk__in=strays)
    numbers = found.order_by("record__case__number").values_list("record__case__number", flat=True)
    return tuple(numbers[:most])


def on_demand(item: Loaded, body: str) -> tuple[Clause, ...]:
    """Return the clauses a body owes only when something happens."""
    region, _, line = body.partition("-")
    level = {2: "P", 4: "C"}.get(len(region_prefix(region)), "K")
    return tuple(
        clause
        for clause in item.pack.clauses
        if clause.deadline.on_demand and level in clause.levels and _owes(item, clause, line, level)
    )


def _owes(item: Loaded, clause: Clause, line: str, level: str) -> bool:
    """Say whether a body of a line and level is meant, without asking for all bodies."""
    member = Member("", "", line, level)
    return any(members(item.pack, key, (member,)) for key in clause.actors)
