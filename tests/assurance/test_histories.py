"""Eight clients at a time, some of them killed: all that anybody saw fits into one order (E5)."""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.process import LostRace, temporarily
from bihuan.kernel.process.models import Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair
from tests.assurance import repairs
from tests.assurance.forking import start
from tests.assurance.histories import Op, anomalies
from tests.assurance.sizes import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.assurance.forking import Say
    from tests.assurance.histories import Kind

CLIENTS, CASES, EACH = 8, 3, 40
LONGEST = 1.5
"""Seconds after which a client that is to be killed is dead at the latest."""
STATES = {0: "fixing", 1: "held", 2: "fixing", 3: "fixing"}
TRUE = (
    Op("read", 0, 0, 1, "fixing"),
    Op("made", 1, 2, 5, "held"),
    Op("read", 0, 3, 4, "fixing"),
    Op("told", 0, 3, 6),
    Op("killed", 2, 7, 8),
    Op("read", 2, 9, 10, "fixing"),
    Op("made", 3, 9, 12, "fixing"),
)


class Undone(Exception):
    """Takes back the step it follows: nobody may ever have seen it."""


def test_a_history_that_can_have_been_is_believed() -> None:
    assert anomalies(TRUE, STATES, first=0) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (Op("made", 4, 13, 14, "held"), "made, but not kept"),  # a lost write
        (Op("read", 2, 8, 9, "held"), "read, but not kept"),  # of what was taken back
        (Op("made", 3, 13, 14, "fixing"), "made twice"),
        (Op("told", 3, 13, 14), "told of a change that never was"),
        (Op("told", 2, 7, 8), "before it can have been made: 3"),
        (Op("read", 0, 6, 7, "fixing"), "before it can have been made: 1"),  # a stale read
        (Op("read", 3, 6, 8, "fixing"), "before it can have been made: 3"),  # of the future
    ],
)
def test_what_cannot_have_been_is_found(planted: Op, fault: str) -> None:
    assert any(fault in each for each in anomalies((*TRUE, planted), STATES, first=0))


@pytest.mark.parametrize(
    "planted", [Op("read", 0, 5, 6, "fixing"), Op("made", 1, 5, 6, "held"), Op("told", 0, 5, 6)]
)
def test_what_is_older_than_the_beginning_is_found(planted: Op) -> None:
    """Such a revision has no place in the order: it was over before anybody asked."""
    later = (Op("read", 1, 0, 1, "held"), Op("made", 2, 2, 3, "fixing"))
    states = {revision: STATES[revision] for revision in range(3)}
    assert anomalies(later, states, first=1) == []
    assert any("older than all" in each for each in anomalies((*later, planted), states, first=1))


def test_a_revision_needs_somebody_who_made_it() -> None:
    others = [op for op in TRUE if op.kind != "killed"]
    assert anomalies(others, STATES, first=0) == ["made by nobody: 2"]


@given(st.data())
def test_whatever_one_register_does_is_believed(data: st.DataObject) -> None:
    """Moments are drawn, then the time around each that its client waited."""
    states, ops = {0: "a"}, []
    waits = st.floats(0, 5, allow_nan=False)
    for moment in range(data.draw(st.integers(1, 30))):
        began, ended = moment - data.draw(waits), moment + data.draw(waits)
        revision = max(states)
        early = data.draw(st.booleans())  # killed before its step was taken
        kinds: tuple[Kind, ...] = ("read", "made", "told", "killed")
        kind = "killed" if early else data.draw(st.sampled_from(kinds))
        if kind == "made" or (kind == "killed" and not early):
            revision += 1
            states[revision] = data.draw(st.sampled_from("ab"))
        if kind == "told" and revision == 0:
            continue
        seen = revision - 1 if kind == "told" else revision + early
        ops.append(Op(kind, seen, began, ended, states.get(seen, "")))
    assert anomalies(data.draw(st.permutations(ops)), states, first=0) == []


def _act(case: Repair, step: str, revision: int, *, undo: bool) -> None:
    with transaction.atomic():
        repairs.act(case, step, at=who.AT + who.DAY, seen=revision)
        if undo:
            raise Undone


def client(numbers: list[str], seed: int) -> Callable[[int, Say], None]:
    """Return a worker that reads and acts at random and says when it asked and was answered."""

    def work(place: int, say: Say) -> None:
        dice = random.Random(seed + place)  # noqa: S311  chosen to be repeated
        if place % 2:  # the default of this signal ends a process on the spot
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, dice.uniform(0.05, LONGEST))
        for _ in range(EACH):
            number, began = dice.choice(numbers), time.monotonic()
            case = Repair.objects.select_related("case").get(case__number=number)
            revision = case.case.revision
            say([number, "read", revision, began, time.monotonic(), case.state])
            if dice.random() < 0.4:
                continue
            step, began = repairs.onwards(case.state, dice), time.monotonic()
            if step == "close":  # nothing would be left to do
                continue
            say([number, "killed", revision + 1, began, began, ""])
            try:
                _act(case, step, revision, undo=dice.random() < 0.15)
            except LostRace:
                say([number, "told", revision, began, time.monotonic(), ""])
            except Undone:
                say([number, "undone", revision, began, time.monotonic(), ""])
            else:
                after = repairs.TABLE[step][2]
                say([number, "made", revision + 1, began, time.monotonic(), after])

    return work


def heard(lines: list[list[object]]) -> Iterator[tuple[str, Op]]:
    """Give what a client did; what it was about to do counts only where no answer follows."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        number, kind, *rest = line
        answered = following is not None and following[1] != "read"
        if kind == "undone" or (kind == "killed" and answered):
            continue
        yield str(number), Op(kind, *rest)  # type: ignore[arg-type]  # as they were said


@pytest.mark.goal("E5")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_what_eight_clients_saw_fits_into_one_order(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    wanted, done, kinds = size("E5", 1_500), 0, dict[str, int]()
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        while done < wanted:
            begun = {
                case.number: case.case.revision for case in (who.fixing() for _ in range(CASES))
            }
            work = client(list(begun), chance.randrange(10**9))
            children = [start(place, work) for place in range(CLIENTS)]
            ops: dict[str, list[Op]] = {number: [] for number in begun}
            for child in children:
                for number, op in heard(child.heard()):
                    ops[number].append(op)
                    kinds[op.kind] = kinds.get(op.kind, 0) + 1
            connections.close_all()
            for number, first in begun.items():
                passages = Passage.objects.filter(case__number=number).order_by("pk")
                states = dict(enumerate(passages.values_list("after", flat=True)))
                assert anomalies(ops[number], states, first=first) == []
            done = sum(kinds.values())
        assert not repairs.broken()
    assert kinds["told"] > 0
    assert kinds.get("killed", 0) > 0, "nobody was killed in the middle of a step"
    said = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    figure(f"{done:,} operations of {CLIENTS} clients on {connection.vendor}: 0 anomalies ({said})")
