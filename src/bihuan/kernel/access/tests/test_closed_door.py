"""Closed by default; sessions that end; posts that change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from bihuan.kernel import events
from bihuan.kernel.access import api, factors, system_actor
from bihuan.kernel.access.checks import check_closed_door, check_hasher
from bihuan.kernel.access.events import PostSwitched, SignedOut
from bihuan.kernel.access.models import OneTimeDevice
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock

if TYPE_CHECKING:
    from django.test import RequestFactory
    from pytest_django import DjangoAssertNumQueries, Settings

    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    assert clock.now == START


def sign_in_twice(client: Client, account: Account) -> None:
    """With password and one-time code."""
    secret = factors.propose(account).secret
    code = pyotp.TOTP(secret).at(START)
    factors.add_one_time(account, secret=secret, code=code, actor=system_actor("test"), at=START)
    OneTimeDevice.objects.update(last_step=0)
    sign_in(client, account.login)
    assert client.post("/login/second/", {"code": code})["Location"] == "/desk/"


def sign_in(client: Client, login: str = "wang") -> None:
    response = client.post("/login/", {"login": login, "password": PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize("address", ["/closed/", "/child-of-open/", "/post/", "/password/"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_every_door_is_closed_until_marked(client: Client, address: str, method: str) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_after_sign_in_one_arrives_where_one_wanted_to_go(client: Client, wang: Account) -> None:
    asked = client.get("/closed/?a=1&b=%E5%9B%9B")
    assert asked["Location"] == "/login/?next=%2Fclosed%2F%3Fa%3D1%26b%3D%25E5%259B%259B"
    data = {"login": wang.login, "password": PASSWORD, "next": "/closed/?a=1"}
    assert client.post("/login/", data)["Location"] == "/closed/?a=1"


def test_a_page_fragment_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get("/closed/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"], response.content) == (
        401,
        "/login/",
        b"",
    )


def test_a_marked_door_is_open_and_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/open/").content == b"public"
        assert client.get("/open-class/").content == b"public"


def test_an_open_door_knows_who_is_signed_in(client: Client, wang: Account) -> None:
    sign_in(client, wang.login)
    assert client.get("/open/").content == b"post:1"


def test_the_register_of_addresses_says_which_are_open() -> None:
    register = {address.name: address.public for address in api.addresses()}
    expected = {
        "access:login": True,
        "access:logout": True,
        "access:post": False,
        "access:password": False,
        "closed": False,
        "open": True,
        "open-class": True,
        "child-of-open": False,
    }
    assert {name: register[name] for name in expected} == expected


def test_reading_writes_nothing(client: Client, wang: Account, clock: Clock) -> None:
    sign_in(client, wang.login)
    stored = list(Session.objects.values_list())
    for _ in range(3):
        clock.forward(minutes=10)
        assert client.get("/closed/").status_code == 200
    assert list(Session.objects.values_list()) == stored


@pytest.mark.goal("I3")
def test_a_session_planted_before_sign_in_is_worth_nothing(client: Client, wang: Account) -> None:
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    sign_in(client, wang.login)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.goal("I3")
def test_a_session_ends_when_idle_for_half_an_hour(
    client: Client, wang: Account, clock: Clock
) -> None:
    sign_in(client, wang.login)
    for _ in range(3):
        clock.forward(minutes=29)
        assert client.get("/closed/").status_code == 200
    clock.forward(minutes=30)
    assert client.get("/closed/").status_code == 302
    assert client.get("/open/").content == b"public"


@pytest.mark.goal("I3")
def test_an_administrator_has_a_quarter_of_an_hour(
    client: Client, admin: Account, clock: Clock
) -> None:
    sign_in_twice(client, admin)
    clock.forward(minutes=14)
    assert client.get("/closed/").content == b"post:9"
    clock.forward(minutes=15)
    assert client.get("/closed/").status_code == 302


@pytest.mark.goal("I3")
def test_no_session_outlives_twelve_hours(client: Client, wang: Account, clock: Clock) -> None:
    sign_in(client, wang.login)
    for _ in range(35):
        clock.forward(minutes=20)
        assert client.get("/closed/").status_code == 200
    clock.forward(minutes=20)
    assert client.get("/closed/").status_code == 302


def test_another_sessions_activity_does_not_revive_this_one(wang: Account, clock: Clock) -> None:
    old, new = Client(), Client()
    sign_in(old, wang.login)
    clock.forward(minutes=31)
    sign_in(new, wang.login)
    new.get("/closed/")
    old.cookies["bihuan_seen"] = new.cookies["bihuan_seen"].value
    assert old.get("/closed/").status_code == 302
    old.cookies["bihuan_seen"] = "forged"
    assert old.get("/closed/").status_code == 302


@pytest.mark.goal("I3")
def test_a_session_dies_with_sign_out_even_for_who_kept_the_cookie(wang: Account) -> None:
    client, thief = Client(), Client()
    sign_in(client, wang.login)
    client.get("/closed/")
    for name, morsel in client.cookies.items():
        thief.cookies[name] = morsel.value
    assert thief.get("/closed/").status_code == 200
    seen: list[SignedOut] = []
    with events.temporarily(SignedOut, seen.append):
        assert client.post("/logout/").status_code == 302
    assert thief.get("/closed/").status_code == 302
    assert [event.actor.key for event in seen] == ["post:1"]


def test_sign_out_is_not_a_link(client: Client, wang: Account) -> None:
    sign_in(client, wang.login)
    assert client.get("/logout/").status_code == 405
    assert client.get("/closed/").status_code == 200


@pytest.mark.goal("I3")
def test_a_disabled_account_is_out_at_its_next_request(client: Client, wang: Account) -> None:
    sign_in(client, wang.login)
    api.set_active(wang, active=False, actor=system_actor("test"), at=START)
    assert client.get("/closed/").status_code == 302


@pytest.mark.goal("I3")
def test_changing_the_password_ends_the_other_sessions(wang: Account) -> None:
    here, there = Client(), Client()
    sign_in(here, wang.login)
    sign_in(there, wang.login)
    new = "A much better passphrase 8"
    data = {"present": PASSWORD, "new": new, "again": new}
    assert here.post("/password/", data).status_code == 302
    assert here.get("/closed/").status_code == 200
    assert there.get("/closed/").status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "again", "sentence"),
    [
        ("wrong", "A much better one 8", "A much better one 8", "原密码不正确"),
        (PASSWORD, "A much better one 8", "another", "两次填写的新密码不一致"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
        (PASSWORD, "short", "short", "10"),
        (PASSWORD, "", "", "请填写新密码"),
    ],
)
def test_a_bad_new_password_is_refused(
    client: Client, wang: Account, present: str, new: str, again: str, sentence: str
) -> None:
    sign_in(client, wang.login)
    response = client.post("/password/", {"present": present, "new": new, "again": again})
    assert response.status_code == 400
    assert sentence in response.content.decode()
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


@pytest.mark.goal("I1")
def test_a_password_set_by_somebody_else_must_be_changed_first(
    client: Client, wang: Account
) -> None:
    given = "Handed over by post 3"
    api.set_password(wang, password=given, actor=system_actor("test"), at=START)
    client.post("/login/", {"login": wang.login, "password": given})
    assert client.get("/closed/")["Location"] == "/password/"
    assert client.get("/password/").status_code == 200
    new = "A much better passphrase 8"
    client.post("/password/", {"present": given, "new": new, "again": new})
    assert client.get("/closed/").status_code == 200


def test_switching_the_post_changes_the_actor_and_the_session_key(
    client: Client, wang: Account
) -> None:
    sign_in(client, wang.login)
    before = client.session.session_key
    page = client.get("/post/").content.decode()
    assert "环委办审查员" in page
    seen: list[PostSwitched] = []
    with events.temporarily(PostSwitched, seen.append):
        assert client.post("/post/", {"post": "2"}).status_code == 302
    assert client.session.session_key != before
    assert client.get("/closed/").content == b"post:2"
    assert [(event.before.key, event.after.key) for event in seen] == [("post:1", "post:2")]


@pytest.mark.parametrize("asked", ["9", "77", "", "x", "-1"])
def test_a_post_one_does_not_hold_does_not_exist(client: Client, wang: Account, asked: str) -> None:
    sign_in(client, wang.login)
    assert client.post("/post/", {"post": asked}).status_code == 404
    assert client.get("/closed/").content == b"post:1"


def test_one_click_sign_in_needs_a_demo_site_and_a_demo_account(
    rf: RequestFactory, client: Client
) -> None:
    request = rf.post("/")
    request.session = client.session
    actor = system_actor("demo")
    account = api.create_account(
        login="wang", display="王", password=None, actor=actor, at=START, is_demo=True
    )
    with pytest.raises(api.NotDemo):
        api.sign_in(request, account, None, at=START)
    assert not api.is_demo()
    api.mark_demo_site(actor=actor, at=START)
    api.mark_demo_site(actor=actor, at=START)
    assert api.is_demo()
    assert api.sign_in(request, account, 2, at=START).key == "post:2"
    real = api.create_account(login="admin", display="真", password=None, actor=actor, at=START)
    with pytest.raises(api.NotDemo):
        api.sign_in(request, real, None, at=START)


def test_a_database_with_real_accounts_never_becomes_a_demo(wang: Account) -> None:
    assert not wang.is_demo
    with pytest.raises(api.NotDemo, match="已有正式账号"):
        api.mark_demo_site(actor=system_actor("demo"), at=START)


def test_production_never_becomes_a_demo(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(api.NotDemo, match="生产模式"):
        api.mark_demo_site(actor=system_actor("demo"), at=START)


def test_an_open_house_fails_the_check(settings: Settings) -> None:
    assert check_closed_door() == []
    settings.MIDDLEWARE = []
    assert [found.id for found in check_closed_door()] == ["access.E001"]


def test_production_hashes_with_argon2(settings: Settings) -> None:
    settings.MODE = "production"
    assert [found.id for found in check_hasher()] == ["access.E002"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert check_hasher() == []


@pytest.mark.parametrize("elsewhere", ["xlsx", "access:login", "//elsewhere.example/", ""])
def test_what_is_no_page_of_ours_leads_to_the_desk(
    client: Client, wang: Account, elsewhere: str
) -> None:
    data = {"login": wang.login, "password": PASSWORD, "next": elsewhere}
    desk = client.post("/login/", data)["Location"]
    assert desk == settings.LOGIN_REDIRECT_URL
    assert client.get("/login/", {"next": elsewhere})["Location"] == desk
