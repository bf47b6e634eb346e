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
from bihuan.modules.directives.operations import history, settling
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.membership import owners
from bihuan.modules.directives.rules.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.membership import Member

SLICE = 3_000
"""Duties per transaction: short enough that nobody waits behind it."""


@dataclass(frozen=True, slots=True)
class Generated:
    """How many duties were made, by clause."""

    made: int
    by_clause: dict[str, int] = field(default_factory=dict)


def generate(
    *,
    until: date,
    since: date | None = None,
    levels: Collection[str] = ("P", "C", "K"),
    bodies: Collection[str] | None = None,
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
            for body in packs.members_on(timezone.localtime(at).date())
            if body.region.startswith(item.prefix)
        )
        wanted = tuple(
            body
            for body in members
            if body.level in levels and (bodies is None or body.code in bodies)
        )
        past = history.gather(item)
        new = list(_new(item, members, {body.code for body in wanted}, since, until))
        new += _triggered(item, {body.code: body for body in wanted}, past)
        for start in range(0, len(new), SLICE):
            made = _store(item, new[start : start + SLICE], past)
            counts.update(item.codes[duty.clause_id] for duty in made)
        if new:
            _note(item, counts, since, until, actor=actor, at=at)
    return Generated(sum(counts.values()), dict(counts))


def _new(
    item: Loaded,
    members: tuple[Member, ...],
    wanted: set[str],
    since: date | None,
    until: date,
) -> Iterator[Duty]:
    """Yield the duties that do not exist yet."""
    pack = item.pack
    first = since or pack.notice.issued_on
    for clause in pack.clauses:
        if not clause.is_checkable:
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
                    yield history.new_duty(
                        item.ids[clause.id], body, found.period, found.starts_on, found.due_on
                    )


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


def _store(item: Loaded, duties: list[Duty], past: history.History) -> list[Duty]:
    with transaction.atomic():
        ledger.lock()
        made = Duty.objects.bulk_create(duties, batch_size=500)
        shown = history.attach_past(item, made, past)
        settling.settle_duties(shown)
        places = {duty.region for duty in made if duty.level != "P"}
        settling.recount_places(sorted(places), sorted({duty.clause_id for duty in made}))
    return made


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
