"""The hash tree over the digests of the ledger, after RFC 6962, with SM3.

A chain proves an entry only to whoever reads everything behind it. The tree proves that one entry
stands in a ledger of a given size with some twenty digests, on one printed page. Leaves and inner
nodes are hashed with different first bytes, so that neither can be passed off as the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger.canonical import PROTOTYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAF = PROTOTYPE.copy()
_LEAF.update(b"\x00")
_NODE = PROTOTYPE.copy()
_NODE.update(b"\x01")


def leaf_of(digest: str) -> bytes:
    """Return the leaf of an entry: its digest, in hexadecimal, hashed once more."""
    running = _LEAF.copy()
    running.update(bytes.fromhex(digest))
    return running.digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the node above two nodes."""
    running = _NODE.copy()
    running.update(left)
    running.update(right)
    return running.digest()


def levels_of(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return every level of the tree, leaves first; a node without a neighbour moves up."""
    if not leaves:
        msg = "A tree needs at least one leaf."
        raise ValueError(msg)
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_of(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def path_of(levels: Sequence[Sequence[bytes]], place: int) -> tuple[bytes, ...]:
    """Return the neighbours met on the way from one leaf to the root, lowest first."""
    met: list[bytes] = []
    for level in levels[:-1]:
        neighbour = place ^ 1
        if neighbour < len(level):
            met.append(level[neighbour])
        place //= 2
    return tuple(met)


def root_by(leaf: bytes, path: Sequence[bytes], *, place: int, size: int) -> bytes | None:
    """Return the root that a leaf and its path lead to; ``None`` when the path has a wrong length.

    ``place`` counts from 0. ``size`` is the number of leaves of the tree.
    """
    if not 0 <= place < size:
        return None
    here, last, waiting = leaf, size - 1, list(path)
    while last:
        if place % 2 or place < last:
            if not waiting:
                return None
            met = waiting.pop(0)
            here = node_of(met, here) if place % 2 else node_of(here, met)
        place, last = place // 2, last // 2
    return None if waiting else here
