"""B3, B9: a random story of requests against a model; what is opened, refused, kept, shared."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import Kind
from bihuan.kernel.vault import api as vault
from bihuan.kernel.vault.kinds import words_of
from bihuan.kernel.vault.models import Reveal, Sharing
from tests.architecture.sources import HOUSE
from tests.assurance.letters import (
    AT,
    CLERK,
    HEAD,
    OFFICE,
    PEOPLE,
    REASON,
    Person,
    canaries,
    letter,
)
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from bihuan.modules.corrections.models import Correction

ASKERS, DECIDERS = {"handler", "office_head"}, {"office_head", "deputy", "principal"}
VIEW = timedelta(hours=2)
RECENT = 3
"""How many of the newest requests people still act on: else nobody is in time to open one."""
REASONS = (REASON, "想看", "   看一看   ", "十个字的理由在这里了。")


@dataclass(slots=True)
class Modelled:
    """A request as the model knows it."""

    row: Reveal
    asker: Person
    kinds: tuple[str, ...]
    state: str = "requested"
    until: datetime | None = None
    granter: Person | None = None


@dataclass(slots=True)
class Story:
    """Everything that was tried, and what came of it."""

    chance: Random
    held: Correction
    at: datetime = AT
    requests: list[Modelled] = field(default_factory=list)
    openings: int = 0
    denials: int = 0
    alone: int = 0
    tried: int = 0

    def person(self) -> Person:
        return self.chance.choice(PEOPLE)

    def ask(self) -> None:
        who, reason = self.person(), self.chance.choice(REASONS)
        kinds = tuple(k for k in Kind.values if self.chance.random() < 0.4)
        may = bool(ASKERS & set(who.roles)) and len(reason.replace(" ", "")) >= 10 and bool(kinds)
        try:
            row = vault.ask_to_see(
                self.held.case,
                kinds=kinds,
                purpose="verify",
                receiver="本单位",
                reason=reason,
                actor=who.actor,
                at=self.at,
            )
        except Refused:
            assert not may, (who, reason, kinds)
            return
        assert may, (who, reason, kinds)
        self.requests.append(Modelled(row, who, kinds))

    def decide(self) -> None:
        each, who, grant = (
            self.chance.choice(self.requests[-RECENT:]),
            self.person(),
            self.chance.random(),
        )
        one_will = who.behalf[:3] == each.asker.name or each.asker.behalf[:3] == who.name
        second = who.account != each.asker.account and not one_will
        may = each.state == "requested" and bool(DECIDERS & set(who.roles)) and second
        step = vault.GRANT if grant < 0.7 else vault.DECLINE
        inputs = Inputs() if step is vault.GRANT else Inputs({"refusal": "没有必要。"})
        if not self._perform(step, each, who, inputs, may=may):
            self.alone += who.account == each.asker.account
            return
        if step is vault.GRANT:
            each.state, each.granter, each.until = "granted", who, self.at + VIEW
        else:
            each.state = "refused"

    def end(self) -> None:
        each, who = self.chance.choice(self.requests[-RECENT:]), self.person()
        own = who.account == each.asker.account and bool(ASKERS & set(who.roles))
        if each.state == "requested":
            if self._perform(vault.TAKE_BACK, each, who, Inputs(), may=own):
                each.state = "withdrawn"
            return
        may = each.state == "granted" and bool((ASKERS | DECIDERS) & set(who.roles))
        if self._perform(vault.FINISH, each, who, Inputs(), may=may):
            each.state = "closed"

    def open(self) -> None:
        each, who = self.chance.choice(self.requests[-RECENT:]), self.person()
        if self.chance.random() < 0.6:
            who = each.asker
        open_now = each.state == "granted" and each.until is not None and self.at < each.until
        may = open_now and who.account == each.asker.account
        try:
            found = vault.open_granted(each.row.number, actor=who.actor, at=self.at)
        except Refused:
            assert not may, (who, each)
            self.denials += 1
            return
        assert may, (who, each)
        assert each.granter is not None
        assert each.granter.account != each.asker.account
        assert {one.kind: one.text for one in found} == {k: canaries(1)[k] for k in each.kinds}
        self.openings += 1

    def _perform(
        self, step: Any, each: Modelled, who: Person, inputs: Inputs, *, may: bool
    ) -> bool:
        row = Reveal.objects.select_related("case").get(pk=each.row.pk)
        try:
            process.perform(vault.REVEAL, step, row, inputs=inputs, actor=who.actor, at=self.at)
        except Refused:
            done = False
        else:
            done = True
        assert done == may, (step.key, who, each)
        return done

    def go_on(self, times: int) -> None:
        for _ in range(times):
            self.tried += 1
            self.at += timedelta(minutes=self.chance.choice((1, 3, 10, 40)))
            acts = (self.ask, self.decide, self.decide, self.open, self.open, self.end)
            act = self.chance.choice(acts) if self.requests else self.ask
            act()


def entries(verb: str = "") -> list[Any]:
    """Read to the end: one call returns a page."""
    found: list[Any] = []
    while page := ledger.entries(verb=verb, after_seq=found[-1].seq if found else 0, limit=1000):
        found += page
    return found


@pytest.mark.django_db
@pytest.mark.goal("B3", "B9")
@pytest.mark.parametrize("times", [250, pytest.param(4000, marks=pytest.mark.assurance)])
def test_a_random_story_agrees_with_the_model(
    times: int, chance: Random, figure: Callable[[str], None]
) -> None:
    held = letter(1)
    story = Story(chance, held)
    story.go_on(times)
    revealed = entries("vault.revealed")
    assert story.openings == len(revealed) == Sharing.objects.count() > 0
    assert len(entries("vault.denied")) == story.denials > 0
    assert story.alone > 0, "somebody tried to agree with himself"
    for line, shared in zip(
        sorted(revealed, key=lambda one: one.seq), Sharing.objects.order_by("seq"), strict=True
    ):
        assert (line.seq, line.at, line.subject) == (shared.seq, shared.at, shared.subject)
        assert line.facts["what"] == words_of(shared.kinds) != ""
        assert line.facts["purpose"] == shared.get_purpose_display()
        assert line.facts["receiver"] == shared.receiver == "本单位"
        assert line.facts["request"] == shared.request
    for each in story.requests:
        row = Reveal.objects.select_related("case").get(pk=each.row.pk)
        assert (row.state, row.kinds) == (each.state, ",".join(each.kinds))
        assert len(process.history(row.case)) >= 1
    assert Reveal.objects.count() == len(story.requests), "earlier requests are kept"
    written = "".join(str(line.facts) for line in entries())
    assert [text for text in canaries(1).values() if text in written] == []
    assert ledger.verify().ok
    figure(
        f"{story.tried:,} acts, {len(story.requests)} requests, {story.openings} openings by two,"
        f" 0 by one, {story.denials} refused openings in the ledger"
    )


@pytest.mark.django_db
@pytest.mark.goal("B3")
def test_a_view_is_taken_back_when_its_time_is_over(figure: Callable[[str], None]) -> None:
    from bihuan.kernel.deadlines import api as deadlines  # noqa: PLC0415 - used here alone

    held = letter(1)
    row = vault.ask_to_see(
        held.case,
        kinds=[Kind.PHONE],
        purpose="verify",
        receiver="本单位",
        reason=REASON,
        actor=CLERK.actor,
        at=AT,
    )
    process.perform(vault.REVEAL, vault.GRANT, row, actor=HEAD.actor, at=AT)
    deadlines.tick(AT + VIEW - timedelta(minutes=1))
    row.refresh_from_db()
    row.case.refresh_from_db()
    assert row.state == "granted"
    with pytest.raises(Refused, match="时限已过"):
        vault.open_granted(row.number, actor=CLERK.actor, at=AT + VIEW)
    deadlines.tick(AT + VIEW + timedelta(minutes=1))
    row.case.refresh_from_db()
    assert row.state == "expired"
    assert deadlines.running(row.case.subject) == []
    figure("closed by itself after 2 hours; refused from that moment on, tick or not")


@pytest.mark.django_db
@pytest.mark.goal("B3")
def test_a_stranger_meets_nothing() -> None:
    held = letter(1)
    stranger = actor("510104-water", "handler", "office_head", "principal")
    with pytest.raises(Refused):
        vault.ask_to_see(
            held.case,
            kinds=[Kind.PHONE],
            purpose="verify",
            receiver="本单位",
            reason=REASON,
            actor=stranger,
            at=AT,
        )
    assert vault.faces_of(held.case, stranger)[0].shown == "已密封"
    assert vault.shared_of(held.case, stranger) == ()
    assert OFFICE not in stranger.body


def calls_of(name: str) -> set[str]:
    """Return the files of the product that call a method of this name."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "tests" in path.parts or name not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name:
                found.add(path.relative_to(HOUSE).as_posix())
    return found


@pytest.mark.goal("B9")
def test_there_is_one_way_to_the_whole_and_it_writes_the_record(
    figure: Callable[[str], None],
) -> None:
    assert calls_of("open_whole") == {"kernel/vault/showing.py"}
    assert calls_of("open_masked") == {"kernel/vault/sealing.py"}
    deletes = [
        path for path in HOUSE.rglob("vault/*.py") if ".delete(" in path.read_text(encoding="utf-8")
    ]
    assert deletes == [], "nothing deletes what was shared"
    figure(
        "1 way out of the vault in the whole source, which writes purpose, receiver, fields, time"
    )
