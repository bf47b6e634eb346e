"""A form sent twice is done once: the same again, something else under its name, twins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, RequestFactory

from bihuan.kernel.ledger import Verb, temporary_verb
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process.models import Case, Passage
from bihuan.kernel.process.tests import personas
from bihuan.kernel.process.tests.personas import AT, DAY
from bihuan.kernel.ui import presses
from bihuan.kernel.ui.models import Press
from bihuan.kernel.ui.tests.acting import acting
from bihuan.kernel.ui.tests.test_cases import at_the_desk, hidden, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.process.tests.sample.models import Repair


def sent(case: Repair, **more: str) -> dict[str, str]:
    return {"seen": str(case.case.revision), "once": "a" * 32, **more}


@pytest.mark.goal("E2", "D6")
@pytest.mark.django_db(transaction=True)
def test_the_same_again_has_one_effect_and_the_first_answer() -> None:
    case = personas.opened()
    address = f"/cases/{case.number}/sign/"
    with at_the_desk(personas.HANDLER) as client:
        first, *again = [client.post(address, sent(case)) for _ in range(4)]
        entries = ledger.count()
        other = client.post(address, sent(case, **{"f-opinion": "另写一句"}))
    assert first.status_code == 302
    assert {(each.status_code, each["Location"]) for each in again} == {(302, first["Location"])}
    assert Passage.objects.filter(case=case.case, step="sign").count() == 1
    assert other.status_code == 422
    assert "与那次不同，系统没有保存" in text(other)
    assert ledger.count() == entries
    press = Press.objects.get()
    assert (press.kept, press.status) == (True, 302), "the presses of steps are kept for ever"


@pytest.mark.goal("E2")
@pytest.mark.django_db(transaction=True)
def test_somebody_else_cannot_use_the_name_of_a_form() -> None:
    case = personas.opened()
    with at_the_desk(personas.HANDLER) as client:
        client.post(f"/cases/{case.number}/sign/", sent(case))
    with at_the_desk(personas.HEAD) as client:
        answer = client.post(f"/cases/{case.number}/sign/", sent(case))
    assert answer.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_refused_form_may_be_mended_under_its_name() -> None:
    case = personas.planning()
    address = f"/cases/{case.number}/submit_plan/"
    with at_the_desk(personas.HEAD) as client:
        refused = client.post(address, sent(case))
        assert refused.status_code == 422
        assert not Press.objects.exists()
        again = client.post(address, sent(case, **{"f-measures": "清淤"}))
        assert again.status_code == 422
        assert "已经用过" not in text(again)
        assert hidden(text(again), "once") == "a" * 32


@pytest.mark.goal("E2")
@pytest.mark.django_db(transaction=True)
def test_without_a_name_everything_is_as_before() -> None:
    case = personas.opened()
    with at_the_desk(personas.HANDLER) as client:
        first = client.post(f"/cases/{case.number}/sign/", {"seen": "0"})
        second = client.post(f"/cases/{case.number}/sign/", {"seen": "0"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert not Press.objects.exists()


@pytest.mark.goal("E2")
@pytest.mark.django_db(transaction=True)
def test_twins_have_one_effect_between_them(figure: Any) -> None:
    case = personas.opened()
    together, twins = Barrier(8), 8

    def press(_: int) -> tuple[int, str]:
        try:
            together.wait(timeout=60)
            answer = Client().post(f"/cases/{case.number}/sign/", sent(case))
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with acting(personas.HANDLER), ThreadPoolExecutor(twins) as pool:
        answers = set(pool.map(press, range(twins)))
    assert answers == {(302, f"/cases/{case.number}/")}
    assert Passage.objects.filter(case=case.case, step="sign").count() == 1
    figure(f"{twins} twins of one form at once: 1 effect, the same answer to all")


# --- The name and the effect are committed together -------------------------------------------
@pytest.fixture
def verb() -> Iterator[Verb]:
    with temporary_verb(Verb("test.press", "办理")) as registered:
        yield registered


def pressed(name: str = "n" * 32) -> presses.Pressing:
    request = RequestFactory().post("/x/", {"once": name, "word": "字"})
    press = presses.read(request, owner="post:1", kept=False, at=AT)
    assert press is not None
    return press


def act() -> None:
    with transaction.atomic():
        ledger.lock()
        ledger.record("test.press", actor=personas.HANDLER, at=AT, subject="case:1")
        ledger.record("test.press", actor=personas.HANDLER, at=AT, subject="case:2")


@transaction.atomic
def fail() -> None:
    ledger.lock()
    raise ZeroDivisionError


@pytest.mark.goal("D6")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("verb")
def test_a_lost_answer_leaves_the_name_with_the_effect() -> None:
    with presses.one_request():
        presses.begin(pressed())
        act()
        act()  # a second transaction of the same press is part of it
    assert (Press.objects.count(), ledger.count()) == (1, 4)
    with presses.one_request():
        presses.begin(pressed())
        with pytest.raises(presses.PressedBefore):
            act()
    assert ledger.count() == 4
    with presses.one_request():
        presses.begin(pressed("m" * 32))
        act()
    assert ledger.count() == 6
    act()  # outside a request nobody presses anything
    assert Press.objects.count() == 2


@pytest.mark.goal("D6")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("verb")
def test_what_is_undone_takes_the_name_with_it() -> None:
    press = pressed()
    with presses.one_request():
        presses.begin(press)
        with pytest.raises(ZeroDivisionError):
            fail()
        assert not presses.had_effect(press)
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError):
                fail()
            ledger.record("test.press", actor=personas.HANDLER, at=AT, subject="case:1")
        assert presses.had_effect(press)
    assert (Press.objects.count(), ledger.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_retry_before_the_answer_is_kept_is_told_so() -> None:
    case = personas.opened()
    address = f"/cases/{case.number}/sign/"
    with at_the_desk(personas.HANDLER) as client, patch.object(presses, "PATIENCE", 0.01):
        client.post(address, sent(case))
        Press.objects.update(status=0, location="")  # killed between commit and answer
        waiting = client.post(address, sent(case))
        Press.objects.update(status=200)
        done = client.post(address, sent(case))
    assert (waiting.status_code, done.status_code) == (409, 200)
    assert "正在办理" in text(waiting)
    assert "没有再办一次" in text(done)
    assert Case.objects.get(number=case.number).revision == 1


@pytest.mark.django_db
def test_old_names_are_forgotten_unless_they_are_kept() -> None:
    for name, kept, age in (("old", False, 3), ("kept", True, 300), ("new", False, 1)):
        Press.objects.create(
            name=name, owner="post:1", route="/", digest="", kept=kept, at=AT - age * DAY
        )
    assert presses.forget_old(AT) == 1
    assert set(Press.objects.values_list("name", flat=True)) == {"kept", "new"}
    assert timedelta(hours=24) <= presses.KEPT_FOR


def test_the_digest_covers_words_and_files() -> None:
    def digest(**fields: Any) -> str:
        return presses.digest_of(RequestFactory().post("/", fields))

    same = {"once": "1", "csrfmiddlewaretoken": "x", "a": "1"}
    assert digest(**same) == digest(a="1", once="2")
    seen = [digest(a=value) for value in ("1", "2", ["1", "2"], ["2", "1"])]
    seen += [digest(a=SimpleUploadedFile("a.txt", data)) for data in (b"x", b"y", b"xx")]
    assert len(set(seen)) == len(seen)
