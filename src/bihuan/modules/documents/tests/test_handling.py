"""收文: signing for it, assigning, circulating, a leader's comment, urging; and who sees what."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel import events
from bihuan.kernel.access import VISITOR
from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.documents.events import InstructionGiven
from bihuan.modules.documents.models import Cosigning, Instruction, LeaderNote, Receiving
from bihuan.modules.documents.operations.handling import (
    AlreadyUrged,
    HandlingRefused,
    circulate,
    comment,
    mark_read,
    urge,
)
from bihuan.modules.documents.queries.files import paper_file
from bihuan.modules.documents.queries.papers import (
    readable,
    receipts_of,
    receivings_for,
    sendings_for,
)
from bihuan.modules.documents.rules.readers import Reader

from .conftest import CHENGDU, HOUSING, LESHAN, OFFICE, WATER, day, person, received, take, when

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.models import Sending

    from .conftest import Going

CLERK, CHIEF = person(LESHAN, "handler"), person(LESHAN, "principal")


def reader(actor: Actor) -> Reader:
    return Reader(actor.key, actor.name, actor.post, actor.body)


@pytest.fixture
def came(going: Going) -> Receiving:
    """A letter that asks for an answer, signed for in Leshan."""
    sending = going("dispatch", needs_answer=True, answer_by=day(20))
    found = take(received(sending, LESHAN), "sign_for", CLERK, when(4))
    assert isinstance(found, Receiving)
    return found


def test_a_paper_is_circulated_and_read_once(came: Receiving) -> None:
    deputy = person(LESHAN, "deputy")
    assert len(circulate(came, [reader(CHIEF), reader(deputy)], actor=CLERK, at=when(4))) == 2
    assert circulate(came, [reader(CHIEF)], actor=CLERK, at=when(4, 10)) == []
    first = mark_read(came, actor=CHIEF, at=when(5))
    assert mark_read(came, actor=CHIEF, at=when(6)).read_at == first.read_at
    assert came.circulations.get(reader_key=deputy.key).read_at is None
    with pytest.raises(HandlingRefused, match="没有送您阅"):
        mark_read(came, actor=CLERK, at=when(5))


def test_only_the_recipient_circulates_and_only_among_its_own(came: Receiving) -> None:
    with pytest.raises(HandlingRefused):
        circulate(came, [reader(CHIEF)], actor=person(OFFICE, "handler"), at=when(4))
    with pytest.raises(HandlingRefused, match="本单位内"):
        circulate(came, [reader(person(OFFICE, "principal"))], actor=CLERK, at=when(4))
    with pytest.raises(HandlingRefused, match="没有选择"):
        circulate(came, [], actor=CLERK, at=when(4))


def test_a_comment_with_a_name_and_a_day_is_a_task(came: Receiving) -> None:
    circulate(came, [reader(CHIEF)], actor=CLERK, at=when(4))
    heard: list[InstructionGiven] = []
    with events.temporarily(InstructionGiven, heard.append):
        note = comment(
            came, "请核实后函复。", assignee=reader(CLERK), due_on=day(10), actor=CHIEF, at=when(5)
        )
    assert [each.assignee_key for each in heard] == [CLERK.key]
    assert note.instruction is not None
    assert came.circulations.get().read_at == when(5)
    task = Instruction.objects.select_related("case").get()
    assert task.case.next_due == day(10)
    assert process.queue(CLERK).filter(pk=task.pk).exists()
    with pytest.raises(Refused) as refused:
        take(assigned(came), "finish", CLERK, when(7), result="已办。")
    assert set(refused.value.codes) == {"answer_owed", "instruction_open"}
    done = take(task, "done", CLERK, when(8), report="已核实。")
    assert done.case.closed_at is not None
    assert done.case.next_due is None


def assigned(came: Receiving) -> Receiving:
    fields = {"proposal": "拟请水资源科办理。", "unit": "水资源科", "finish_by": "2026-03-15"}
    found = take(came, "assign", person(LESHAN, "office_head"), when(6), **fields)
    assert isinstance(found, Receiving)
    return found


def test_a_comment_without_a_name_is_only_a_comment(came: Receiving) -> None:
    stand_in = dataclasses.replace(person(LESHAN, "deputy"), on_behalf_of="李某（局长）")
    note = comment(came, "已阅。", actor=stand_in, at=when(5))
    assert note.instruction is None
    assert note.on_behalf_of == "李某（局长）"
    assert not Instruction.objects.exists()


BAD: tuple[tuple[str, dict[str, object], str], ...] = (
    ("", {}, "空"),
    ("请办。" * 200, {}, "最多"),
    ("机密★请办。", {}, "非涉密系统"),
    ("请办。", {"due_on": day(10)}, "同时写明"),
    ("请办。", {"due_on": day(1), "assignee": reader(CLERK)}, "早于今天"),
    ("请办。", {"due_on": day(9), "assignee": reader(person(OFFICE, "handler"))}, "本单位的人员"),
)


@pytest.mark.parametrize(("text", "more", "says"), BAD)
def test_a_comment_that_cannot_be_is_refused(
    came: Receiving, text: str, more: dict[str, object], says: str
) -> None:
    with pytest.raises(HandlingRefused, match=says):
        comment(came, text, actor=CHIEF, at=when(5), **more)  # type: ignore[arg-type]
    assert not LeaderNote.objects.exists()


def test_only_leaders_of_the_recipient_comment(came: Receiving) -> None:
    for who in (CLERK, person(OFFICE, "principal"), VISITOR):
        with pytest.raises(HandlingRefused):
            comment(came, "同意。", actor=who, at=when(5))


def test_urging_is_once_a_day_and_only_what_is_owed(going: Going) -> None:
    sending = going("dispatch")
    office = person(OFFICE, "handler")
    target = received(sending, LESHAN)
    urge(target, actor=office, at=when(4))
    with pytest.raises(AlreadyUrged):
        urge(target, actor=person(OFFICE, "reviewer"), at=when(4, 15))
    urge(target, actor=office, at=when(5))
    with pytest.raises(HandlingRefused):
        urge(target, actor=person(CHENGDU, "handler"), at=when(6))
    take(target, "sign_for", CLERK, when(6))
    with pytest.raises(HandlingRefused, match="不需要催办"):
        urge(target, actor=office, at=when(7))
    (line,) = [each for each in receipts_of(sending, day(7)) if each.body == LESHAN]
    assert (line.urges, line.urged_on, line.owes) == (2, day(5), False)


# --- who sees what: the issuer, co-signers once asked, recipients once it is dispatched ----------
ABOVE = (
    person("510000-gov", "viewer"),
    person("510000-party", "principal"),
    person("510000-commission", "viewer"),
    person("000000-water", "viewer"),
    person("510100-office", "principal"),
    person(HOUSING, "handler"),
    VISITOR,
)
"""Those who see other cases from above, and strangers: a paper is nobody's but its own bodies'."""


def sees(number: str, who: Actor) -> bool:
    try:
        readable(number, who)
    except NotFound:
        return False
    return True


def numbers(who: Actor) -> set[str]:
    return set(process.cases_for(who).values_list("number", flat=True))


def test_a_draft_is_its_issuers_alone(going: Going) -> None:
    sending = going("pass_office", body=WATER, word="川水函")
    assert sees(sending.number, person(WATER, "handler"))
    office = person(OFFICE, "principal")  # sees the water department's other cases from above
    for who in (*ABOVE, office, CLERK):
        assert not sees(sending.number, who), who
        assert numbers(who) == set(), who
        assert sending not in sendings_for(who)
        assert process.history(sending.case)  # it is there all the same


def test_a_cosigner_sees_it_from_the_asking_on(going: Going) -> None:
    sending = going("pass_dept", cosigners=(HOUSING,))
    asked_one = person(HOUSING, "deputy")
    assert numbers(asked_one) == set()
    take(sending, "ask_cosign", person(OFFICE, "reviewer"), when(4))
    (asked,) = Cosigning.objects.select_related("case").filter(sending=sending)
    assert sees(asked.number, asked_one)
    assert not sees(sending.number, asked_one)  # the opinions of the issuer stay its own
    assert numbers(asked_one) == {asked.number}


def test_recipients_see_it_after_dispatch_and_only_through_their_own_case(going: Going) -> None:
    sending = going("number")
    assert numbers(CLERK) == set()
    take(sending, "dispatch", person(OFFICE, "reviewer"), when(4))
    mine = received(sending, LESHAN)
    assert numbers(CLERK) == {mine.number}
    assert sees(mine.number, CLERK)
    assert not sees(sending.number, CLERK)
    assert not sees(received(sending, CHENGDU).number, CLERK)
    assert list(receivings_for(CLERK)) == [mine]
    stored = paper_file(readable(mine.number, CLERK))
    assert stored is not None
    for who in ABOVE:
        assert not sees(mine.number, who), who
        assert not sees(sending.number, who), who


def test_the_issuer_does_not_see_what_the_recipient_does_with_it(
    going: Going, came: Receiving
) -> None:
    comment(came, "请办。", assignee=reader(CLERK), due_on=day(10), actor=CHIEF, at=when(5))
    office = person(OFFICE, "principal")
    seen = numbers(office)
    assert came.number not in seen
    assert not any(number.startswith("PS-") for number in seen)
    lines: tuple[object, ...] = receipts_of(sending_of(came), day(6))
    assert "请办" not in repr(lines)
    del going


def sending_of(came: Receiving) -> Sending:
    return came.sending
