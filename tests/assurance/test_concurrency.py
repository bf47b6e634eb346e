"""Many at once: nothing lost, nothing twice, no impossible state, no reader that writes."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client

from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process import LostRace, Refused, api, temporarily
from bihuan.kernel.process.models import Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair
from bihuan.kernel.ui.models import Press
from bihuan.kernel.ui.tests.acting import acting
from tests.assurance import repairs
from tests.assurance.forking import at_once

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from tests.assurance.forking import Say

    Figure = Callable[[str], None]

CHANGES = int(os.environ.get("ASSURANCE_CHANGES", "400"))
TWINS = int(os.environ.get("ASSURANCE_TWINS", "50"))
PAIRS = int(os.environ.get("ASSURANCE_PAIRS", "120"))
STEPS = int(os.environ.get("ASSURANCE_STEPS", "20000"))
SECONDS = int(os.environ.get("ASSURANCE_SECONDS", "30"))
PUSHED = 400
BEGUN: dict[str, Callable[[], Repair]] = {
    "sign": who.opened,
    "return_plan": who.in_review,
    "approve_plan": who.in_review,
    "tell": who.fixing,
    "hold": who.fixing,
}
"""Where a repair stands when this step can be taken."""


@pytest.fixture(autouse=True)
def _sample() -> Iterator[None]:
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        yield


def again(number: str) -> Repair:
    """Read a repair as a page does."""
    return Repair.objects.select_related("case").get(case__number=number)


# --- E1 ---------------------------------------------------------------------------------------
@pytest.mark.goal("E1")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_no_change_of_eight_editors_is_lost(figure: Figure) -> None:
    """Each reads, changes by what it read, and is told when somebody was faster."""
    number, editors = who.fixing().number, 8
    began = again(number).case.revision

    def edit(_: int, say: Say) -> None:
        for _ in range(CHANGES // editors):
            case = again(number)
            try:
                repairs.act(case, "tell", at=who.AT + who.DAY, seen=case.case.revision)
            except LostRace as lost:
                say(str(lost))
            else:
                say("done")

    said = Counter(
        "done" if each == "done" else "told" for one in at_once(editors, edit) for each in one
    )
    connection.close()
    assert sum(said.values()) == CHANGES // editors * editors
    assert again(number).case.revision == began + said["done"]
    assert not repairs.broken()
    figure(
        f"{sum(said.values())} changes by {editors} processes on {connection.vendor}: "
        f"{said['done']} kept, {said['told']} told of the conflict, 0 lost"
    )


# --- E2 and D6 --------------------------------------------------------------------------------
def form(number: str, step: str, once: str) -> dict[str, Any]:
    """Return what the form of a step posts."""
    inputs = repairs.inputs_for(step)
    fields = {
        f"f-{name}": "on" if value is True else value for name, value in inputs.fields.items()
    }
    return {"seen": again(number).case.revision, "once": once, "confirmed": "yes", **fields}


@pytest.mark.goal("E2")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["sign", "return_plan", "tell", "hold", "approve_plan"])
def test_parallel_twins_of_a_form_have_one_effect_and_one_answer(step: str, figure: Figure) -> None:
    number = BEGUN[step]().number
    sent, once = form(number, step, "e" * 32), Passage.objects.count()

    def post(_: int, say: Say) -> None:
        answer = Client().post(f"/cases/{number}/{step}/", sent)
        say([answer.status_code, answer.headers.get("Location", "")])

    with acting(repairs.PEOPLE[repairs.TABLE[step][0]]):
        answers = {tuple(each) for one in at_once(TWINS, post) for each in one}
        other = Client().post(f"/cases/{number}/{step}/", sent | {"f-cost": "1"})
    assert answers == {(302, f"/cases/{number}/")}
    assert other.status_code == 422
    assert (Passage.objects.count(), Press.objects.count()) == (once + 1, 1)
    assert not repairs.broken()
    figure(f"{step}: {TWINS} at once, 1 effect, 1 answer; another body refused")


@pytest.mark.goal("D6")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_a_lost_answer_and_a_retry_have_one_effect(chance: random.Random, figure: Figure) -> None:
    """The reply is dropped at random: before it is kept, after it is kept, or not at all."""
    number, effects = who.fixing().number, 0
    tries = int(os.environ.get("ASSURANCE_RETRIES", "300"))
    with acting(repairs.PEOPLE["reviewer"]) as client:
        for each in range(tries):
            sent = form(number, "tell", f"{each:032x}")
            client.post(f"/cases/{number}/tell/", sent)
            effects += 1
            if chance.random() < 0.5:
                Press.objects.filter(pk=f"{each:032x}").update(status=0, location="")
            with patch("bihuan.kernel.ui.presses.PATIENCE", 0):
                again_answer = client.post(f"/cases/{number}/tell/", sent)
            assert again_answer.status_code in {302, 409}
            assert Passage.objects.filter(case__number=number, step="tell").count() == effects + 1
    figure(f"{tries} retries after a lost answer: 0 second effects")


# --- E3 ---------------------------------------------------------------------------------------
@pytest.mark.goal("E3")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_different_buttons_one_wins(chance: random.Random, figure: Figure) -> None:
    pairs = (("approve_plan", "return_plan"), ("hold", "close"), ("hold", "tell"), ("sign", "sign"))
    chosen = [chance.choice(pairs) for _ in range(PAIRS)]
    numbers = [BEGUN[pair[0]]().number for pair in chosen]

    def press(side: int, say: Say) -> None:
        for number, pair in zip(numbers, chosen, strict=True):
            case = again(number)
            try:
                repairs.act(case, pair[side], at=who.AT + who.DAY, seen=case.case.revision)
            except Refused:
                say([number, pair[side], 0])
            else:
                say([number, pair[side], 1])

    moved: Counter[str] = Counter()
    for said in at_once(2, press):
        for number, _, won in said:
            moved[number] += won
    connection.close()
    for number in numbers:
        # Who read after the other had won acted knowingly: hold and tell may then follow.
        assert again(number).case.revision >= moved[number] >= 1
        assert (
            Passage.objects.filter(case__number=number).count() == again(number).case.revision + 1
        )
    assert not repairs.broken()
    figure(f"{PAIRS} pairs on {connection.vendor}: 0 impossible states, 0 without a winner")


# --- E4 and C5 --------------------------------------------------------------------------------
def walked(chance: random.Random, *, steps: int) -> tuple[int, list[float]]:
    """Take random steps by random people and compare with the model; return how many worked."""
    cases: list[tuple[Repair, repairs.Model, list[Any]]] = []
    done, took = 0, []
    for number in range(steps):
        if not cases or chance.random() < 0.04:
            cases.append((who.opened(), repairs.Model(), []))
        place = chance.randrange(max(0, len(cases) - 12), len(cases))
        case, model, visits = cases[place]
        if model.state == "fixing" and chance.random() < 0.05:
            visits.append(repairs.visit(case))
            model.visits += 1
            continue
        if visits and chance.random() < 0.5:
            api.perform(
                sample.VISIT, sample.CHECK_ON_SITE, visits.pop(), actor=who.HANDLER, at=who.AT
            )
            model.visits -= 1
            continue
        likely = [key for key, row in repairs.TABLE.items() if row[1] == model.state]
        step = chance.choice(likely if likely and chance.random() < 0.7 else list(repairs.TABLE))
        right = chance.random() < 0.75
        person = repairs.TABLE[step][0] if right else chance.choice(list(repairs.PEOPLE))
        full = chance.random() < 0.85
        at = model.last + chance.choice((0, 1, 5, -1)) * dt.timedelta(minutes=1)
        seen = model.moves if chance.random() < 0.9 else chance.randrange(model.moves + 2)
        expected = model.expects(step, person, full=full, at=at, seen=seen)
        began = time.thread_time()
        try:
            api.perform(
                sample.REPAIR,
                repairs.STEPS[step],
                case,
                actor=repairs.PEOPLE[person],
                at=at,
                inputs=repairs.inputs_for(step) if full else repairs.inputs_for(""),
                seen=seen,
            )
        except Refused:
            happened = False
        else:
            happened = True
            took.append(time.thread_time() - began)
        assert happened == expected, (number, step, person, full, at, seen, model)
        if happened:
            done += 1
            model.move(step, at)
        if number % 7 == 0:
            case = again(case.number)
            cases[place] = (case, model, visits)
        assert (case.state, case.case.revision) == (model.state, model.moves), (number, step)
    return done, took


@pytest.mark.goal("E4", "C5", "E8")
@pytest.mark.django_db
def test_random_steps_go_as_the_model_says(chance: random.Random, figure: Figure) -> None:
    done, took = walked(chance, steps=PUSHED)
    acts = Entry.objects.filter(verb__in=("case.open", "case.step"))
    assert (
        acts.count() == Passage.objects.count() == Passage.objects.values("seq").distinct().count()
    )
    longest = max(took) * 1000
    assert longest < 250
    middle = statistics.median(took) * 1000
    figure(
        f"{PUSHED} steps, {done} taken, 0 differences; {acts.count()} acts, one entry each; "
        f"{middle:.1f} ms of CPU in the middle, {longest:.0f} at most"
    )


@pytest.mark.goal("E4")
@pytest.mark.assurance
@pytest.mark.django_db
def test_many_random_steps_go_as_the_model_says(chance: random.Random, figure: Figure) -> None:
    done, _ = walked(chance, steps=STEPS)
    assert not repairs.broken()
    figure(f"{STEPS:,} steps, {done:,} taken, 0 differences from the model")


# --- E6 ---------------------------------------------------------------------------------------
@pytest.mark.goal("E6")
@pytest.mark.assurance
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_are_never_told_that_the_database_is_locked(figure: Figure) -> None:
    def write(_: int, say: Say) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            began = time.monotonic()
            case = who.opened()
            middle = time.monotonic()
            repairs.act(case, "sign")
            say([middle - began, time.monotonic() - middle])

    waits = sorted(wait for one in at_once(16, write) for both in one for wait in both)
    connection.close()
    assert not repairs.broken()
    longest, p99 = waits[-1], waits[int(len(waits) * 0.99)]
    figure(
        f"{len(waits)} acts by 16 writers in {SECONDS} s on {connection.vendor}: 0 errors, "
        f"p99 {p99 * 1000:.0f} ms, longest {longest:.1f} s, load {os.getloadavg()[0]:.0f}"
    )
    assert longest < 20, "the wait of the database itself"


# --- E7 ---------------------------------------------------------------------------------------
@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect what was begun or written while the block ran."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if sql.split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "BEGIN", "SAVEPOINT"}:
            found.append(sql[:80])
        return execute(sql, params, many, context)

    entered = transaction.Atomic.__enter__

    def enter(atomic: transaction.Atomic) -> None:
        found.append("atomic")
        entered(atomic)

    with connection.execute_wrapper(look), patch.object(transaction.Atomic, "__enter__", enter):
        yield found


@pytest.mark.goal("E7")
@pytest.mark.django_db
def test_reading_opens_no_transaction(figure: Figure) -> None:
    number = who.fixing().number
    pages = [
        "/", "/desk/", "/cases/", "/cases/?q=清淤", f"/cases/{number}/", f"/cases/{number}/tell/",
        f"/cases/{number}/hold/", "/ledger/", "/search/?q=清淤", "/matters/", "/papers/", "/leads/",
        "/directives/", "/following/", "/algebra/", "/quality/", "/organisations/", "/help/",
    ]  # fmt: skip
    read = 0
    with acting(repairs.PEOPLE["reviewer"]) as client:
        for page in pages:
            with writes() as found:
                answer = client.get(page)
            assert not found, (page, found)
            read += answer.status_code == 200
    assert read >= 10
    figure(f"{len(pages)} pages asked, {read} answered with content, 0 transactions opened")


# --- E8 ---------------------------------------------------------------------------------------
@pytest.mark.goal("E8")
@pytest.mark.django_db(transaction=True)
def test_write_transactions_are_short(figure: Figure) -> None:
    """What a person's act holds the write lock for: CPU time, whatever else the machine does."""
    took: list[float] = []
    entered, left = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    began: list[float] = []

    def enter(atomic: transaction.Atomic) -> None:
        if not connection.in_atomic_block:
            began.append(time.thread_time())
        entered(atomic)

    def leave(atomic: transaction.Atomic, *fault: Any) -> None:
        left(atomic, *fault)
        if not connection.in_atomic_block and began:
            took.append(time.thread_time() - began.pop())

    with (
        patch.object(transaction.Atomic, "__enter__", enter),
        patch.object(transaction.Atomic, "__exit__", leave),
    ):
        for _ in range(5):
            case = who.opened()
            for step in ("sign", "submit_plan", "approve_plan", "tell", "close"):
                repairs.act(case, step)
    longest = max(took) * 1000
    assert len(took) >= 30
    assert longest < 250
    figure(f"{len(took)} write transactions, {longest:.0f} ms of CPU at most")
