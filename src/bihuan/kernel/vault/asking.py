"""Asking to see, or to destroy, what a case keeps of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import Refusal, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.vault.kinds import Kind
from bihuan.kernel.vault.models import CaseKey, Erasure, Purpose, Reveal, SealedField
from bihuan.kernel.vault.policy import policy
from bihuan.kernel.vault.processes import ERASURE, REVEAL

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import Case

LONGEST_REASON, LONGEST_RECEIVER = 500, 100


def ask_to_see(
    case: Case,
    *,
    kinds: Collection[str],
    purpose: str,
    receiver: str,
    reason: str,
    once: str = "",
    actor: Actor,
    at: datetime,
) -> Reveal:
    """Ask to see some of what is sealed in a case; somebody else decides.

    :raises Refused: with every reason at once.
    """
    wanted = [kind for kind in Kind.values if kind in set(kinds)]
    refusals = [*_kept(case, wanted), *_reason(reason)]
    if not wanted or len(wanted) != len(set(kinds)):
        refusals.append(Refusal("kinds", "请至少勾选一项要看的内容。", "kinds"))
    if purpose not in Purpose.values:
        refusals.append(Refusal("purpose", "请选择用途。", "purpose"))
    if not 0 < len(receiver.strip()) <= LONGEST_RECEIVER:
        sentence = f"请写明提供给谁（本单位自用的，写本单位），最多{LONGEST_RECEIVER}字。"
        refusals.append(Refusal("receiver", sentence, "receiver"))
    if refusals:
        raise Refused(tuple(refusals))
    made: Reveal = process.open_case(
        REVEAL,
        title=f"查看{case.number}的身份信息",
        body=case.body,
        region=case.region,
        line=case.line,
        parent=process.detail_of(case),
        sealed=case.sealed,
        fields={
            "kinds": ",".join(wanted),
            "purpose": purpose,
            "receiver": receiver.strip(),
            "reason": reason.strip(),
            **_asker(actor),
        },
        once=once,
        actor=actor,
        at=at,
    )
    return made


def ask_to_destroy(
    case: Case, *, reason: str, once: str = "", actor: Actor, at: datetime
) -> Erasure:
    """Ask to destroy the key of a case; somebody else decides.

    :raises Refused: with every reason at once.
    """
    refusals = [*_kept(case, ()), *_reason(reason)]
    if refusals:
        raise Refused(tuple(refusals))
    made: Erasure = process.open_case(
        ERASURE,
        title=f"销毁{case.number}的身份信息",
        body=case.body,
        region=case.region,
        line=case.line,
        parent=process.detail_of(case),
        sealed=case.sealed,
        fields={"reason": reason.strip(), **_asker(actor)},
        once=once,
        actor=actor,
        at=at,
    )
    return made


def _asker(actor: Actor) -> dict[str, object]:
    return {
        "asker_key": actor.key,
        "asker_account": actor.account_id,
        "asker_name": actor.name,
        "asker_behalf": actor.on_behalf_of,
    }


def _kept(case: Case, wanted: Collection[str]) -> list[Refusal]:
    row = CaseKey.objects.filter(case=case).first()
    if row is None:
        return [Refusal("nothing", "这件办件没有密封的身份信息。")]
    if row.destroyed_at is not None:
        return [Refusal("destroyed", "这件办件的身份信息已经销毁，不能再读出。")]
    held = set(SealedField.objects.filter(key=row).values_list("kind", flat=True))
    missing = [Kind(kind).label for kind in wanted if kind not in held]
    if missing:
        return [Refusal("kinds", f"这件办件没有留{'、'.join(missing)}。", "kinds")]
    return []


def _reason(reason: str) -> list[Refusal]:
    least, length = policy().least_reason, len("".join(reason.split()))
    if length < least:
        sentence = f"请写明理由，不少于{least}字，现在有{length}字。"
        return [Refusal("reason", sentence, "reason")]
    if len(reason.strip()) > LONGEST_REASON:
        sentence = f"“理由”最多{LONGEST_REASON}字，现在有{len(reason.strip())}字。"
        return [Refusal("reason", sentence, "reason")]
    return []
