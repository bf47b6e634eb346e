"""B10: when the key of a case is destroyed, nothing opens what it sealed, and the ledger holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import Kind
from bihuan.kernel.vault import api as vault
from bihuan.kernel.vault.ciphers import Unreadable
from bihuan.kernel.vault.envelopes import open_envelope
from bihuan.kernel.vault.keys import read_key
from bihuan.kernel.vault.models import CaseKey, SealedField
from tests.assurance.letters import AT, CLERK, HEAD, REASON, canaries, erase, letter

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS = 1_000


def readable() -> int:
    """Count the fields that somebody with the database and the key of the installation can open."""
    key, found = read_key(), 0
    for each in SealedField.objects.select_related("key__case"):
        number = each.key.case.number
        try:
            envelope = open_envelope(key, each.key.cipher, number, each.key.wrapped)
            found += bool(envelope.open_whole(each.kind, each.sealed))
        except Unreadable:
            continue
    return found


@pytest.mark.django_db
@pytest.mark.goal("B10")
def test_nothing_opens_what_a_destroyed_key_sealed(figure: Callable[[str], None]) -> None:
    kinds = len(canaries(0))
    letters = [letter(number) for number in range(-(-FIELDS // kinds))]
    sealed = SealedField.objects.count()
    assert sealed >= FIELDS
    assert readable() == sealed, "before, all of them are"
    first = letters[0]
    granted = vault.ask_to_see(
        first.case,
        kinds=[Kind.NAME],
        purpose="verify",
        receiver="本单位",
        reason=REASON,
        actor=CLERK.actor,
        at=AT,
    )
    process.perform(vault.REVEAL, vault.GRANT, granted, actor=HEAD.actor, at=AT)
    living = letter(9999)
    for each in letters:
        erase(each, at=AT + timedelta(minutes=1))
    assert readable() == len(canaries(0)), "only the letter whose key lives"
    assert {face.shown for face in vault.faces_of(first.case, CLERK.actor)} == {"已销毁"}
    assert {face.shown for face in vault.faces_of(living.case, CLERK.actor)} & {"龘**"}
    with pytest.raises(Refused, match="已经销毁"):
        vault.open_granted(granted.number, actor=CLERK.actor, at=AT + timedelta(minutes=10))
    with pytest.raises(vault.Destroyed):
        vault.seal(first.case, {Kind.NAME: "又来"}, actor=CLERK.actor, at=AT)
    with pytest.raises(Refused, match="已经销毁"):
        vault.ask_to_destroy(first.case, reason=REASON, actor=CLERK.actor, at=AT)
    assert not CaseKey.objects.filter(destroyed_at__isnull=False).exclude(wrapped="").exists()
    verdict = ledger.verify()
    assert verdict.ok
    figure(f"0 of {sealed:,} fields readable; ledger of {verdict.checked:,} entries verifies")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.goal("B10")
def test_the_bytes_of_a_destroyed_key_are_gone_from_the_file() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL frees dead rows by vacuum, which is the server's own business")
    made = letter(1)
    wrapped = CaseKey.objects.get().wrapped.encode()
    place = Path(str(connection.settings_dict["NAME"]))

    def held() -> bool:
        files = (place, place.with_name(place.name + "-wal"))
        return any(wrapped in each.read_bytes() for each in files if each.exists())

    assert held(), "before, the search finds it"
    erase(made, at=AT)
    assert not held()


@pytest.mark.django_db
@pytest.mark.goal("B10")
def test_one_person_destroys_nothing() -> None:
    made = letter(1)
    asked = vault.ask_to_destroy(made.case, reason=REASON, actor=HEAD.actor, at=AT)
    with pytest.raises(Refused, match="不能是同一人"):
        process.perform(vault.ERASURE, vault.ERASE, asked, actor=HEAD.actor, at=AT)
    with pytest.raises(Refused, match="不少于10字"):
        vault.ask_to_destroy(made.case, reason="删了吧", actor=CLERK.actor, at=AT)
    assert readable() == len(canaries(0))
