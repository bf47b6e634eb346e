"""Signing in: throttled before hashing, and the same sentence for every miss."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import hashers
from django.db import connection

from bihuan.kernel import events
from bihuan.kernel.access import accounts, api, operations, throttle
from bihuan.kernel.access import system_actor as system
from bihuan.kernel.access.events import SignedIn, SignInFailed
from bihuan.kernel.access.models import Account, SignInFailure
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock
from bihuan.kernel.access.tests.test_names_and_sources import VARIANTS

if TYPE_CHECKING:
    from django.contrib.auth.hashers import BasePasswordHasher
    from django.http import HttpResponse
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
WRONG = "wrong password"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    assert clock.now == START


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of passwords that reached a hasher."""
    seen: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def count(self: BasePasswordHasher, password: str, salt: str, *rest: int) -> str:
        seen.append(password)
        return str(encode(self, password, salt, *rest))

    monkeypatch.setattr(hasher, "encode", count)
    return seen


def attempt(
    client: Client, login: str = "wang", password: str = WRONG, source: str = "203.0.113.9"
) -> HttpResponse:
    data = {"login": login, "password": password}
    return client.post("/login/", data, REMOTE_ADDR=source)  # type: ignore[return-value]


def test_the_right_password_opens_a_session(client: Client, wang: Account) -> None:
    seen: list[SignedIn] = []
    with events.temporarily(SignedIn, seen.append):
        response = attempt(client, password=PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.get("/closed/").content == b"post:1"
    [event] = seen
    assert (event.account_id, event.actor.key, event.source) == (wang.pk, "post:1", "203.0.113.9")


@pytest.mark.parametrize("typed", VARIANTS)
@pytest.mark.usefixtures("wang")
def test_any_spelling_of_the_name_signs_in(client: Client, typed: str) -> None:
    assert attempt(client, login=typed, password=PASSWORD).status_code == 302


def test_unknown_wrong_and_disabled_get_the_same_answer_and_the_same_work(
    client: Client, wang: Account, admin: Account, hashed: list[str]
) -> None:
    api.set_active(admin, active=False, actor=system("test"), at=START)
    hashed.clear()
    pages = []
    for login, password in (("wang", WRONG), ("nobody", WRONG), ("admin", PASSWORD)):
        response = attempt(client, login=login, password=password)
        text = response.content.decode()
        assert accounts.WRONG in text
        pages.append((response.status_code, text.count("<"), len(hashed)))
    assert [page[0] for page in pages] == [400] * 3
    assert len({page[1] for page in pages}) == 1
    assert [page[2] for page in pages] == [1, 2, 3], "one hash for each, known or not"
    assert wang.is_active


@pytest.mark.goal("H10")
@pytest.mark.usefixtures("wang")
def test_the_sixth_try_is_refused_before_hashing(client: Client, hashed: list[str]) -> None:
    hashed.clear()
    seen: list[SignInFailed] = []
    with events.temporarily(SignInFailed, seen.append):
        for _ in range(5):
            assert attempt(client).status_code == 400
    assert len(hashed) == 5
    assert [event.locked for event in seen] == [False] * 4 + [True]
    response = attempt(client, password=PASSWORD)
    assert response.status_code == 429
    assert accounts.too_many(START) in response.content.decode()
    assert len(hashed) == 5


@pytest.mark.goal("H10")
@pytest.mark.usefixtures("wang")
def test_spellings_and_sources_share_the_five_tries(client: Client) -> None:
    outcomes = [
        attempt(client, login=typed, source=f"198.51.100.{number}").status_code
        for number, typed in enumerate(VARIANTS)
    ]
    assert outcomes == [400] * 5 + [429] * (len(VARIANTS) - 5)


@pytest.mark.goal("H10")
@pytest.mark.usefixtures("wang")
def test_a_lock_ends_by_itself_and_hammering_does_not_prolong_it(
    client: Client, clock: Clock
) -> None:
    for _ in range(5):
        attempt(client)
    for _ in range(14):
        clock.forward(minutes=1)
        assert attempt(client).status_code == 429
    clock.forward(seconds=59)
    assert attempt(client, password=PASSWORD).status_code == 429
    clock.forward(seconds=1)
    assert attempt(client, password=PASSWORD).status_code == 302


@pytest.mark.usefixtures("wang")
def test_a_success_in_between_does_not_give_new_tries(client: Client) -> None:
    for _ in range(4):
        attempt(client)
    assert attempt(client, password=PASSWORD).status_code == 302
    client.logout()
    assert attempt(client).status_code == 400
    assert attempt(client).status_code == 429


@pytest.mark.usefixtures("wang")
def test_a_new_password_by_an_administrator_is_the_way_back(client: Client) -> None:
    for _ in range(5):
        attempt(client)
    account = Account.objects.get(login="wang")
    api.set_password(account, password="Another good one 9", actor=system("test"), at=START)
    assert attempt(client, password="Another good one 9").status_code == 302


@pytest.mark.goal("H10")
def test_a_source_gets_a_hundred_tries_an_hour(client: Client, clock: Clock) -> None:
    outcomes = [
        attempt(client, login=f"user{number}", source="2001:db8::" + format(number, "x"))
        for number in range(101)
    ]
    assert [one.status_code for one in outcomes] == [400] * 100 + [429]
    forged = client.post(
        "/login/",
        {"login": "x", "password": WRONG},
        REMOTE_ADDR="2001:db8::1",
        HTTP_X_FORWARDED_FOR="198.51.100.77",
    )
    assert forged.status_code == 429
    assert attempt(client, login="other", source="2001:db8:0:1::1").status_code == 400
    clock.forward(hours=1)
    assert attempt(client, login="fresh", source="2001:db8::1").status_code == 400


def test_names_are_not_kept_in_the_clear(client: Client) -> None:
    seen: list[SignInFailed] = []
    with events.temporarily(SignInFailed, seen.append):
        attempt(client, login="my-secret-password")
    [row] = SignInFailure.objects.all()
    assert "secret" not in row.name_digest
    assert [event.account_id for event in seen] == [None]


def test_failures_are_forgotten_when_nothing_counts_them(client: Client, clock: Clock) -> None:
    attempt(client)
    clock.forward(minutes=59)
    assert api.forget_old_failures(at=clock.now) == 0
    clock.forward(minutes=1)
    assert api.forget_old_failures(at=clock.now) == 1


@pytest.mark.usefixtures("wang")
def test_an_endless_password_is_not_hashed(client: Client, hashed: list[str]) -> None:
    hashed.clear()
    assert attempt(client, password="x" * 129).status_code == 400
    assert attempt(client, password="x" * 100_000).status_code == 400
    assert hashed == []


@pytest.mark.goal("H10")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wang")
def test_tries_in_parallel_do_not_slip_past_the_limit() -> None:
    start = Barrier(12)

    def go(number: int) -> bool:
        try:
            start.wait(timeout=30)
            place = throttle.take_place("wang", source=f"198.51.100.{number}", at=START)
            return place is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        reached = sum(pool.map(go, range(12)))
    assert reached <= 5
    assert SignInFailure.objects.count() == reached


def test_full_width_twins_cannot_both_exist(wang: Account) -> None:
    assert wang.login == "wang"
    with pytest.raises(api.BadAccount, match="已被使用"):
        api.create_account(
            login="\uff37ANG",
            display="另一人",
            password=None,
            actor=system("test"),
            at=START,
        )
    with pytest.raises(api.BadAccount, match="登录名须为"):
        api.create_account(
            login="\u200b ", display="空", password=None, actor=system("test"), at=START
        )


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:///evil.example"],
)
@pytest.mark.usefixtures("wang")
def test_sign_in_sends_nobody_elsewhere(client: Client, target: str) -> None:
    response = client.post(
        "/login/",
        {"login": "wang", "password": PASSWORD, "next": target},
        REMOTE_ADDR="203.0.113.9",
    )
    assert response["Location"] == "/desk/"


def test_an_account_without_a_post_is_told_so(client: Client) -> None:
    api.create_account(
        login="zhao", display="赵", password=PASSWORD, actor=system("test"), at=START
    )
    response = attempt(client, login="zhao", password=PASSWORD)
    assert response.status_code == 403
    assert operations.NO_POST in response.content.decode()


@pytest.mark.goal("I4")
def test_there_is_no_superuser() -> None:
    names = {field.name for field in Account._meta.get_fields()}  # noqa: SLF001 - Django's own name
    assert not names & {"is_superuser", "is_staff", "groups", "user_permissions"}
