"""Proofs that were changed anywhere prove nothing; making an honest one takes no time."""

from __future__ import annotations

import os
import statistics
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from bihuan.kernel.ledger import api, proving, signing, verifier
from bihuan.kernel.ledger.canonical import GENESIS, digest_of
from bihuan.kernel.ledger.tests import attacks
from bihuan.kernel.ledger.tree import leaf_of, levels_of, path_of, root_by

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path

FALSE = int(os.environ.get("ASSURANCE_PROOFS", "1000000"))
SIZES = (*range(1, 34), 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025)


@cache
def tree_of(size: int) -> tuple[tuple[bytes, ...], ...]:
    """Return the levels of a tree of some size."""
    leaves = [leaf_of(digest_of(f"{size} {number}".encode())) for number in range(size)]
    return tuple(tuple(level) for level in levels_of(leaves))


def mutated(
    chance: random.Random, path: Sequence[bytes], place: int, size: int
) -> tuple[Sequence[bytes], int, int]:
    """Return a path, a place and a size of which something is wrong."""
    kind = chance.choice(("bit", "drop", "add", "swap", "place", "size", "none", "longer"))
    steps = list(path)
    at = chance.randrange(len(steps)) if steps else 0
    if kind == "bit" and steps:
        step = bytearray(steps[at])
        step[chance.randrange(32)] ^= 1 << chance.randrange(8)
        steps[at] = bytes(step)
    elif kind == "drop" and steps:
        del steps[at]
    elif kind == "swap" and len(set(steps)) > 1:
        other = next(n for n in range(len(steps)) if steps[n] != steps[at])
        steps[at], steps[other] = steps[other], steps[at]
    elif kind == "place" and size > 1:
        return (
            steps,
            chance.choice([n for n in (place + 1, place - 1, size, -1) if n != place]),
            size,
        )
    elif kind == "size":
        # A leaf has the same way up in trees of several sizes; the signed root binds the size.
        return steps, place, chance.choice((0, place, -size))
    elif kind == "none" and steps:
        steps = []
    else:
        steps.insert(at, chance.randbytes(32))
    return steps, place, size


@pytest.mark.goal("C7")
@pytest.mark.assurance
def test_a_mutated_proof_is_never_accepted(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    for _ in range(FALSE):
        size = chance.choice(SIZES)
        place = chance.randrange(size)
        levels = tree_of(size)
        path, leaf, root = path_of(levels, place), levels[0][place], levels[-1][0]
        steps, where, of = mutated(chance, path, place, size)
        if root_by(leaf, steps, place=where, size=of) == root:
            pytest.fail(f"accepted: place {place} as {where}, size {size} as {of}")
    figure(f"{FALSE:,} mutated proofs on trees of {len(SIZES)} sizes from 1 to 1,025: 0 accepted")


@pytest.mark.goal("C7")
@pytest.mark.django_db
def test_a_proof_text_with_any_byte_changed_is_refused_by_the_program(
    chance: random.Random,
    figure: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifier, "signature_fits", cache(verifier.signature_fits))
    with transaction.atomic():
        attacks.store(attacks.chained(1, 300, GENESIS))
    line = api.take_checkpoint(at=attacks.BEGAN, key=signing.key_at(tmp_path / "ledger.pem"))
    assert line is not None
    whole = api.proof_text(api.proof_of(7, size=line.size), line)
    said = verifier.check_proof(whole)
    count = 0
    for _ in range(600):
        at = chance.randrange(len(whole) - len(str(line)) - 1)  # the rest is signed: test_proofs
        bent = whole[:at] + chr(ord(whole[at]) ^ (1 << chance.randrange(7))) + whole[at + 1 :]
        if bent.split() == whole.split():
            continue  # another white space says the same
        count += 1
        with suppress(verifier.Bad, ValueError):
            assert verifier.check_proof(bent) != said, bent
            pytest.fail(f"accepted: {bent}")
    with pytest.raises(verifier.Bad):
        verifier.check_proof("")
    figure(f"{count} proof texts with a changed byte: 0 accepted; no proof at all: refused")


@pytest.mark.goal("C11")
@pytest.mark.django_db
def test_a_proof_is_made_in_no_time_and_prints_on_a_page(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    size = 3_000
    with transaction.atomic():
        attacks.store(attacks.chained(1, size, GENESIS))
    proving.extend_nodes()
    took = []
    for _ in range(60):
        seq = chance.randint(1, size)
        began = time.process_time()
        proof = api.proof_of(seq, size=size)
        took.append(time.process_time() - began)
        assert proof.holds
        assert len(proof.path) < 40, "one page"
    middle = statistics.median(took) * 1000
    assert middle < 20
    figure(f"made in {middle:.2f} ms of CPU (median of 60, {size:,} entries)")
