"""Two persons: whoever asked does not agree, and whoever agreed did not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Attempt, Refusal, says
from bihuan.kernel.vault.models import CaseKey, Erasure, Reveal

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor


def is_asker(request: Reveal | Erasure, actor: Actor) -> bool:
    """Say whether this is the person who asked, in whatever post."""
    account = actor.account_id is not None and actor.account_id == request.asker_account
    return account or (bool(request.asker_key) and actor.key == request.asker_key)


def _speaks_for(request: Reveal | Erasure, actor: Actor) -> bool:
    """Say whether one of the two stands in for the other: one will would then be two hands."""
    asked_for = request.asker_behalf.partition("（")[0]
    stands_for = actor.on_behalf_of.partition("（")[0]
    return (bool(asked_for) and actor.name == asked_for) or (
        bool(stands_for) and request.asker_name == stands_for
    )


@says("同意的人不是申请人，也不代申请人")
def is_a_second_person(attempt: Attempt[Reveal | Erasure]) -> Refusal | None:
    """One person alone neither sees nor destroys."""
    request, actor = attempt.case, attempt.actor
    if not is_asker(request, actor) and not _speaks_for(request, actor):
        return None
    return Refusal("four_eyes", "申请和同意不能是同一人或者互相代办。请由另一位负责人办理。")


@says("只有申请人本人可以撤回")
def is_the_asker(attempt: Attempt[Reveal | Erasure]) -> Refusal | None:
    """Only who asked takes it back."""
    if is_asker(attempt.case, attempt.actor):
        return None
    return Refusal("asker", "这份申请由申请人本人撤回。")


@says("办件密钥还没有销毁")
def something_is_sealed(attempt: Attempt[Reveal | Erasure]) -> Refusal | None:
    """What was destroyed can be neither seen nor destroyed again."""
    above = attempt.case.case.parent
    living = CaseKey.objects.filter(destroyed_at__isnull=True)
    if above is not None and living.filter(case=above).exists():
        return None
    return Refusal("destroyed", "这件办件的身份信息已经销毁，不能再读出。")
