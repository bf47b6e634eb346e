"""Every attack is found and named, by both verifiers; honest ledgers raise no alarm."""

from __future__ import annotations

import io
import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from bihuan.kernel.ledger import verifier, verifying
from bihuan.kernel.ledger.canonical import GENESIS
from bihuan.kernel.ledger.chain import Place
from bihuan.kernel.ledger.checkpoints import CheckpointLine
from bihuan.kernel.ledger.exporting import export_ledger
from bihuan.kernel.ledger.tests import attacks

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

EVERY = 256
"""Entries between two checkpoints kept outside."""
SIZE = int(os.environ.get("ASSURANCE_LEDGER", "100000"))
ATTACKS = int(os.environ.get("ASSURANCE_ATTACKS", "10000"))
ALONE = int(os.environ.get("ASSURANCE_ALONE", "3000"))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("console")]


def checkpoints_of(digests: list[str], *, every: int) -> list[CheckpointLine]:
    """Return what was carried out of the database: the last entry has just been covered."""
    sizes = sorted({*range(every, len(digests) + 1, every), len(digests)})
    return [
        CheckpointLine(attacks.BEGAN, size, "sm3", digests[size - 1], "0" * 64) for size in sizes
    ]


def attacked(
    console: attacks.Console,
    outside: list[CheckpointLine],
    monkeypatch: pytest.MonkeyPatch,
    *,
    count: int,
    also: Callable[[int | None], None] = lambda _: None,
) -> tuple[Counter[str], list[str]]:
    """Attack so many times; return how often in which way, and what was not found or not named.

    Everything before the attack is as it was, so the verifier begins a little before it: the place
    several readers would have found certain.
    """
    kinds: Counter[str] = Counter()
    missed: list[str] = []
    for _ in range(count):
        with transaction.atomic():
            first = console.attack()
            kinds[console.said.split()[0]] += 1
            certain = max(0, first - 1 - console.chance.randrange(20))
            place = Place(certain + 1, console.digests[certain - 1] if certain else GENESIS)
            if console.said.startswith("before_the_first"):
                place = Place()
            monkeypatch.setattr(verifying, "_read_by_several", lambda *_, place=place: place)
            near = [line for line in outside if line.size >= place.expected]
            verdict = verifying.verify([*near[:4], outside[-1]], processes=1)
            # What is written anew as a whole is seen at the next checkpoint; the rest where it is.
            until = min((line.size for line in outside if line.size >= first), default=first)
            named = verdict.first_bad if verdict.first_bad is not None else 0
            if verdict.ok or not (named < 1 or first <= named <= max(first + 1, until)):
                missed.append(f"{console.said}: {verdict.sentence}")
            also(verdict.first_bad)
            transaction.set_rollback(True)
    return kinds, missed


@pytest.mark.goal("C1")
@pytest.mark.assurance
def test_no_attack_goes_unseen(
    chance: random.Random, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = attacks.store(attacks.chained(1, SIZE, GENESIS))
    outside = checkpoints_of(digests, every=EVERY)
    assert verifying.verify(outside, processes=1).ok
    console = attacks.Console(chance, SIZE, digests)
    kinds, missed = attacked(console, outside, monkeypatch, count=ATTACKS)
    assert not missed, missed[:5]
    assert set(kinds) == {kind.__name__ for kind in attacks.KINDS}
    monkeypatch.undo()
    assert verifying.verify(outside, processes=1).ok, "every attack was undone"
    figure(f"{ATTACKS:,} attacks of {len(kinds)} kinds on {SIZE:,} entries, 0 unseen, 0 unnamed")


@pytest.mark.goal("C1", "C6", "C8")
def test_both_verifiers_name_the_same_first_entry(
    chance: random.Random, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    both(chance, figure, monkeypatch, size=60, count=150)


@pytest.mark.goal("C6")
@pytest.mark.assurance
def test_both_verifiers_name_the_same_first_entry_many_times(
    chance: random.Random, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    both(
        chance, figure, monkeypatch, size=120, count=int(os.environ.get("ASSURANCE_ALONE", "3000"))
    )


def both(
    chance: random.Random,
    figure: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    *,
    size: int,
    count: int,
) -> None:
    """Attack a small ledger, export it, and let the stand-alone program judge it as well."""
    digests = attacks.store(attacks.chained(1, size, GENESIS))
    outside = checkpoints_of(digests, every=25)
    witnesses = [verifier.Witness(line.size, line.head, "抄件") for line in outside]
    apart: list[str] = []
    console = attacks.Console(chance, size, digests)

    def alone(named: int | None) -> None:
        found = _alone(witnesses)
        # What stands before the first the export calls the first: it has no numbers below one.
        if found != (named if named is None else max(1, named)):
            apart.append(f"{console.said}: {named} against {found}")

    assert _alone(witnesses) is None
    kinds, missed = attacked(console, outside, monkeypatch, count=count, also=alone)
    assert not missed, missed[:5]
    assert not apart, apart[:5]
    figure(f"{count:,} attacks of {len(kinds)} kinds: both verifiers name the same entry")


def _alone(witnesses: list[verifier.Witness]) -> int | None:
    """Return the first bad entry the stand-alone program names in an export of what is stored."""
    file = io.BytesIO()
    export_ledger(file)
    file.seek(0)
    try:
        verifier.judge(file, witnesses)
    except verifier.Bad as bad:
        return bad.seq
    return None
