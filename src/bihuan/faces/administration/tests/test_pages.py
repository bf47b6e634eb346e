"""Each of the three administrators meets their own pages and nothing of the others'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.access.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "River-crossing-42"
MAKER = system_actor("tests")
ROLES = {"sys": "system_admin", "sec": "security_admin", "aud": "audit_admin", "wang": "handler"}


def acting(account: Account, post_id: int | None) -> Actor:
    del post_id
    return Actor(
        key=f"post:{account.pk}",
        name=account.display,
        post="岗位",
        body="510000-office",
        body_name="省环委办",
        region="510000",
        line="office",
        roles=frozenset({ROLES.get(account.login, "viewer")}),
        account_id=account.pk,
    )


@pytest.fixture(autouse=True)
def _resolver() -> Iterator[None]:
    with access.resolving(acting):
        yield


def account(login: str, *, demo: bool = False) -> Account:
    return access.create_account(
        login=login,
        display=f"人员{login}",
        password=PASSWORD,
        actor=MAKER,
        at=timezone.now(),
        is_demo=demo,
    )


def signed_in(login: str) -> Client:
    """A demonstration account, so that an administrator needs no second factor."""
    account(login, demo=True)
    client = Client()
    assert client.post("/login/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


PAGES = (
    "/administration/accounts/",
    "/administration/accounts/new/",
    "/administration/audit/",
    "/administration/policy/",
    "/organisations/administrators/",
    "/administration/condition/",
)


@pytest.mark.goal("I4")
@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("sys", {PAGES[0], PAGES[1], PAGES[3], PAGES[5]}),
        ("sec", {PAGES[0], PAGES[3], PAGES[4], PAGES[5]}),
        ("aud", {PAGES[2], PAGES[3], PAGES[5]}),
        ("wang", set()),
    ],
)
def test_each_sees_their_own_pages_and_the_bar_says_so(login: str, seen: set[str]) -> None:
    client = signed_in(login)
    answers = {page: client.get(page).status_code for page in PAGES}
    assert answers == {page: 200 if page in seen else 404 for page in PAGES}
    bar = client.get("/account/").content.decode()
    for page in (PAGES[0], PAGES[2], PAGES[3], PAGES[5]):
        assert (f'href="{page}"' in bar) == (page in seen)
    assert ("责任矩阵" in bar) == (login == "wang")


@pytest.mark.parametrize(
    ("login", "first"), [("sys", PAGES[0]), ("sec", PAGES[0]), ("aud", PAGES[2])]
)
def test_an_administrator_begins_at_their_own_page(login: str, first: str) -> None:
    assert signed_in(login).get("/desk/")["Location"] == first


def test_a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed() -> None:
    page = signed_in("sys").post(
        "/administration/accounts/new/", {"login": "Li-Lei", "display": "李雷"}
    )
    password = re.findall(r"<code>([^<]+)</code>", page.content.decode())[0]
    client = Client()
    client.post("/login/", {"login": "li-lei", "password": password})
    assert client.get("/account/")["Location"] == "/password/"
    again = Client()
    again.post("/login/", {"login": "sys", "password": PASSWORD})
    refused = again.post("/administration/accounts/new/", {"login": "LI-LEI", "display": "x"})
    assert refused.status_code == 422
    assert "已被使用" in refused.content.decode()


def lock(found: Account) -> None:
    for _ in range(5):
        Client().post("/login/", {"login": found.login, "password": "wrong"})


def test_the_system_administrator_acts_with_a_reason_and_each_act_is_one_entry() -> None:
    keeper, found = signed_in("sys"), account("han")
    lock(found)
    url = f"/administration/accounts/{found.pk}/"
    assert "锁定到" in keeper.get(url).content.decode()
    assert "已锁定" in keeper.get("/administration/accounts/").content.decode()
    for act in ("unlock", "reset", "disable", "enable"):
        refused = keeper.post(f"{url}{act}/", {"reason": ""})
        assert (refused.status_code, "请写明理由" in refused.content.decode()) == (422, True)
        before = ledger.count()
        answer = keeper.post(f"{url}{act}/", {"reason": "当面核对工作证"})
        assert answer.status_code in {200, 302}
        assert ledger.count() == before + 1
        [line] = ledger.entries(verb=f"account.{act}")
        assert line.facts == {"reason": "当面核对工作证"}
    assert keeper.post(f"{url}clear-factors/", {"reason": "当面核对"}).status_code == 404
    assert keeper.post(f"{url}anything/", {"reason": "当面核对"}).status_code == 404


def test_nobody_does_it_to_themselves() -> None:
    keeper = signed_in("sys")
    own = access.account_named("sys")
    assert own is not None
    url = f"/administration/accounts/{own.pk}/"
    assert "您自己的账号" in keeper.get(url).content.decode()
    for act in ("reset", "disable", "unlock", "end-sessions"):
        assert keeper.post(f"{url}{act}/", {"reason": "好的理由"}).status_code == 422
    assert own.is_active


def test_the_security_administrator_clears_factors_and_no_more() -> None:
    keeper, found = signed_in("sec"), account("han")
    url = f"/administration/accounts/{found.pk}/"
    page = keeper.get(url).content.decode()
    assert "清除第二因素" in page
    assert "重置密码" not in page
    for act in ("reset", "disable", "unlock", "end-sessions"):
        assert keeper.post(f"{url}{act}/", {"reason": "好的理由"}).status_code == 404
    refused = keeper.post(f"{url}clear-factors/", {"reason": "当面核对工作证"})
    assert "没有登记第二因素" in refused.content.decode()


def test_a_locked_source_is_listed_and_let_in_again() -> None:
    keeper = signed_in("sys")
    for number in range(100):
        Client(REMOTE_ADDR="198.51.100.9").post("/login/", {"login": f"x{number}", "password": "x"})
    assert "198.51.100.9" in keeper.get("/administration/accounts/").content.decode()
    data = {"source": "198.51.100.9", "reason": "单位出口地址"}
    keeper.post("/administration/sources/unlock/", data)
    assert "198.51.100.9" not in keeper.get("/administration/accounts/").content.decode()


def test_the_audit_shows_and_narrows_and_its_export_is_an_entry() -> None:
    lock(account("han"))
    reader = signed_in("aud")
    page = reader.get("/administration/audit/").content.decode()
    assert "登录失败次数过多" in page
    assert "来源：127.0.0.1" in page
    narrowed = reader.get("/administration/audit/?verb=account.create").content.decode()
    assert "127.0.0.1" not in narrowed
    today = timezone.localdate().isoformat()
    assert "127.0.0.1" in reader.get(f"/administration/audit/?day={today}").content.decode()
    assert "127.0.0.1" not in reader.get("/administration/audit/?day=2020-01-01").content.decode()
    assert reader.get("/administration/audit/?day=nonsense").status_code == 200
    export = reader.post("/administration/audit/", {"export": "csv"})
    assert export.status_code == 200
    assert b"127.0.0.1" in b"".join(export.streaming_content)  # type: ignore[attr-defined]
    assert len(ledger.entries(verb="export")) == 1
