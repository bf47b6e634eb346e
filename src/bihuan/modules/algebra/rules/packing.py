"""Many texts at once: their terms as arrays of whole numbers, measured together.

The sums are the sums of `measuring.measure`; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bihuan.modules.algebra.rules.measuring import COVERED, WHOLE, Measured, term_key, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bihuan.modules.algebra.rules.measuring import Text

LEAST = 300
"""Below this score no relation is possible unless one text lies within the other."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The terms of many texts, text after text."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.uint16]
    ends: NDArray[np.int64]
    sums: NDArray[np.int64]

    def __len__(self) -> int:
        """How many texts."""
        return len(self.ends)


def pack(texts: Sequence[Text]) -> Pack:
    """Measure every text by itself."""
    keys: list[int] = []
    weights: list[int] = []
    ends: list[int] = []
    sums: list[int] = []
    for text in texts:
        found = {term_key(term): weight for term, weight in terms_of(text).items()}
        keys += found
        weights += found.values()
        ends.append(len(keys))
        sums.append(sum(found.values()))
    return Pack(
        np.array(keys, np.uint32),
        np.array(weights, np.uint16),
        np.array(ends, np.int64),
        np.array(sums, np.int64),
    )


def to_bytes(packed: Pack) -> tuple[bytes, bytes, bytes]:
    """Keys, weights and ends as they are stored, lowest byte first everywhere."""
    return (
        packed.keys.astype("<u4").tobytes(),
        packed.weights.astype("<u2").tobytes(),
        packed.ends.astype("<i4").tobytes(),
    )


def joined(stored: Sequence[tuple[bytes, bytes, bytes]]) -> Pack:
    """One pack of many stored ones."""
    keys = np.frombuffer(b"".join(item[0] for item in stored), "<u4")
    weights = np.frombuffer(b"".join(item[1] for item in stored), "<u2")
    parts: list[NDArray[np.int64]] = []
    before = 0
    for item in stored:
        parts.append(np.frombuffer(item[2], "<i4").astype(np.int64) + before)
        before += len(item[0]) // 4
    ends = np.concatenate(parts) if parts else np.array([], np.int64)
    running = np.concatenate(([0], np.cumsum(weights, dtype=np.int64)))
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    return Pack(keys, weights, ends, running[ends] - running[starts])


def chosen(packed: Pack, places: Sequence[int]) -> Pack:
    """The texts at these places, in this order."""
    wanted = np.array(places, np.int64)
    if not len(wanted):
        return pack(())
    starts = np.concatenate(([0], packed.ends[:-1]))[wanted]
    lengths = packed.ends[wanted] - starts
    ends = np.cumsum(lengths)
    inside = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
    terms = np.repeat(starts, lengths) + inside
    return Pack(packed.keys[terms], packed.weights[terms], ends, packed.sums[wanted])


def compared(
    asked: Pack, known: Pack, *, cover: int = COVERED
) -> Iterator[tuple[int, int, Measured]]:
    """Every pair that could be related: place in `asked`, place in `known`, what they share.

    `cover` is the part of the lighter text, to 1000, that makes a pair worth looking at.
    """
    if not len(asked) or not len(known):
        return
    vocabulary = np.unique(asked.keys)
    places = np.searchsorted(vocabulary, known.keys)
    places[places == len(vocabulary)] = 0
    hits = np.flatnonzero(vocabulary[places] == known.keys)
    if not len(hits):
        return
    terms, weights = places[hits], known.weights[hits]
    rows = np.searchsorted(known.ends, hits, side="right")
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    owners = rows[starts]
    sums = known.sums[owners]
    mine = np.zeros(len(vocabulary), np.uint16)
    begin = 0
    for number, end in enumerate(asked.ends):
        own = np.searchsorted(vocabulary, asked.keys[begin:end])
        mine[:] = 0
        mine[own] = asked.weights[begin:end]
        begin = int(end)
        shared = np.add.reduceat(np.minimum(mine[terms], weights), starts, dtype=np.int64)
        total = int(asked.sums[number])
        near = (2 * WHOLE * shared >= LEAST * (sums + total)) | (
            WHOLE * shared >= cover * np.minimum(sums, total)
        )
        for place in np.flatnonzero(near & (shared > 0)):
            found = Measured(int(shared[place]), total, int(sums[place]))
            yield number, int(owners[place]), found
