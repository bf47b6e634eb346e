"""Words that are in the instance are not in a sealed backup of it, in no form a search finds."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection, transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, sealing

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
KEY = sealing.Key(bytes(range(16)))


def _forms(word: str) -> set[bytes]:
    raw = word.encode()
    in_ledger = json.dumps(word)[1:-1].encode()
    ways = {raw, in_ledger, word.encode("utf-16-le"), raw.hex().encode()}
    return ways | {base64.b64encode(raw)[:-4]}


def _hits(folder: Path, words: list[str]) -> list[str]:
    data = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    data += [path.name.encode() for path in folder.rglob("*")]
    return [word for word in words if any(form in one for form in _forms(word) for one in data)]


@pytest.mark.goal("J4")
@pytest.mark.assurance
def test_no_word_of_the_instance_is_in_its_sealed_backup(
    instance: Path, chance: random.Random, figure: Callable[[str], None]
) -> None:
    tokens = [f"金丝雀{chance.getrandbits(64):016x}" for _ in range(40)]
    with transaction.atomic():
        ledger.lock()
        for token in tokens[:30]:
            ledger.record(
                "backup.made",
                actor=system_actor("test"),
                at=AT,
                subject="instance:whole",
                facts={"word": token},
            )
    for token in tokens[30:]:
        (Path(settings.MEDIA_ROOT) / f"{chance.getrandbits(64):x}").write_text(token, "utf-8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM organisations_person")
        people = sorted({name for (name,) in cursor.fetchall()})
        cursor.execute("SELECT name, path FROM process_attachment")
        names = sorted({word for row in cursor.fetchall() for word in row})
    words = [*tokens, *people, *(name for name in names if "/" not in name)]
    assert len(people) > 20

    plain, closed = instance / "plain", instance / "closed"
    backing_up.make(plain, at=AT)
    if connection.vendor == "sqlite":  # a dump of PostgreSQL is packed, its files are not
        assert set(tokens) <= set(_hits(plain, tokens)), "the search finds what is there"
    else:
        assert set(tokens[30:]) <= set(_hits(plain, tokens))
    backing_up.make(closed, at=AT, key=KEY)
    found = _hits(closed, words)
    size = sum(path.stat().st_size for path in closed.rglob("*") if path.is_file())
    figure(f"{len(words)} words in 5 forms in {size / 2**20:.0f} MB: {len(found)} hits")
    assert found == []
