"""Judges what several clients saw of one case: is there an order in which all of it is true?

A case is a register with a version: a step names the revision it has seen and makes the next one,
or is told that somebody was faster. Each revision is made once, so the order of the steps is known
and only their moments are not. A step happened between its question and its answer; a revision that
was read was there before that answer, and the one after it was not yet made at that question. So
every revision has an earliest and a latest moment, and the history is linearizable exactly when
moments can be chosen in the order of the revisions: taking the earliest of each shows it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Kind: TypeAlias = Literal["read", "made", "told", "killed"]


@dataclass(frozen=True, slots=True)
class Op:
    """What one client asked of a case, from when to when, and what came of it.

    `revision` is the one that was read, that was made, that was seen by somebody who was told of a
    faster one, or that would have been made by somebody who was killed before the answer.
    """

    kind: Kind
    revision: int
    began: float
    ended: float
    state: str = ""


def anomalies(ops: Sequence[Op], states: Mapping[int, str], *, first: int) -> list[str]:
    """Return what cannot have been, given the states by revision that are kept in the end.

    `first` is the revision before anybody asked.
    """
    return list(_unkept(ops, states, first)) or list(_disordered(ops, max(states), first))


def _unkept(ops: Sequence[Op], states: Mapping[int, str], first: int) -> Iterator[str]:
    made = Counter(op.revision for op in ops if op.kind == "made")
    for op in ops:
        if op.revision < first + (op.kind in {"made", "killed"}):
            yield f"{op.kind}, but older than all of this: {op.revision}"
        if op.kind in {"made", "read"} and states.get(op.revision) != op.state:
            yield f"{op.kind}, but not kept: {op.revision} {op.state}"
        if op.kind == "told" and op.revision >= max(states):
            yield f"told of a change that never was: {op.revision}"
    yield from (f"made twice: {revision}" for revision, times in made.items() if times > 1)


def _disordered(ops: Sequence[Op], last: int, first: int) -> Iterator[str]:
    now = -inf
    made = {op.revision: op for op in ops if op.kind == "made"}
    for revision in range(first + 1, last + 1):
        maker = made.get(revision)
        makers = [maker] if maker else [op for op in ops if op.kind == "killed"]
        begun = [op.began for op in makers if op.revision == revision]
        if not begun:
            yield f"made by nobody: {revision}"
            continue
        # Not before it was asked for, nor while the one before it was still to be read.
        before = [op.began for op in ops if op.kind == "read" and op.revision == revision - 1]
        now = max(now, min(begun), *before)
        # Before its answer, before anybody read it, and before whoever was told of it.
        until = [maker.ended] if maker else []
        until += [op.ended for op in ops if op.kind == "read" and op.revision == revision]
        until += [op.ended for op in ops if op.kind == "told" and op.revision == revision - 1]
        if now > min(until, default=inf):
            yield f"seen or answered before it can have been made: {revision}"
