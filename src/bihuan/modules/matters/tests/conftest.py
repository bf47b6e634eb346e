"""A province to work in: the real map of bodies, loaded once for each file of tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.demo.driving import Driver, Plan
from bihuan.modules.matters.models import MatterList
from bihuan.modules.matters.rules import guards
from tests.personas import actor

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

BODY = "510000-agriculture"
ROLES = ("handler", "office_head", "reviewer", "deputy", "principal")
Drive = Callable[..., MatterList]
Take = Callable[..., MatterList]
Carry = Callable[[MatterList, datetime], MatterList]
Visit = Callable[..., HttpResponse]


@pytest.fixture
def province(mapped: None, db: None) -> None:
    """The map is there; what a test writes is gone afterwards."""


def person(body: str, role: str, *, on: date | None = None) -> Actor:
    """Whoever holds this role; every role is another person."""
    del on
    return actor(body, role, post=role)


def when(month: int, day: int, hour: int = 9) -> datetime:
    """An instant of 2023."""
    return datetime(2023, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def drive(province: None) -> Drive:
    """Bring one list to where the plan ends."""
    del province  # the map it works on
    driver = Driver(person)

    def run(body: str = BODY, **days: date | str | int) -> MatterList:
        days.setdefault("opened", date(2023, 5, 8))
        driver.run([Plan(body, **days)])  # type: ignore[arg-type]  # the names are Plan's own
        found = driver.list_of(body)
        found.refresh_from_db()
        return MatterList.objects.select_related("case").get(pk=found.pk)

    return run


@pytest.fixture
def draft(drive: Drive) -> MatterList:
    """A filled list that nobody has reviewed."""
    return drive()


@pytest.fixture
def certified(drive: Drive) -> MatterList:
    """A list with both seals on it, certified 2023-06-05."""
    return drive(certified=date(2023, 6, 5))


@pytest.fixture
def filed(drive: Drive) -> MatterList:
    """A list that lies with the office since 2023-06-08."""
    return drive(certified=date(2023, 6, 5), filed=date(2023, 6, 8))


@pytest.fixture
def published(drive: Drive) -> MatterList:
    """A list public since 2023-06-19."""
    return drive(
        certified=date(2023, 6, 5),
        filed=date(2023, 6, 8),
        accepted=date(2023, 6, 15),
        published=date(2023, 6, 19),
    )


@pytest.fixture
def take() -> Take:
    """Take a step and answer the list as it is then."""

    def run(held: MatterList, key: str, who: Actor, at: datetime, **fields: object) -> MatterList:
        step = steps.MATTER_LIST.step(key)
        assert step is not None
        process.perform(
            steps.MATTER_LIST, step, held, actor=who, at=at, inputs=Inputs(fields=fields)
        )
        return MatterList.objects.select_related("case").get(pk=held.pk)

    return run


@pytest.fixture
def carry(take: Take) -> Carry:
    """Carry a complete draft to its publication, an hour for each step."""

    def run(held: MatterList, at: datetime) -> MatterList:
        body, office = held.body, held.office_body
        held.valid_from = held.valid_from or at.date()
        held.save(update_fields=["valid_from"])
        hour = timedelta(hours=1)
        way: tuple[tuple[str, str, str, dict[str, object]], ...] = (
            ("submit", body, "handler", {}),
            ("pass_review", body, "office_head", {}),
            ("certify_deputy", body, "deputy", {"content_digest": ""}),
            ("certify_principal", body, "principal", {"content_digest": ""}),
            (
                "file",
                body,
                "handler",
                {
                    "publication_url": "https://a.example/qingdan",
                    "planned_publish_on": at.date() + timedelta(days=9),
                },
            ),
            ("accept", office, "handler", {}),
            ("publish", body, "handler", {"publication_url": "https://a.example/qingdan"}),
        )
        for number, (key, where, role, fields) in enumerate(way):
            seen = {"content_digest": guards.digest_now(held)} if "content_digest" in fields else {}
            held = take(held, key, person(where, role), at + number * hour, **{**fields, **seen})
        return held

    return run


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
        return answer if isinstance(answer, HttpResponse) else HttpResponse(status=500)

    return run
