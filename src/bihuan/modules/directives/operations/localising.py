"""Taking over what a place decided about clauses it follows: dated, for all its bodies, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives.events import LOCALISED, DutiesChanged
from bihuan.modules.directives.models import Duty, LocalKind, LocalRule
from bihuan.modules.directives.operations import settling
from bihuan.modules.directives.queries import loaded as packs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor

SUPERSEDED = "本地作出新的决定"


@dataclass(frozen=True, slots=True)
class LocalDecision:
    """What a place decided about one clause, where it does not follow it word for word."""

    clause: str
    kind: str
    reason: str
    days: int = 0


def decide_locally(
    *,
    notice: str,
    region: str,
    clauses: Collection[str],
    decisions: Sequence[LocalDecision],
    number: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Let decisions hold from today for these clauses in a place; return how many duties they move.

    Earlier decisions about the same clauses end today. Dates that have passed are not moved, and
    nothing overdue becomes inapplicable.

    :raises LookupError: when no such notice is in force, or the place itself issued it.
    """
    item = next((each for each in packs.loaded(region) if each.pack.notice.key == notice), None)
    if item is None or item.pack.notice.region == region:
        raise LookupError(notice)
    day = timezone.localtime(at).date()
    asked = {item.ids[code] for code in clauses if code in item.ids}
    with transaction.atomic():
        ledger.lock()
        live = LocalRule.objects.filter(region=region, clause_id__in=asked, ended_on__isnull=True)
        touched = set(live.values_list("clause_id", flat=True))
        live.update(ended_on=day, ended_why=f"{SUPERSEDED}（{number}）")
        new = [each for each in decisions if each.clause in item.ids]
        if touched or new:
            seq = _note(notice, region, number, new, actor=actor, at=at)
            LocalRule.objects.bulk_create(
                _rule(item.ids[each.clause], region, each, number, day, seq) for each in new
            )
        touched |= {item.ids[each.clause] for each in new}
        duties = list(Duty.objects.filter(region=region, clause_id__in=sorted(touched)))
        settling.settle_duties(duties)
        if duties:
            events.publish(DutiesChanged(tuple(sorted(duty.pk for duty in duties)), day))
    return len(duties)


def _rule(
    clause_id: int, region: str, decided: LocalDecision, number: str, day: date, seq: int
) -> LocalRule:
    return LocalRule(
        clause_id=clause_id,
        region=region,
        kind=LocalKind(decided.kind),
        days=decided.days,
        reason=decided.reason,
        number=number,
        recorded_on=day,
        seq=seq,
    )


def _note(
    notice: str,
    region: str,
    number: str,
    new: Sequence[LocalDecision],
    *,
    actor: Actor,
    at: datetime,
) -> int:
    entry = ledger.record(
        LOCALISED.key,
        actor=actor,
        at=at,
        subject=f"case:{number}",
        facts={
            "notice": notice,
            "region": region,
            "decisions": [
                {"clause": each.clause, "kind": each.kind, "days": each.days} for each in new
            ],
        },
    )
    return entry.seq
