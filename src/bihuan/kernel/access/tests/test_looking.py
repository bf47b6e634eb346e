"""As my subordinate sees it: their pages, written down, and nothing can be written meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.access import Actor, api
from bihuan.kernel.access.tests import conftest
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
CLERK = Actor(
    key="post:5",
    name="小李",
    post="经办人",
    body="510000-water",
    body_name="水利厅",
    region="510000",
    line="water",
    roles=frozenset({"handler"}),
    compartments=frozenset({"leads"}),
)


def below(actor: Actor, post_id: int) -> Actor:
    if (actor.key, post_id) != ("post:1", 5):
        raise api.NoPost
    return CLERK


@pytest.fixture(autouse=True)
def _below(clock: Clock) -> Iterator[None]:
    assert clock.now == START
    with api.resolving(conftest.in_post, posts=conftest.posts_of, below=below):
        yield


@pytest.fixture
def looking(client: Client, wang: Account) -> Client:
    client.post("/login/", {"login": wang.login, "password": PASSWORD})
    assert client.post("/post/look/5/").status_code == 302
    return client


def test_pages_are_the_subordinates_and_it_is_written_down(looking: Client, wang: Account) -> None:
    assert looking.get("/closed/").content == b"post:5"
    assert wang.display in looking.get("/account/").content.decode()
    looking.post("/post/look/end/")
    assert looking.get("/closed/").content == b"post:1"
    lines = [line for line in ledger.entries() if line.verb.startswith("access.view_as")]
    assert [(line.verb, line.actor_key, line.after) for line in lines] == [
        ("access.view_as", "post:1", "post:5"),
        ("access.view_as_end", "post:1", ""),
    ]
    assert lines[0].facts == {"name": "小李", "title": "经办人"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/closed/", "/open/", "/post/", "/password/", "/account/recovery/", "/login/"]
)
def test_nothing_is_written_through_other_eyes(looking: Client, method: str, address: str) -> None:
    before = ledger.count()
    answer = getattr(looking, method)(address, {"post": "2"})
    assert answer.status_code == 403
    assert "不能办理" in answer.content.decode()
    assert ledger.count() == before
    assert looking.get("/closed/").content == b"post:5"


def test_what_is_sealed_stays_sealed(looking: Client) -> None:
    request = looking.get("/closed/").wsgi_request
    assert api.actor_of(request) == replace(CLERK, compartments=frozenset())


def test_who_is_not_below_does_not_exist(client: Client, wang: Account) -> None:
    client.post("/login/", {"login": wang.login, "password": PASSWORD})
    for post in (1, 2, 6, 999):
        assert client.post(f"/post/look/{post}/").status_code == 404
    assert client.get("/closed/").content == b"post:1"


def test_one_may_leave_while_looking(looking: Client) -> None:
    assert looking.post("/logout/")["Location"] == "/login/"
    assert looking.get("/closed/").status_code == 302
