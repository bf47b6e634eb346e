"""The list of sessions: seen, ended from elsewhere, ended by changes, at most so many at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bihuan.kernel import events
from bihuan.kernel.access import Actor, accounts, api, live, system_actor, throttle
from bihuan.kernel.access.devices import device_of
from bihuan.kernel.access.events import SessionEnded
from bihuan.kernel.access.models import LiveSession
from bihuan.kernel.access.tests import conftest
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock

if TYPE_CHECKING:
    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
MAKER = system_actor("test")
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Edg/120.0"
PHONE = "Mozilla/5.0 (Linux; Android 13; HUAWEI) AppleWebKit Chrome/99.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    assert clock.now == START


def signed_in(account: Account, agent: str = EDGE, source: str = "203.0.113.9") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=source)
    data = {"login": account.login, "password": PASSWORD}
    assert client.post("/login/", data).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/closed/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (EDGE, "Edge 120 · Windows"),
        (PHONE, "Chrome 99 · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Chrome/93.0", "Chrome 93 · 统信 UOS"),
        ("Mozilla/5.0 (iPhone; CPU) Version/17.1 Mobile/15E Safari/604.1", "Safari 17 · iPhone"),
        ("Mozilla/5.0 (X11; Kylin) Firefox/102.0", "Firefox 102 · 麒麟"),
        ("", "未知浏览器 · 未知系统"),
        ("<script>" * 500, "未知浏览器 · 未知系统"),
    ],
)
def test_a_device_in_words(agent: str, said: str) -> None:
    assert device_of(agent) == said


def test_the_list_names_device_source_since_and_last_seen(wang: Account, clock: Clock) -> None:
    desk = signed_in(wang)
    clock.forward(minutes=10)
    phone = signed_in(wang, PHONE, "198.51.100.7")
    clock.forward(minutes=5)
    assert is_in(desk)
    here, there = live.sessions_of(wang, current=LiveSession.objects.latest("pk").pk, at=clock.now)
    assert (here.device, here.source, here.current) == ("Chrome 99 · Android", "198.51.100.7", True)
    assert (there.device, there.source, there.means) == (
        "Edge 120 · Windows",
        "203.0.113.9",
        "密码",
    )
    assert (there.since, there.last_seen) == (START, clock.now)
    page = phone.get("/account/").content.decode()
    assert "Edge 120 · Windows" in page
    assert "Chrome 99 · Android（本机）" in page


def test_the_last_activity_reaches_the_table_with_the_next_write(
    wang: Account, clock: Clock
) -> None:
    desk = signed_in(wang)
    row = LiveSession.objects.get()
    clock.forward(minutes=20)
    assert is_in(desk)
    row.refresh_from_db()
    assert row.last_seen == START, "reading writes nothing"
    desk.post("/post/", {"post": "2"})
    row.refresh_from_db()
    assert row.last_seen == clock.now


def test_a_session_is_ended_from_elsewhere_within_one_request(wang: Account) -> None:
    desk, phone = signed_in(wang), signed_in(wang, PHONE)
    row = LiveSession.objects.get(device__contains="Android")
    seen: list[SessionEnded] = []
    with events.temporarily(SessionEnded, seen.append):
        answer = desk.post(f"/account/sessions/{row.pk}/end/")
    assert answer["Location"] == "/account/"
    assert not is_in(phone)
    assert is_in(desk)
    assert [(event.account_id, event.reason) for event in seen] == [(wang.pk, live.REMOTE)]
    assert desk.post(f"/account/sessions/{row.pk}/end/").status_code == 404


def test_somebody_elses_session_does_not_exist(wang: Account, admin: Account) -> None:
    desk = signed_in(wang)
    signed_in(admin)
    row = LiveSession.objects.get(account=admin)
    assert desk.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_all_others_are_ended_at_once(wang: Account) -> None:
    phone, desk = signed_in(wang, PHONE), signed_in(wang)
    desk.post("/account/sessions/end-others/")
    assert (is_in(desk), is_in(phone)) == (True, False)


@pytest.mark.goal("I3")
def test_a_third_sign_in_ends_the_oldest(wang: Account, clock: Clock) -> None:
    clients = []
    for _ in range(3):
        clients.append(signed_in(wang))
        clock.forward(seconds=1)
    assert [is_in(client) for client in clients] == [False, True, True]
    assert LiveSession.objects.get(ended_at__isnull=False).end_reason == live.TOO_MANY


def test_signing_out_and_signing_in_anew_leave_no_open_row(wang: Account, clock: Clock) -> None:
    desk = signed_in(wang)
    desk.post("/logout/")
    assert not LiveSession.objects.filter(ended_at__isnull=True).exists()
    desk = signed_in(wang)
    clock.forward(minutes=31)
    assert desk.get("/closed/")["Location"].endswith("why=time")
    assert "登录已超时" in desk.get("/login/?why=time").content.decode()
    desk.post("/login/", {"login": wang.login, "password": PASSWORD})
    assert is_in(desk)
    assert LiveSession.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.goal("I3")
@pytest.mark.parametrize("change", ["password", "reset", "disable", "end"])
def test_a_change_of_the_account_ends_every_session_at_once(wang: Account, change: str) -> None:
    desk, phone = signed_in(wang), signed_in(wang, PHONE)
    seen: list[SessionEnded] = []
    with events.temporarily(SessionEnded, seen.append):
        if change == "password":
            api.set_password(wang, password="Another-River-1", actor=MAKER, at=START)
        elif change == "reset":
            accounts.reset_password(wang, reason="当面核对工作证", actor=MAKER, at=START)
        elif change == "disable":
            api.set_active(wang, active=False, actor=MAKER, at=START)
        else:
            accounts.end_sessions(wang, reason="手机丢失", actor=MAKER, at=START)
    assert not is_in(desk)
    assert not is_in(phone)
    assert len(seen) == 2
    assert not Session.objects.exists()


def test_a_change_of_role_ends_the_session_at_the_next_request(
    wang: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(wang)
    assert is_in(desk)
    monkeypatch.setitem(conftest.POSTS, 1, ("510000-water", "principal"))
    assert desk.get("/closed/")["Location"].endswith("why=changed")
    assert "岗位或者职责有变更" in desk.get("/login/?why=changed").content.decode()


def test_a_post_that_is_taken_away_ends_the_session(
    wang: Account,
) -> None:
    desk = signed_in(wang)

    def without_the_first(account: Account, post_id: int | None) -> Actor:
        if post_id == 1:
            raise api.NoPost
        return conftest.in_post(account, 2)

    with api.resolving(without_the_first, posts=conftest.posts_of):
        assert not is_in(desk)


def test_the_sweep_ends_what_is_over_with_one_entry_each(wang: Account, clock: Clock) -> None:
    signed_in(wang)
    clock.forward(hours=11)
    signed_in(wang)
    seen: list[SessionEnded] = []
    with events.temporarily(SessionEnded, seen.append):
        clock.forward(hours=1)
        assert api.sweep_sessions(at=clock.now) == 1
        assert api.sweep_sessions(at=clock.now) == 0
    assert [event.reason for event in seen] == [live.TIMED_OUT]
    assert Session.objects.count() == 1


def test_demonstration_accounts_are_shared_by_many(client: Client) -> None:
    del client
    account = api.create_account(
        login="wang", display="王", password=PASSWORD, actor=MAKER, at=START, is_demo=True
    )
    clients = [signed_in(account) for _ in range(4)]
    assert all(is_in(each) for each in clients)


# --- The administrator's side ------------------------------------------------------------

ADMIN = Actor(
    key="post:9",
    name="赵",
    post="系统管理员",
    body="",
    body_name="",
    region="",
    line="",
    roles=frozenset({"system_admin"}),
    account_id=999,
)


def locked(account: Account) -> None:
    for _ in range(5):
        api_client = Client(REMOTE_ADDR="203.0.113.9")
        api_client.post("/login/", {"login": account.login, "password": "wrong"})


def test_an_administrator_unlocks_with_a_reason(wang: Account) -> None:
    locked(wang)
    refused = Client().post("/login/", {"login": wang.login, "password": PASSWORD})
    assert refused.status_code == 429
    assert "15 分钟后再试" in refused.content.decode()
    with pytest.raises(api.BadAccount, match="理由"):
        accounts.unlock(wang, reason=" ", actor=ADMIN, at=START)
    accounts.unlock(wang, reason="电话核对工号后解除", actor=ADMIN, at=START)
    assert is_in(signed_in(wang))
    with pytest.raises(api.BadAccount, match="没有锁定"):
        accounts.unlock(wang, reason="电话核对工号后解除", actor=ADMIN, at=START)


def test_a_source_is_unlocked_with_a_reason() -> None:
    for number in range(100):
        Client(REMOTE_ADDR="203.0.113.9").post("/login/", {"login": f"u{number}", "password": "x"})
    [(source, failures, _)] = throttle.locked_sources(at=START)
    assert (source, failures) == ("203.0.113.9", 100)
    accounts.unlock_source(source, reason="单位出口地址，已核实", actor=ADMIN, at=START)
    assert throttle.locked_sources(at=START) == ()


@pytest.mark.parametrize("roles", [{"handler"}, {"security_admin"}, {"audit_admin"}, set()])
def test_nobody_else_keeps_accounts(wang: Account, roles: set[str]) -> None:
    other = replace(ADMIN, roles=frozenset(roles))
    acts = (
        lambda: api.create_account(login="x", display="x", password=None, actor=other, at=START),
        lambda: api.set_password(wang, password="Another-River-1", actor=other, at=START),
        lambda: accounts.reset_password(wang, reason="好的理由", actor=other, at=START),
        lambda: api.set_active(wang, active=False, actor=other, at=START),
        lambda: accounts.unlock(wang, reason="好的理由", actor=other, at=START),
        lambda: accounts.unlock_source("x", reason="好的理由", actor=other, at=START),
        lambda: accounts.end_sessions(wang, reason="好的理由", actor=other, at=START),
    )
    for act in acts:
        with pytest.raises(api.NotYours):
            act()


def test_an_administrator_does_nothing_of_this_to_their_own_account(wang: Account) -> None:
    own = replace(ADMIN, account_id=wang.pk)
    for act in (
        lambda: accounts.reset_password(wang, reason="好的理由", actor=own, at=START),
        lambda: api.set_active(wang, active=False, actor=own, at=START),
        lambda: accounts.unlock(wang, reason="好的理由", actor=own, at=START),
        lambda: accounts.end_sessions(wang, reason="好的理由", actor=own, at=START),
    ):
        with pytest.raises(api.NotYours):
            act()
