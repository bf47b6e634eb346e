"""Making duties: one per clause, body and period, as often as you like with the same result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from bihuan.kernel.access import may
from bihuan.kernel.calendar import for_region
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives import policies
from bihuan.modules.directives.events import GENERATED
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.operations import history, measuring, settling
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.measures import known_measures
from bihuan.modules.directives.rules.membership import owners
from bihuan.modules.directives.rules.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.membership import Member
    from bihuan.modules.directives.rules.occurrences import Occurrence

SLICE = 3_000
"""Duties per transaction: short enough that nobody waits behind it."""


@dataclass(frozen=True, slots=True)
class Generated:
    """How many duties were made, by clause."""

    made: int
    by_clause: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Owed:
    """A duty to be: a clause, a body, an occurrence."""

    clause_id: int
    body: Member
    found: Occurrence

    def row(self) -> tuple[int | str | date | None, ...]:
        """Return the values of `_COLUMNS`."""
        body, found = self.body, self.found
        where = (body.code, body.region, body.line, body.level)
        days = (found.starts_on, found.due_on, found.due_on)
        return (self.clause_id, *where, found.period, "", *days, "")

    def duty(self) -> Duty:
        """Return it as a model instance."""
        found = self.found
        return history.new_duty(
            self.clause_id, self.body, found.period, found.starts_on, found.due_on
        )


def generate(
    *,
    until: date,
    since: date | None = None,
    levels: Collection[str] = ("P", "C", "K"),
    bodies: Collection[str] | None = None,
    clauses: Collection[str] | None = None,
    actor: Actor,
    at: datetime,
) -> Generated:
    """Make every duty that is owed between two dates and does not exist yet.

    Without `since`, from the issue of each notice. Evidence and exemptions that are already there
    are attached.

    :raises NotAllowed: for whoever may not generate duties.
    """
    if not may(actor, policies.LOAD_PACK):
        raise policies.NotAllowed("应办事项由系统管理员或者系统自动生成。")
    counts: Counter[str] = Counter()
    for item in packs.loaded():
        members = tuple(
            body
            for body in packs.members_on(
                timezone.localtime(at).date(), within=item.pack.notice.region
            )
        )
        wanted = tuple(
            body
            for body in members
            if body.level in levels and (bodies is None or body.code in bodies)
        )
        past = history.gather(item)
        codes = {clause.id for clause in item.pack.clauses if clause.is_checkable}
        codes &= codes if clauses is None else set(clauses)
        new = list(_new(item, codes, members, {body.code for body in wanted}, since, until))
        for start in range(0, len(new), SLICE):
            _store(item, new[start : start + SLICE], past)
        counts.update(item.codes[owed.clause_id] for owed in new)
        born = _triggered(item, {body.code: body for body in wanted}, past)
        _store_known(item, born, past)
        counts.update(item.codes[duty.clause_id] for duty in born)
        if new or born:
            _note(item, counts, since, until, actor=actor, at=at)
    if counts:
        for key in known_measures():
            measuring.measure(key, at=at)
    return Generated(sum(counts.values()), dict(counts))


def _new(
    item: Loaded,
    codes: set[str],
    members: tuple[Member, ...],
    wanted: set[str],
    since: date | None,
    until: date,
) -> Iterator[_Owed]:
    """Yield what is owed and does not exist yet."""
    pack = item.pack
    first = since or pack.notice.issued_on
    for clause in pack.clauses:
        if clause.id not in codes:
            continue
        owing = [body for body in owners(pack, clause, members) if body.code in wanted]
        existing = set(
            Duty.objects.filter(clause_id=item.ids[clause.id]).values_list("body", "period")
        )
        kept = {}
        for body in owing:
            calendar = for_region(body.region)
            if id(calendar) not in kept:
                kept[id(calendar)] = occurrences(pack, clause, calendar, since=first, until=until)
            for found in kept[id(calendar)]:
                if (body.code, found.period) not in existing:
                    yield _Owed(item.ids[clause.id], body, found)


def _triggered(item: Loaded, members: dict[str, Member], past: history.History) -> list[Duty]:
    """Return the duties that cases of the past gave rise to."""
    found = []
    for codes in set(item.triggers.values()):
        for code in codes:
            clause_id = item.ids[code]
            existing = set(Duty.objects.filter(clause_id=clause_id).values_list("body", "period"))
            for event in past.triggers.get(code, ()):
                duty = history.triggered(item, code, members, event)
                if duty is not None and (duty.body, duty.period) not in existing:
                    existing.add((duty.body, duty.period))
                    found.append(duty)
    return found


def _store(item: Loaded, owed: list[_Owed], past: history.History) -> None:
    """Store a slice in one transaction; evidence is looked for only where there is any."""
    known: list[_Owed] = []
    plain: list[_Owed] = []
    for each in owed:
        code = item.codes[each.clause_id]
        is_known = past.knows(each.clause_id, code, each.body.code, each.found.period)
        (known if is_known else plain).append(each)
    with transaction.atomic():
        ledger.lock()
        _insert(plain)
        _store_known(item, [each.duty() for each in known], past)
        places = sorted({each.body.region for each in owed})
        settling.recount_places(places, sorted({each.clause_id for each in owed}))


def _store_known(item: Loaded, duties: list[Duty], past: history.History) -> None:
    if not duties:
        return
    with transaction.atomic():
        ledger.lock()
        made = Duty.objects.bulk_create(duties, batch_size=500)
        settling.settle_duties(history.attach_past(item, made, past))
        settling.recount(
            {(duty.region, duty.clause_id, duty.starts_on, duty.due_on) for duty in made}
        )


_COLUMNS = (
    *("clause_id", "body", "region", "line", "level", "period", "event", "starts_on"),
    *("first_due_on", "due_on", "relief"),
)


def _insert(owed: list[_Owed]) -> None:
    """Insert duties of which nothing is known: no model instances.

    Through the ORM a province takes twenty seconds, past it two.
    """
    ledger.insert_rows(Duty, _COLUMNS, (each.row() for each in owed))


def _note(
    item: Loaded,
    counts: Counter[str],
    since: date | None,
    until: date,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    with transaction.atomic():
        ledger.record(
            GENERATED.key,
            actor=actor,
            at=at,
            subject=f"directive:{item.pack.notice.key}",
            facts={
                "since": str(since or ""),
                "until": str(until),
                "made": sum(counts.values()),
            },
        )
