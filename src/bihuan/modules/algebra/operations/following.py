"""What becomes of a finding when the docket it opened comes to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.algebra.models import Finding, FindingState
from bihuan.modules.algebra.rules import verbs

if TYPE_CHECKING:
    from datetime import datetime

ACTOR = system_actor("algebra")


def settle(*, docket: str, told: str, at: datetime) -> None:
    """The docket is decided and its matter stands with the lead: the finding is settled."""
    for held in _of(docket):
        _end(held, FindingState.SETTLED, told, verbs.SETTLED.key, at=at)


def leave(*, docket: str, told: str, at: datetime) -> None:
    """The docket ended without a decision: nothing is left to do about these texts."""
    for held in _of(docket):
        _end(held, FindingState.DISMISSED, told, verbs.LEFT.key, at=at)


def carry_on(*, docket: str, successor: str, at: datetime) -> None:
    """Another docket has taken the matter over: the finding follows it."""
    for held in _of(docket):
        held.link = successor
        held.save(update_fields=["link"])
        _record(held, verbs.LEFT.key, at=at)


def _of(docket: str) -> list[Finding]:
    held = Finding.objects.filter(link=docket, state=FindingState.DOCKET)
    return list(held.order_by("pk").select_for_update())


def _end(held: Finding, state: FindingState, told: str, verb: str, *, at: datetime) -> None:
    held.state, held.reason = state, told
    held.decided_by, held.decided_at = ACTOR.name, at
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _record(held, verb, at=at)


def _record(held: Finding, verb: str, *, at: datetime) -> None:
    facts = {"kind": held.kind, "link": held.link}
    ledger.record(verb, actor=ACTOR, at=at, subject=f"finding:{held.pk}", facts=facts)
