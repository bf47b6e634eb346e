"""Opening what was granted: the one way by which sealed data leave the vault whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import NotFound, Refusal, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import verbs
from bihuan.kernel.vault.ciphers import Unreadable
from bihuan.kernel.vault.guards import is_asker
from bihuan.kernel.vault.keys import BadVaultKey, read_key
from bihuan.kernel.vault.kinds import Kind, words_of
from bihuan.kernel.vault.models import CaseKey, Reveal, RevealState, SealedField, Sharing
from bihuan.kernel.vault.sealing import open_row

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """One field, whole. It goes to the page of the person who was granted it, and nowhere else."""

    kind: str
    label: str
    text: str


def refusals_to_open(request: Reveal, *, actor: Actor, at: datetime) -> tuple[Refusal, ...]:
    """Return why this actor cannot open what was asked for, now; nothing when he can."""
    found = []
    if not is_asker(request, actor):
        found.append(Refusal("asker", "只有申请人本人可以打开。"))
    if request.state == RevealState.REQUESTED:
        found.append(Refusal("waiting", "另一位负责人还没有同意。"))
    elif request.state != RevealState.GRANTED:
        found.append(Refusal("closed", f"这份申请“{RevealState(request.state).label}”，不能打开。"))
    elif request.until is None or at >= request.until:
        found.append(Refusal("late", "查看时限已过。需要再看的，请另行申请。"))
    above = request.case.parent
    key = CaseKey.objects.filter(case=above).first() if above is not None else None
    if key is None or key.destroyed_at is not None:
        found.append(Refusal("destroyed", "这件办件的身份信息已经销毁，不能再读出。"))
    return tuple(found)


def open_granted(number: str, *, actor: Actor, at: datetime) -> tuple[Opened, ...]:
    """Open what the request of this number was granted; every opening is on the record.

    A refused opening is on the record as well.

    :raises NotFound: the request is not there, or not to be seen by this actor.
    :raises Refused: with every reason at once.
    :raises BadVaultKey: the key of the installation is not the right one, or a field was changed.
    """
    request = _request(number, actor)
    with transaction.atomic():
        ledger.lock()
        request.refresh_from_db()
        request.case.refresh_from_db()
        refusals = refusals_to_open(request, actor=actor, at=at)
        opened = () if refusals else _open(request, actor=actor, at=at)
        if refusals:
            ledger.record(
                verbs.DENIED.key,
                actor=actor,
                at=at,
                subject=request.case.subject,
                facts={"reasons": [each.code for each in refusals]},
            )
    if refusals:
        raise Refused(refusals)
    return opened


def _request(number: str, actor: Actor) -> Reveal:
    found = process.detail_of(process.case_by_number(number, actor))
    if not isinstance(found, Reveal):
        raise NotFound(number)
    return found


def _open(request: Reveal, *, actor: Actor, at: datetime) -> tuple[Opened, ...]:
    """Open the fields and write down that they were; both or neither."""
    above = request.case.parent
    if above is None:  # pragma: no cover - a request hangs on a case
        raise AssertionError
    row = CaseKey.objects.get(case=above)
    envelope = open_row(row, above.number, read_key())
    kinds = request.kinds.split(",")
    held = {each.kind: each for each in SealedField.objects.filter(key=row, kind__in=kinds)}
    try:
        opened = tuple(
            Opened(kind, Kind(kind).label, envelope.open_whole(kind, held[kind].sealed))
            for kind in kinds
            if kind in held
        )
    except Unreadable:
        raise BadVaultKey(f"{above.number}密封的内容被改动过，解不开。请告诉系统管理员。") from None
    entry = ledger.record(
        verbs.REVEALED.key,
        actor=actor,
        at=at,
        subject=above.subject,
        facts={
            "request": request.number,
            "what": words_of(request.kinds),
            "purpose": request.get_purpose_display(),
            "receiver": request.receiver,
            "granted_by": request.granted_by,
        },
    )
    Sharing.objects.create(
        subject=above.subject,
        request=request.number,
        kinds=request.kinds,
        purpose=request.purpose,
        receiver=request.receiver,
        actor_key=actor.key,
        actor_name=actor.name,
        actor_body_name=actor.body_name,
        at=at,
        seq=entry.seq,
    )
    return opened
