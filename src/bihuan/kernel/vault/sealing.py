"""Putting personal data of a case into the vault, and showing it masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from bihuan.kernel.access import once_a_page
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.vault import verbs
from bihuan.kernel.vault.ciphers import Unreadable
from bihuan.kernel.vault.envelopes import Envelope, new_envelope, open_envelope
from bihuan.kernel.vault.keys import BadVaultKey, InstanceKey, key_to_seal_with, read_key
from bihuan.kernel.vault.kinds import Kind
from bihuan.kernel.vault.models import CaseKey, SealedField

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import Case

WORKING = frozenset({"handler", "office_head", "deputy", "principal"})
"""Who works on a case and may tell two people apart; everybody else sees that something is kept."""
SHUT, DESTROYED, NO_KEY = "已密封", "已销毁", "已密封（密钥不在本机）"


class Destroyed(ValueError):
    """The key of this case was destroyed; nothing more is sealed under it."""


@dataclass(frozen=True, slots=True)
class Face:
    """One field as a page shows it: never the whole."""

    kind: str
    label: str
    shown: str


def seal(
    case: Case, values: Mapping[Kind, str] | Mapping[str, str], *, actor: Actor, at: datetime
) -> int:
    """Seal what is known of a person under the key of the case; return how many fields.

    Empty values are left out; a kind that is there already is replaced.

    :raises Destroyed: the key of this case was destroyed.
    :raises bihuan.kernel.vault.keys.BadVaultKey: the key of the installation cannot be used.
    """
    told = {Kind(kind): text.strip() for kind, text in values.items() if text.strip()}
    if not told:
        return 0
    with transaction.atomic():
        ledger.lock()  # two sealings of one case would else make two keys
        row, envelope = _key_of(case, at=at)
        for kind, text in told.items():
            whole, masked = envelope.seal(kind, text)
            SealedField.objects.update_or_create(
                key=row, kind=kind, defaults={"sealed": whole, "masked": masked}
            )
        ledger.record(
            verbs.SEALED.key,
            actor=actor,
            at=at,
            subject=case.subject,
            facts={"what": [kind.label for kind in told], "cipher": row.cipher},
        )
    return len(told)


def _key_of(case: Case, *, at: datetime) -> tuple[CaseKey, Envelope]:
    row = CaseKey.objects.filter(case=case).first()
    if row is not None and row.destroyed_at is not None:
        raise Destroyed(f"{case.number}的身份信息已经销毁，不能再密封新的内容。")
    if row is not None:
        return row, open_row(row, case.number, read_key())
    key = key_to_seal_with(something_sealed=CaseKey.objects.exists())
    envelope, wrapped = new_envelope(key, settings.VAULT_CIPHER, case.number)
    row = CaseKey.objects.create(
        case=case, cipher=envelope.cipher, wrapped=wrapped, wrapped_by=key.name, made_at=at
    )
    return row, envelope


def open_row(row: CaseKey, number: str, key: InstanceKey) -> Envelope:
    """Open the key of a case.

    :raises BadVaultKey: another installation wrapped it.
    """
    try:
        return open_envelope(key, row.cipher, number, row.wrapped)
    except Unreadable:
        message = (
            f"{number}的办件密钥由编号 {row.wrapped_by} 的密钥封装，这里的是 {key.name}。"
            "请换回原来的密钥文件。"
        )
        raise BadVaultKey(message) from None


def key_of(case: Case) -> CaseKey | None:
    """Return the row of the key of a case with what it seals; a page reads it once."""
    rows = CaseKey.objects.filter(case=case).prefetch_related("fields")
    return once_a_page(f"vault.key:{case.pk}", rows.first)


def faces_of(case: Case, actor: Actor) -> tuple[Face, ...]:
    """Return what is kept of a person in a case this actor may see: masked for whoever works on it.

    Nothing of it is the whole; a page never opens more than it shows.
    """
    row = key_of(case)
    if row is None:
        return ()
    order = list(Kind)
    fields = sorted(row.fields.all(), key=lambda each: order.index(Kind(each.kind)))
    shown = _shown(row, case, actor, fields)
    return tuple(Face(each.kind, each.get_kind_display(), shown[each.kind]) for each in fields)


def _shown(row: CaseKey, case: Case, actor: Actor, fields: list[SealedField]) -> dict[str, str]:
    if row.destroyed_at is not None:
        return dict.fromkeys((each.kind for each in fields), DESTROYED)
    if actor.body != case.body or not actor.roles & WORKING:
        return dict.fromkeys((each.kind for each in fields), SHUT)
    try:
        envelope = open_row(row, case.number, read_key())
        return {each.kind: envelope.open_masked(each.kind, each.masked) for each in fields}
    except (BadVaultKey, Unreadable):
        return dict.fromkeys((each.kind for each in fields), NO_KEY)


def carry_in(
    tables: Any, *, case_id: int, number: str, values: Mapping[str, str], at: datetime
) -> None:
    """Seal values that stood open in a column, for a migration with its historical tables.

    `tables` is the registry of that migration. No entry is written: a migration is nobody's act.
    """
    keys = tables.get_model("vault", "CaseKey")
    told = {kind: text.strip() for kind, text in values.items() if text.strip()}
    if not told:
        return
    key = key_to_seal_with(something_sealed=keys.objects.exists())
    envelope, wrapped = new_envelope(key, settings.VAULT_CIPHER, number)
    row = keys.objects.create(
        case_id=case_id, cipher=envelope.cipher, wrapped=wrapped, wrapped_by=key.name, made_at=at
    )
    fields = tables.get_model("vault", "SealedField")
    for kind, text in told.items():
        whole, masked = envelope.seal(kind, text)
        fields.objects.create(key=row, kind=kind, sealed=whole, masked=masked)
