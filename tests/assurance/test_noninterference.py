"""A4: whoever may not know of a case cannot tell from anything whether it is there."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.process.models import Case
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections.process import ANSWER, CORRECTION
from bihuan.modules.organisations import demo as staff
from tests.assurance import matrix
from tests.assurance.letters import OFFICE, REASON, letter
from tests.assurance.matrix import HERE
from tests.assurance.people import VIEWERS
from tests.assurance.writing import bare, send
from tests.journeys.census import CENSUS
from tests.journeys.test_access import url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bihuan.modules.corrections.models import Correction
    from tests.assurance.matrix import World

STRANGERS = frozenset(
    {"beside handler", "ecology head", "city office", "county, other line", "anonymous"}
)
"""None of them is of the office that takes letters."""
OWN = frozenset({"healthz", "metrics", "access:account", "access:one-time", "access:passkeys"})
"""What the machine says of itself, and keys drawn anew for whoever asks."""
BOOK = frozenset({"ui:ledger"})
"""The book is one for all: whoever signed in sees how long it is, as its public anchors say."""
ON_A_PUSH = ("anonymous", "beside handler")
Answers = dict[tuple[str, str], tuple[int, str, str]]


pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def world(demo: object) -> World:
    del demo
    return matrix.world(tuple(each for each in VIEWERS if each.key in STRANGERS))


def crawl(world: World, viewers: Collection[str] = STRANGERS) -> Answers:
    """Ask every address for everything planted, as each of these strangers."""
    things = dict(world.things[HERE])
    found: Answers = {}
    for name, line in CENSUS.items():
        if line.calls == "post" or name in OWN | BOOK:
            continue
        for viewer in sorted(viewers):
            answer = send(world, viewer, url_of(name, things), {}, method="get")
            found[viewer, name] = (answer.status, answer.leads, bare(answer.said))
    return found


def differing(before: Answers, after: Answers) -> list[str]:
    """Say where the two crawls differ, with the first words that do."""
    return [
        f"{viewer} {name}: {_first(was, after[viewer, name])}"
        for (viewer, name), was in before.items()
        if was != after[viewer, name]
    ]


def _first(was: tuple[int, str, str], now: tuple[int, str, str]) -> str:
    if was[:2] != now[:2]:
        return f"{was[:2]} became {now[:2]}"
    lines = difflib.unified_diff(was[2].splitlines(), now[2].splitlines(), lineterm="", n=0)
    return " ".join(line[:160] for line in list(lines)[3:5])


def came_in(held: Mapping[str, Correction]) -> None:
    """One more letter comes in."""
    del held


def answered(held: Mapping[str, Correction]) -> None:
    at = timezone.now()
    who = staff.actor(OFFICE, "handler", on=at.date())
    process.perform(
        CORRECTION, ANSWER, held["it"], inputs=Inputs({"answer": "已改正。"}), actor=who, at=at
    )


def looked_into(held: Mapping[str, Correction]) -> None:
    """Somebody asks to destroy who wrote it."""
    at = timezone.now()
    who = staff.actor(OFFICE, "handler", on=at.date())
    vault.ask_to_destroy(held["it"].case, reason=REASON, actor=who, at=at)


def sealed(held: Mapping[str, Correction]) -> None:
    """The case is put into a compartment nobody is in."""
    QuerySet.update(Case.objects.filter(pk=held["it"].case.pk), sealed="tests")


ACTS = (came_in, answered, looked_into, sealed)


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock: pages say when they were made."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.mark.goal("A4")
@pytest.mark.once
def test_two_strangers_cannot_tell_that_a_letter_is_there(
    world: World, stopped: datetime, figure: Callable[[str], None]
) -> None:
    before = crawl(world, ON_A_PUSH)
    held = {"it": letter(7, at=stopped)}
    for act in ACTS:
        act(held)
    wrong = differing(before, crawl(world, ON_A_PUSH))
    assert wrong == [], "\n".join(wrong)
    figure(f"{len(before)} answers on a push, the same after {len(ACTS)} acts")


@pytest.mark.goal("A4")
@pytest.mark.once
@pytest.mark.assurance
def test_no_answer_tells_of_any_act_on_a_letter(
    world: World, stopped: datetime, figure: Callable[[str], None]
) -> None:
    before = crawl(world)
    assert differing(before, crawl(world)) == [], "the walk itself changes nothing"
    held = {"it": letter(7, at=stopped)}
    wrong: list[str] = []
    for act in ACTS:
        act(held)
        wrong += [f"{act.__name__}: {each}" for each in differing(before, crawl(world))]
    assert wrong == [], "\n".join(wrong)
    figure(f"{len(before)} answers to {len(STRANGERS)} strangers, the same after {len(ACTS)} acts")


def test_a_word_more_is_noticed() -> None:
    page = (200, "", "<p>办件 3 件</p>\n")
    before = {("anonymous", "portal:home"): page}
    after = {("anonymous", "portal:home"): (200, "", "<p>办件 4 件</p>\n")}
    assert differing(before, before) == []
    assert "4 件" in differing(before, after)[0]
