"""A bit that flips between the act and the disk is found before the act is committed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from bihuan.kernel.ledger import api, appending
from bihuan.kernel.ledger.canonical import Draft, digest_of
from bihuan.kernel.ledger.models import Entry

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bihuan.kernel.access import Actor

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FLIPS = int(os.environ.get("ASSURANCE_FLIPS", "10000"))
COPIES = ("verb", "subject", "actor_key", "actor_name", "before", "after", "digest", "previous")

pytestmark = pytest.mark.django_db


class Memory:
    """Memory in which one bit flips: before hashing, in the digest, or on the way to the disk."""

    def __init__(self, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance, self.armed = chance, ""
        written, hashed, saved = Draft.canonical, digest_of, Entry.save

        def canonical(draft: Draft, *, seq: int, previous: str) -> bytes:
            return self.bent("before", written(draft, seq=seq, previous=previous))

        def digest(data: bytes, algorithm: str = "sm3") -> str:
            return self.other("digest", hashed(data, algorithm))

        def save(entry: Entry, *args: Any, **kwargs: Any) -> None:
            entry.canonical = self.bent("bytes", bytes(entry.canonical))
            name = chance.choice(COPIES)
            setattr(entry, name, self.other("column", getattr(entry, name)))
            saved(entry, *args, **kwargs)

        monkeypatch.setattr(Draft, "canonical", canonical)
        monkeypatch.setattr(appending, "digest_of", digest)
        monkeypatch.setattr(Entry, "save", save)

    def bent(self, place: str, data: bytes) -> bytes:
        if self.armed != place:
            return data
        self.armed = ""
        at = self.chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ (1 << self.chance.randrange(8))]) + data[at + 1 :]

    def other(self, place: str, text: str) -> str:
        if self.armed != place:
            return text
        self.armed = ""
        at = self.chance.randrange(len(text)) if text else 0
        char = chr(ord(text[at]) ^ (1 << self.chance.randrange(4))) if text else "x"
        return text[:at] + char + text[at + 1 :]


def flipped(chance: random.Random, monkeypatch: pytest.MonkeyPatch, wang: Actor, *, n: int) -> None:
    """Flip so many bits, one in an act each; nothing of such an act may stay."""
    memory, kept = Memory(chance, monkeypatch), 0
    for number in range(n):
        memory.armed = chance.choice(("before", "digest", "bytes", "column"))
        said = memory.armed
        try:
            with transaction.atomic():
                api.record("test.act", actor=wang, at=NOON, subject=f"case:{number}", before="甲")
        except appending.NotAsWritten:
            continue
        kept += 1
        pytest.fail(f"flip {number} ({said}) was kept")
    assert (kept, api.count()) == (0, 0)
    api_ok = api.record("test.act", actor=wang, at=NOON, subject="case:whole")
    assert api_ok.seq == 1


@pytest.mark.goal("C10")
def test_flips_are_found_before_the_act_is_committed(
    chance: random.Random, monkeypatch: pytest.MonkeyPatch, wang: Actor
) -> None:
    flipped(chance, monkeypatch, wang, n=200)


@pytest.mark.goal("C10")
@pytest.mark.assurance
def test_many_flips_are_found_before_the_act_is_committed(
    chance: random.Random,
    monkeypatch: pytest.MonkeyPatch,
    wang: Actor,
    figure: Callable[[str], None],
) -> None:
    flipped(chance, monkeypatch, wang, n=FLIPS)
    figure(f"{FLIPS:,} flips before hashing, in the digest, in bytes and columns: 0 kept")
