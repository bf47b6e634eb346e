"""Two hundred backups that are not what they should be, offered for restore; none gets in."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, manifest, restoring, sealing
from bihuan.kernel.operating.manifest import NAME, PROOF, BadBackup
from bihuan.kernel.operating.restoring import Refused
from bihuan.kernel.operating.sealing import BadKey, Key
from bihuan.kernel.operating.tests.conftest import beside

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bihuan.kernel.operating.tests.conftest import State

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
KEY = Key(bytes(range(16)))
OFFERED = int(os.environ.get("OFFERED", "200"))
SUFFERED = 12
"""Of them well proven, and wrong inside: each is restored beside the live database to be judged."""


def _flip(place: Path, chance: random.Random) -> None:
    data = bytearray(place.read_bytes())
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    place.write_bytes(data)


def _cut(place: Path, chance: random.Random) -> None:
    os.truncate(place, chance.randrange(place.stat().st_size))


def _grow(place: Path, chance: random.Random) -> None:
    with place.open("ab") as file:
        file.write(chance.randbytes(chance.randrange(1, 4096)))


def _zero(place: Path, chance: random.Random) -> None:
    data = bytearray(place.read_bytes())
    start = chance.randrange(len(data))
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))
    if bytes(data) == place.read_bytes():
        data[start] ^= 1
    place.write_bytes(data)


def _lose(place: Path, chance: random.Random) -> None:
    del chance
    place.unlink()


def _say_otherwise(place: Path, chance: random.Random) -> None:
    """Change one word of the manifest and make its digest fit, as somebody without the key can."""
    folder = place if place.is_dir() else next(p for p in place.parents if (p / NAME).exists())
    values = json.loads((folder / NAME).read_bytes())
    values[chance.choice(["ledger_size", "made_at", "version", "rows", "migrations"])] = 7
    data = json.dumps(values).encode()
    (folder / NAME).write_bytes(data)
    lines = (folder / PROOF).read_text(encoding="ascii").splitlines()[1:]
    proof = "\n".join([f"sm3 {sealing.digest_of([data])[0]}", *lines])
    (folder / PROOF).write_text(proof, encoding="ascii")


HARMS = (_flip, _flip, _cut, _grow, _zero, _lose, _say_otherwise)


@pytest.fixture
def undone(instance: Path) -> Callable[[], None]:
    """Return what puts the backup back as it was made."""
    kept = {path: path.read_bytes() for path in (instance / "backup").rglob("*") if path.is_file()}

    def put_back() -> None:
        for path, data in kept.items():
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    return put_back


def _wrong_inside(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Give what somebody who holds the key could write over the truth."""
    changes: tuple[dict[str, Any], ...] = (
        {"vendor": "oracle"},
        {"migrations": ("ledger.9999_future",)},
        {"ledger_head": f"{chance.getrandbits(256):064x}"},
        {"ledger_size": 10**6 + chance.randrange(10**6)},
        {"rows": {"ledger_entry": "0 0000000000000000"}},
    )
    for number in range(SUFFERED):
        yield changes[number % len(changes)]


@pytest.fixture
def sealed(instance: Path) -> manifest.Manifest:
    """A sealed backup of the instance, after which one more act was recorded nowhere."""
    return backing_up.make(instance / "backup", at=AT, key=KEY)


@pytest.mark.goal("J3")
@pytest.mark.assurance
def test_none_of_two_hundred_gets_in(
    instance: Path,
    sealed: manifest.Manifest,
    undone: Callable[[], None],
    state: Callable[[], State],
    chance: random.Random,
    figure: Callable[[str], None],
) -> None:
    folder, before, reasons = instance / "backup", state(), []

    def offer(key: Key = KEY) -> None:
        with pytest.raises((Refused, BadBackup, BadKey)) as refusal:
            restoring.restore(folder, at=AT, key=key, replace=True)
        assert str(refusal.value).strip().endswith(("。", "）"))
        reasons.append(str(refusal.value))

    for change in _wrong_inside(chance):
        manifest.write(replace(sealed, **change), folder, KEY)
        offer()
        undone()
    offer(Key(chance.randbytes(16)))
    while len(reasons) < OFFERED - 1:
        place = chance.choice([path for path in folder.rglob("*") if path.is_file()])
        harm = chance.choice(HARMS)
        if place.stat().st_size:
            harm(place, chance)
            offer()
            undone()
    assert (state(), beside()) == (before, []), "nothing of the instance changed"
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            "backup.made", actor=system_actor("test"), at=AT, subject="instance:whole", facts={}
        )
    offer()  # sound, and old
    assert "旧备份" in reasons[-1]
    figure(f"{len(reasons)} offered, {len(reasons)} refused, {len(set(reasons))} different reasons")


@pytest.mark.goal("J3")
def test_a_backup_of_another_instance_needs_two_people(instance: Path) -> None:
    """As long as this ledger or longer, signed and sound: and not this ledger."""
    made = backing_up.make(instance / "backup", at=AT)
    told = iter(("0" * 64, made.ledger_head))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "_digest_at", lambda *_: next(told))
        with pytest.raises(Refused, match="不是同一本"):
            restoring.restore(instance / "backup", at=AT, replace=True)
    assert beside() == []
    assert made.ledger_size == ledger.count(), "nothing was exchanged"
