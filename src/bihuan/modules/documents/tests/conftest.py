"""A province to work in, and papers brought as far as a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs, Process, get
from bihuan.kernel.process import api as process
from bihuan.modules.documents.models import Cosigning, Instruction, Receiving, Sending
from bihuan.modules.documents.operations.drafting import Draft, start_paper
from bihuan.modules.documents.operations.words import add_word, load_words
from tests.personas import actor

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

OFFICE, WATER, HOUSING = "510000-office", "510000-water", "510000-housing"
LESHAN, CHENGDU = "511100-water", "510100-water"
Detail = Sending | Cosigning | Receiving | Instruction
Take = Callable[..., Detail]
Going = Callable[..., Sending]
Visit = Callable[..., HttpResponse]
LETTER = {
    "subject": "商请推进河道清理工作",
    "content": "一、工作情况。河道清理已经开始。",
    "ending": "请函复。",
}


@pytest.fixture(scope="module")
def _words(mapped: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    del mapped
    with django_db_blocker.unblock(), transaction.atomic():
        load_words(actor=system_actor("tests"), at=datetime(2026, 3, 2, 8, tzinfo=SHANGHAI))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def province(_words: None, db: None, tmp_path: Path, settings: object) -> None:
    """The map and the words are there; what a test writes is gone afterwards."""
    del _words, db
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def visit() -> Visit:
    """Open a page as somebody: what the closed door has let through."""

    def run(path: str, who: Actor, **posted: object) -> HttpResponse:
        factory = RequestFactory()
        request = factory.post(path, posted) if posted else factory.get(path)
        request.actor = who  # type: ignore[attr-defined]
        request.session = {}  # type: ignore[assignment]
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # noqa: SLF001 - what the middleware does
        found = resolve(path.split("?", maxsplit=1)[0])
        answer = found.func(request, *found.args, **found.kwargs)
        if isinstance(answer, FileResponse):
            assert answer.file_to_stream is not None
            with answer.file_to_stream as file:
                return HttpResponse(file.read())
        assert isinstance(answer, HttpResponse)
        return answer

    return run


def person(body: str, role: str) -> Actor:
    """Whoever holds this role; every role is another person."""
    return actor(body, role, post=role)


def when(day: int, hour: int = 9, month: int = 3) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def letter(**changed: object) -> Draft:
    """A letter of the office to two water departments."""
    values: dict[str, object] = {
        "kind": "letter",
        "data": dict(LETTER),
        "recipients": (LESHAN, CHENGDU),
        "unit": "综合组",
    }
    return Draft(**(values | changed))  # type: ignore[arg-type]  # the names are Draft's own


def take(detail: Detail, key: str, who: Actor, at: datetime, **fields: object) -> Detail:
    """Take a step and answer the case as it is then."""
    found: Process[Any] = get(detail.case.process)
    step = found.step(key)
    assert step is not None, key
    process.perform(found, step, detail, actor=who, at=at, inputs=Inputs(fields=fields))
    return type(detail).objects.select_related("case").get(pk=detail.pk)


WAY = ("submit", "pass_dept", "pass_office", "sign", "number", "dispatch")
ROLES = {
    "submit": "handler",
    "pass_dept": "office_head",
    "pass_office": "reviewer",
    "ask_cosign": "reviewer",
    "sign": "principal",
    "number": "reviewer",
    "dispatch": "reviewer",
}


@pytest.fixture
def going(province: None) -> Going:
    """Bring a paper to the end of a step."""
    del province  # the map it works on

    def run(last: str = "", *, day: int = 3, body: str = OFFICE, **changed: object) -> Sending:
        sending = start_paper(letter(**changed), actor=person(body, "handler"), at=when(day, 8))
        return carried(sending, last, day=day) if last else sending

    return run


def carried(sending: Sending, last: str, *, day: int) -> Sending:
    """Take a draft through every step up to one of them, an hour each, from nine o'clock on."""
    for hour, key in enumerate(WAY[: WAY.index(last) + 1], start=9):
        fields = {"content_digest": sending.content_digest} if key == "sign" else {}
        who = person(sending.case.body, ROLES[key])
        moved = take(sending, key, who, when(day, hour), **fields)
        assert isinstance(moved, Sending)
        sending = moved
    return sending


def answered(came: Receiving, body: str) -> Sending:
    """Answer a received letter by a letter of one's own."""
    draft = letter(recipients=(OFFICE,), data=LETTER | {"subject": "办理情况的复"})
    answer = start_paper(draft, answers=came, actor=person(body, "handler"), at=when(5))
    if not answer.word:  # a body without words registers one first
        add_word("成水务函", actor=person(body, "reviewer"), at=when(5))
        Sending.objects.filter(pk=answer.pk).update(word="成水务函")
        answer = Sending.objects.select_related("case").get(pk=answer.pk)
    return carried(answer, "dispatch", day=5)


def received(sending: Sending, body: str) -> Receiving:
    """The paper at one recipient."""
    rows = Receiving.objects.select_related("case", "sending__case")
    return rows.get(sending=sending, case__body=body)


def day(number: int, month: int = 3) -> date:
    """A day of 2026."""
    return date(2026, month, number)
