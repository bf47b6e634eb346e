"""What a page tells of the vault of a case: requests, and who was given what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.vault.kinds import words_of
from bihuan.kernel.vault.models import Sharing
from bihuan.kernel.vault.sealing import key_of

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import Case

ASKS = frozenset({"handler", "office_head"})


@dataclass(frozen=True, slots=True)
class Shared:
    """One opening: when, by whom, what, for what, for whom."""

    at: datetime
    who: str
    what: str
    purpose: str
    receiver: str
    request: str
    seq: int


def shared_of(case: Case, actor: Actor) -> tuple[Shared, ...]:
    """Return every opening of what a case keeps, newest first, to the body the case belongs to."""
    if actor.body != case.body:
        return ()
    rows = Sharing.objects.filter(subject=case.subject).order_by("-at", "-pk")
    return tuple(
        Shared(
            at=row.at,
            who=f"{row.actor_body_name}{row.actor_name}",
            what=words_of(row.kinds),
            purpose=row.get_purpose_display(),
            receiver=row.receiver,
            request=row.request,
            seq=row.seq,
        )
        for row in rows
    )


def may_ask(case: Case, actor: Actor) -> bool:
    """Say whether this actor may ask to see or to destroy what the case keeps."""
    if actor.body != case.body or not actor.roles & ASKS:
        return False
    row = key_of(case)
    return row is not None and row.destroyed_at is None
