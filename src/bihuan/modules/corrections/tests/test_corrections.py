"""From the visitor's form to the published answer; what stays inside; how much one may send."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bihuan.kernel import events
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.deadlines import ClockAlert
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections import api, demo
from bihuan.modules.corrections.models import CodeAnswer, Correction, Guess, Received
from bihuan.modules.corrections.operations import (
    LENGTH,
    LETTERS,
    MOST_GUESSES,
    MOST_PER_DAY,
    new_code,
)
from bihuan.modules.corrections.policies import answer_limit
from bihuan.modules.corrections.process import ANSWER, CLOSE, CORRECTION, PUBLISH
from tests.personas import actor

if TYPE_CHECKING:
    from django.test import Client

    from bihuan.kernel.access import Actor

AT = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
OFFICE = "510000-office"
WORDS = {"kind": "correction", "page": "水利厅2026年清单第3项", "text": "电话是空号。"}


@pytest.fixture
def province(mapped: None, db: None) -> None:
    """The map with its offices."""


def send(*, source: str = "192.0.2.1", at: datetime = AT, **more: str) -> str:
    """Send a correction and return its code."""
    return api.report(**{**WORDS, **more}, source=source, at=at)


def asks(code: str, *, source: str = "192.0.2.9", at: datetime = AT) -> Any:
    """Ask with a code."""
    return api.look_up(code, source=source, at=at)


def test_a_code_has_at_least_64_bits_and_no_letters_that_look_alike() -> None:
    assert len(set(LETTERS)) == 32
    assert LENGTH * 5 >= 64
    assert not set("01IO") & set(LETTERS)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}", new_code())
    assert len({new_code() for _ in range(100)}) == 100


@pytest.mark.usefixtures("province")
def test_the_answer_is_published_and_found_by_its_code_alone() -> None:
    code = send(name="密禾", phone="13800000000")
    held = Correction.objects.get()
    assert held.body == OFFICE
    assert code not in str(held.__dict__)
    first = asks(code)
    assert first is not None
    assert (first.state, first.answer) == ("已收到", "")
    later = AT + timedelta(days=1)
    clerk, head = actor(OFFICE, "handler"), actor(OFFICE, "office_head")
    words = Inputs({"answer": "已改为028-00000000。"})
    process.perform(CORRECTION, ANSWER, held, inputs=words, actor=clerk, at=later)
    assert api.published_answers() == ()
    process.perform(CORRECTION, PUBLISH, held, actor=head, at=later)
    shown = api.published_answers()[0]
    assert shown.answer == "已改为028-00000000。"
    assert "密禾" not in str(shown)
    assert "空号" not in str(shown), "what was written stays inside"
    found = asks(code.lower().replace("-", " "))
    assert found is not None
    assert found.answer == shown.answer
    assert asks("AAAA-AAAA-AAAA-AAAA") is None


@pytest.mark.goal("B6")
@pytest.mark.usefixtures("province")
def test_an_answer_with_somebodys_number_does_not_become_public() -> None:
    send()
    held = Correction.objects.get()
    clerk, head = actor(OFFICE, "handler"), actor(OFFICE, "office_head")
    words = Inputs({"answer": "已联系来信人（139 1234 5678）核实。"})
    process.perform(CORRECTION, ANSWER, held, inputs=words, actor=clerk, at=AT)
    with pytest.raises(Refused, match=r"答复：手机号码 139\*\*\*\*5678") as refusal:
        process.perform(CORRECTION, PUBLISH, held, actor=head, at=AT)
    assert refusal.value.codes == ("personal_data",)
    assert "13912345678" not in str(refusal.value)
    assert api.published_answers() == ()
    assert Correction.objects.get().case.state == "answered", "nothing is half done"


@pytest.mark.usefixtures("province")
def test_a_refusal_needs_a_reason_and_only_the_code_reads_it() -> None:
    code, held = send(), Correction.objects.get()
    head = actor(OFFICE, "office_head")
    with pytest.raises(Refused):
        process.perform(CORRECTION, CLOSE, held, actor=head, at=AT)
    held = Correction.objects.get()
    words = Inputs({"reason": "经核实号码可以打通。"})
    process.perform(CORRECTION, CLOSE, held, inputs=words, actor=head, at=AT)
    told = asks(code)
    assert told is not None
    assert told.answer == "经核实号码可以打通。"
    assert api.published_answers() == ()


@pytest.mark.usefixtures("province")
def test_an_answer_is_owed_by_a_day_and_whoever_owes_it_is_reminded() -> None:
    send()
    held = Correction.objects.get()
    (clock,) = deadlines.all_of(held.case.subject)
    assert clock.due_on == date(2026, 3, 23), "15 working days after 2026-03-02"
    assert clock.basis.startswith(answer_limit().mark)
    heard: list[ClockAlert] = []
    before, after = AT + timedelta(days=10), AT + timedelta(days=15)
    with events.temporarily(ClockAlert, heard.append):
        deadlines.tick(before)
        assert heard == []
        deadlines.tick(after)
    assert [(alert.case_id, alert.key) for alert in heard] == [(held.case_id, "answer")]
    head = actor(OFFICE, "office_head")
    words = Inputs({"reason": "号码可以打通。"})
    process.perform(CORRECTION, CLOSE, held, inputs=words, actor=head, at=after)
    assert deadlines.running(held.case.subject) == []


@pytest.mark.usefixtures("province")
def test_a_source_is_stopped_for_a_day_and_others_are_not() -> None:
    for _ in range(MOST_PER_DAY):
        send()
    with pytest.raises(api.NotTaken, match="一天最多提交5件"):
        send()
    assert Correction.objects.count() == CodeAnswer.objects.count() == MOST_PER_DAY
    send(source="192.0.2.2")
    send(at=AT + timedelta(days=1))
    assert not Received.objects.filter(source__contains="192").exists(), "no address is kept"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("box", "value", "said"),
    [
        ("kind", "abuse", "请选择"),
        ("page", " ", "哪一页"),
        ("text", "", "哪里不对"),
        ("text", "字" * 1001, "最多1000字"),
        ("name", "\x00", "看不见的字符"),
        ("phone", "打电话", "只写数字"),
        ("email", "example.com", "写完整"),
        ("email", "字" * 101, "最多100字"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(box: str, value: str, said: str) -> None:
    with pytest.raises(api.NotTaken, match=said):
        send(at=AT, **{box: value})
    assert not Correction.objects.exists()


@pytest.mark.usefixtures("province")
def test_the_form_works_without_signing_in(client: Client) -> None:
    assert client.get("/corrections/?page=%00水").status_code == 200
    answer = client.post("/corrections/", {**WORDS, "name": "不公开的人", "phone": "13800000000"})
    text = answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", text)
    assert found is not None
    again = client.post("/corrections/", {"code": found[0]}).content.decode()
    assert "正在核实" in again
    assert "不公开的人" not in again
    assert "13800000000" not in again
    assert "空号" not in again
    refused = client.post("/corrections/", {"kind": "correction", "page": "甲", "text": ""})
    assert refused.status_code == 422
    assert "没有办成" in refused.content.decode()


@pytest.mark.usefixtures("province")
def test_the_demonstration_has_one_answer_and_one_in_hand() -> None:
    def people(body: str, role: str, *, on: date) -> Actor:
        del on
        return actor(body, role, post=role)

    assert demo.build(people=people, at=AT) == 2
    assert len(api.published_answers()) == 1
    assert Correction.objects.filter(case__state="received").count() == 1


@pytest.mark.usefixtures("province")
def test_who_wrote_lies_in_the_vault_and_is_shown_masked() -> None:
    send(name="林密禾", phone="13800001234", email="linmh@example.com")
    held = Correction.objects.get()
    assert "13800001234" not in str(held.__dict__)
    shown = {face.label: face.shown for face in vault.faces_of(held.case, actor(OFFICE, "handler"))}
    assert shown == {"姓名": "林**", "电话": "138****1234", "电子邮箱": "l***@example.com"}
    written = "".join(str(line.facts) for line in ledger.entries())
    assert "13800001234" not in written
    assert "林密禾" not in written


@pytest.mark.usefixtures("province")
def test_wrong_codes_are_counted_per_source() -> None:
    code = send()
    for _ in range(MOST_GUESSES):
        assert asks("AAAA-AAAA-AAAA-AAAA") is None
    with pytest.raises(api.TooManyGuesses, match="最多输错10次"):
        asks(code)
    assert asks(code, source="192.0.2.10") is not None
    assert asks(code, at=AT + timedelta(hours=1)) is not None
    assert Guess.objects.count() == 0, "forgotten after an hour, and a right code costs nothing"


@pytest.mark.django_db(transaction=True)
def test_contact_data_of_before_are_carried_into_the_vault() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("corrections", "0001_initial"), ("vault", "0001_initial")])
    tables = executor.loader.project_state(
        [("corrections", "0001_initial"), ("vault", "0001_initial")]
    ).apps
    case = tables.get_model("process", "Case").objects.create(
        number="JC-2026-0001",
        process="correction",
        version=1,
        state="received",
        title="旧来信",
        body=OFFICE,
        region="510000",
        line="office",
        opened_at=AT,
        moved_at=AT,
    )
    tables.get_model("corrections", "Correction").objects.create(
        case=case, kind="correction", page="甲", text="乙", contact="密禾13800000000"
    )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    held = Correction.objects.get()
    (face,) = vault.faces_of(held.case, actor(OFFICE, "handler"))
    assert (face.label, face.shown) == ("其他联系方式", "****")
    assert not hasattr(held, "contact")
