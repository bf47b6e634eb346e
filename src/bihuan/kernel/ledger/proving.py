"""Proofs of one entry: the stored nodes of the tree, its root at any size, and the way up to it.

Only blocks that are complete are stored, from the level of 256 entries upwards; what is below is
made again from the entries themselves. Stored nodes save time and prove nothing by themselves:
``check_nodes`` makes them again from the digests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.ledger import appending
from bihuan.kernel.ledger.models import Entry, Node
from bihuan.kernel.ledger.tree import leaf_of, levels_of, node_of, path_of, root_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bihuan.kernel.ledger.checkpoints import CheckpointLine

LEVEL = 8
BLOCK = 1 << LEVEL
"""Entries in one stored block: so many digests are read for a proof at most."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry with this digest is number ``seq`` of a ledger of ``size`` entries."""

    seq: int
    size: int
    digest: str
    path: tuple[str, ...]
    root: str

    @property
    def holds(self) -> bool:
        """Whether the path leads from the digest to the root."""
        found = root_by(
            leaf_of(self.digest),
            tuple(bytes.fromhex(step) for step in self.path),
            place=self.seq - 1,
            size=self.size,
        )
        return found is not None and found.hex() == self.root


def proof_text(proof: Proof, checkpoint: CheckpointLine) -> str:
    """Write a proof as it is printed and as the stand-alone verifier reads it."""
    path = "".join(f"path {step}\n" for step in proof.path)
    return f"bihuan-proof 1\nseq {proof.seq}\ndigest {proof.digest}\n{path}{checkpoint}\n"


class NoProof(LookupError):
    """An entry beyond the size asked for, or an empty ledger."""


def extend_nodes() -> int:
    """Store the nodes of every block completed since the last call; return how many blocks."""
    added = 0
    while _extend_one():
        added += 1
    return added


def _extend_one() -> bool:
    with transaction.atomic():
        appending.lock()
        last = Node.objects.filter(level=LEVEL).order_by("-place").first()
        place = 0 if last is None else last.place + 1
        if Entry.objects.filter(seq=(place + 1) * BLOCK).first() is None:
            return False
        here, level = levels_of(_leaves(place, (place + 1) * BLOCK))[-1][0], LEVEL
        Node(level=level, place=place, digest=here.hex()).save()
        while place % 2:
            left = Node.objects.get(level=level, place=place - 1)
            here, level, place = node_of(bytes.fromhex(left.digest), here), level + 1, place // 2
            Node(level=level, place=place, digest=here.hex()).save()
    return True


def root_at(size: int) -> str:
    """Return the root of the first ``size`` entries, in hexadecimal.

    Raises :class:`NoProof` when the ledger does not have so many, or the size is not positive.
    """
    return _Tops(size).root().hex()


def proof_of(seq: int, *, size: int) -> Proof:
    """Return the proof that entry ``seq`` is part of the first ``size`` entries.

    Raises :class:`NoProof` when either number lies outside the ledger.
    """
    if not 1 <= seq <= size:
        msg = f"第 {seq} 条不在前 {size} 条之内，不能出具证明。"
        raise NoProof(msg)
    tops, block = _Tops(size), (seq - 1) // BLOCK
    inside = levels_of(_leaves(block, size))
    path = (*path_of(inside, (seq - 1) % BLOCK), *tops.path(block))
    digest = Entry.objects.values_list("digest", flat=True).get(seq=seq)
    return Proof(seq, size, digest, tuple(step.hex() for step in path), tops.root().hex())


def check_nodes() -> int | None:
    """Make every stored block again; return the first entry of a block that differs."""
    for node in Node.objects.filter(level=LEVEL).order_by("place").iterator(chunk_size=200):
        leaves = _leaves(node.place, (node.place + 1) * BLOCK)
        if levels_of(leaves)[-1][0].hex() != node.digest:
            return int(node.place * BLOCK + 1)
    for node in Node.objects.filter(level__gt=LEVEL).order_by("level", "place").iterator():
        below = dict(
            Node.objects.filter(
                level=node.level - 1, place__in=(2 * node.place, 2 * node.place + 1)
            ).values_list("place", "digest")
        )
        pair = [bytes.fromhex(below.get(2 * node.place + side, "")) for side in (0, 1)]
        if node_of(*pair).hex() != node.digest:
            return int((node.place << node.level) + 1)
    return None


def _leaves(block: int, size: int) -> list[bytes]:
    """Return the leaves of one block of the first ``size`` entries."""
    after, upto = block * BLOCK, min((block + 1) * BLOCK, size)
    rows = Entry.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq")
    leaves = [leaf_of(digest) for digest in rows.values_list("digest", flat=True)]
    if not leaves or len(leaves) < upto - after:
        msg = f"账本没有 {size} 条，不能出具证明。"
        raise NoProof(msg)
    return leaves


class _Tops:
    """The part of the tree above its blocks: stored where complete, made where it is ragged."""

    def __init__(self, size: int) -> None:
        """Take the number of leaves of the whole tree."""
        if size < 1:
            msg = "账本是空的，不能出具证明。"
            raise NoProof(msg)
        self.size = size
        self.height = LEVEL
        while (size - 1) >> self.height:
            self.height += 1
        self.kept: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        return self.value(self.height, 0)

    def path(self, block: int) -> tuple[bytes, ...]:
        """Return the neighbours from a block up to the root, read in one question."""
        met = [
            (level, (block >> (level - LEVEL)) ^ 1)
            for level in range(LEVEL, self.height)
            if ((block >> (level - LEVEL)) ^ 1) << level < self.size
        ]
        self._read((*met, (self.height, 0)))
        return tuple(self.value(*place) for place in met)

    def value(self, level: int, place: int) -> bytes:
        """Return a node of the tree of this size."""
        if (level, place) not in self.kept:
            self._read(((level, place),))
        if (level, place) not in self.kept:
            self.kept[level, place] = self._made(level, place)
        return self.kept[level, place]

    def _made(self, level: int, place: int) -> bytes:
        if level == LEVEL:
            return levels_of(_leaves(place, self.size))[-1][0]
        left = self.value(level - 1, 2 * place)
        if (2 * place + 1) << (level - 1) >= self.size:
            return left
        return node_of(left, self.value(level - 1, 2 * place + 1))

    def _read(self, places: Sequence[tuple[int, int]]) -> None:
        """Read what is stored of these nodes and of those their ragged edge is made of."""
        wanted = {place for start in places for place in self._stored_below(*start)}
        wanted -= self.kept.keys()
        if not wanted:
            return
        asked = Q()
        for level, place in wanted:
            asked |= Q(level=level, place=place)
        for level, place, digest in Node.objects.filter(asked).values_list(
            "level", "place", "digest"
        ):
            self.kept[level, place] = bytes.fromhex(digest)

    def _stored_below(self, level: int, place: int) -> Iterator[tuple[int, int]]:
        if (place + 1) << level <= self.size:
            yield level, place
        elif level > LEVEL:
            for side in (2 * place, 2 * place + 1):
                if side << (level - 1) < self.size:
                    yield from self._stored_below(level - 1, side)
