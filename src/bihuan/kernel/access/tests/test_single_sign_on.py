"""Single sign-on against a provider in a process of its own: who comes in and who does not."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.access import (
    api,
    checks,
    factors,
    outside,
    sessions,
    single_sign_on,
    system_actor,
)
from bihuan.kernel.access.events import AccountChanged, SignedIn, SignInFailed
from bihuan.kernel.access.models import Account, OutsideIdentity
from bihuan.kernel.access.tests.conftest import PASSWORD, in_post
from tests.identity_provider import CLIENT, SECRET, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
MAKER = system_actor("test")
REASON = "凭工作证核实本人"
BACK = "/login/outside/back/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(autouse=True)
def _connected(settings: Settings, issuer: str) -> None:
    clear_url_caches()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = issuer, CLIENT
    settings.OIDC_CLIENT_SECRET, settings.OIDC_NAME = SECRET, "统一身份认证"
    settings.OIDC_SECOND_FACTOR = ["otp"]


@pytest.fixture
def failed() -> Iterator[list[SignInFailed]]:
    seen: list[SignInFailed] = []
    with events.temporarily(SignInFailed, seen.append):
        yield seen


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def approve(url: str, subject: str, fault: str = "") -> dict[str, str]:
    """Do at the provider what a person does there; return what it sends back."""
    address = url.replace("/authorize?", "/approve?") + f"&subject={subject}&fault={fault}"
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as answer:
        location = answer.headers["Location"]
        answer.close()
    found = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
    return {name: values[0] for name, values in found.items()}


def begin(client: Client, **more: str) -> str:
    return where(client.post("/login/outside/", more))


def where(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()
    found: list[str] = re.findall(r'href="(http://127[^"]*)"', response.content.decode())
    return html.unescape(found[0])


def come(client: Client, subject: str, fault: str = "", **more: str) -> HttpResponse:
    given = approve(begin(client, **more), subject, fault)
    page = client.get(BACK, given)
    assert page.status_code == 200
    assert given.get("code", "") in page.content.decode()
    return client.post(BACK, given)  # type: ignore[return-value]


def trusted() -> single_sign_on.Provider:
    found = single_sign_on.provider()
    assert found is not None
    return found


def linked(account: Account, subject: str = "510-7", *, own: bool = False) -> None:
    OutsideIdentity.objects.create(
        account=account,
        issuer=trusted().issuer,
        subject=subject,
        own=own,
        linked_at=timezone.now(),
    )


def test_a_linked_person_comes_in_and_the_entry_names_the_way(
    client: Client, wang: Account
) -> None:
    linked(wang)
    seen: list[SignedIn] = []
    with events.temporarily(SignedIn, seen.append):
        response = come(client, "510-7", next="/closed/")
    assert (response.status_code, response["Location"]) == (302, "/closed/")
    assert client.get("/closed/").content == b"post:1"
    [event] = seen
    assert (event.account_id, event.means) == (wang.pk, "单点登录（统一身份认证）")
    assert "单点登录" in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("fault", "sentence", "word"),
    [
        ("nonce", "不能采信（随机数不符）", "随机数不符"),
        ("aud", "不能采信（接收方不符）", "接收方不符"),
        ("azp", "不能采信（接收方不符）", "接收方不符"),
        ("iss", "不能采信（签发方不符）", "签发方不符"),
        ("signature", "不能采信（签名不符）", "签名不符"),
        ("unsigned", "不能采信（签名不符）", "签名不符"),
        ("expired", "已经过期", "证明过期"),
        ("denied", "没有同意这次登录", "提供方拒绝"),
    ],
)
def test_a_bad_answer_is_refused_once_in_words_and_once_in_the_ledger(
    client: Client, wang: Account, failed: list[SignInFailed], fault: str, sentence: str, word: str
) -> None:
    linked(wang)
    response = come(client, "510-7", fault)
    assert response.status_code == 400
    text = response.content.decode()
    assert sentence in text
    assert "管理员" in text
    [event] = failed
    assert event.means == f"单点登录（统一身份认证）：{word}"
    assert client.get("/closed/").status_code == 302


def test_an_unknown_person_is_told_the_number_and_no_account_is_made(
    client: Client, wang: Account, failed: list[SignInFailed]
) -> None:
    response = come(client, "stranger-9")
    assert response.status_code == 403
    assert "“stranger-9”，还没有与本系统的账号关联" in response.content.decode()
    assert list(Account.objects.all()) == [wang]
    assert [event.account_id for event in failed] == [None]


def test_a_disabled_account_and_one_without_post_stay_out(
    client: Client, wang: Account, failed: list[SignInFailed]
) -> None:
    linked(wang)
    api.set_active(wang, active=False, actor=MAKER, at=timezone.now())
    assert "账号已停用" in come(client, "510-7").content.decode()
    idle = api.create_account(
        login="idle", display="无岗", password=None, actor=MAKER, at=timezone.now()
    )
    linked(idle, "510-8")
    assert "还没有岗位" in come(client, "510-8").content.decode()
    assert [event.account_id for event in failed] == [wang.pk, idle.pk]


def test_an_answer_nobody_here_asked_for_is_refused(
    client: Client, wang: Account, failed: list[SignInFailed]
) -> None:
    linked(wang)
    given = approve(begin(client), "510-7")
    wrong = client.post(BACK, given | {"state": "x"})
    assert "不是从本浏览器的登录页开始的" in wrong.content.decode()
    again = client.post(BACK, given)
    assert again.status_code == 400, "the question was good once"
    assert len(failed) == 2


def test_a_code_is_good_once_and_only_with_its_own_question(client: Client, wang: Account) -> None:
    linked(wang)
    given = approve(begin(client), "510-7")
    kept = client.cookies["bihuan_single_sign_on"].value
    assert client.post(BACK, given).status_code == 302
    client.post("/logout/")
    client.cookies["bihuan_single_sign_on"] = kept
    assert "授权码无效" in client.post(BACK, given).content.decode()
    stolen = approve(begin(client), "510-7")["code"]
    mine = approve(begin(client), "510-7")
    assert "授权码无效" in client.post(BACK, mine | {"code": stolen}).content.decode()


def test_a_provider_that_is_down_is_said_so(
    client: Client, wang: Account, failed: list[SignInFailed], settings: Settings
) -> None:
    linked(wang)
    given = approve(begin(client), "510-7")
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    given["iss"] = settings.OIDC_ISSUER
    for response in (client.post(BACK, given), client.post("/login/outside/")):
        assert response.status_code == 503
        assert "现在连接不上“统一身份认证”" in response.content.decode()
    assert [event.means for event in failed] == ["单点登录（统一身份认证）：提供方没有应答"] * 2


def test_coming_back_writes_nothing_until_it_is_posted(client: Client, wang: Account) -> None:
    linked(wang)
    given = approve(begin(client), "510-7")
    with CaptureQueriesContext(connection) as asked:
        client.get(BACK, given)
    assert [each["sql"][:6] for each in asked if not each["sql"].startswith("SELECT")] == []
    assert "_auth_user_id" not in client.session


def enrolled(account: Account) -> pyotp.TOTP:
    secret, at = pyotp.random_base32(), timezone.now()
    app = pyotp.TOTP(secret)
    code = app.at(at.timestamp() - 30)
    factors.add_one_time(account, secret=secret, code=code, actor=in_post(account, None), at=at)
    return app


@pytest.mark.parametrize(
    ("fault", "own", "asked"),
    [("", True, True), ("strong", False, True), ("strong", True, False)],
)
def test_the_second_factor_is_asked_unless_the_provider_proved_it_to_its_owner(
    client: Client, admin: Account, fault: str, *, own: bool, asked: bool
) -> None:
    linked(admin, own=own)
    enrolled(admin)
    response = come(client, "510-7", fault)
    assert ("/login/second/" in response["Location"]) is asked


@pytest.mark.parametrize("fault", ["", "strong"])
def test_an_administrator_without_factor_enrols_first_unless_it_was_proven(
    client: Client, admin: Account, fault: str
) -> None:
    linked(admin, own=True)
    come(client, "510-7", fault)
    response = client.get("/closed/")
    assert response.status_code == (200 if fault else 302)
    assert bool(client.session.get(sessions.STRONG)) is bool(fault)


def test_the_owner_links_with_both_factors_and_takes_it_away(client: Client, wang: Account) -> None:
    changes: list[AccountChanged] = []
    client.post("/login/", {"login": "wang", "password": PASSWORD})
    assert client.get("/account/outside/").status_code == 302, "no second factor yet"
    app = enrolled(wang)
    client.post("/login/", {"login": "wang", "password": PASSWORD})
    client.post("/login/second/", {"code": app.at(timezone.now().timestamp())})
    wrong = {"password": PASSWORD, "code": "000000"}
    assert client.post("/account/outside/", wrong).status_code == 400
    code = app.at(timezone.now().timestamp() + 30)
    url = where(client.post("/account/outside/", {"password": PASSWORD, "code": code}))
    with events.temporarily(AccountChanged, changes.append):
        assert client.post(BACK, approve(url, "510-7"))["Location"] == "/account/"
        held = OutsideIdentity.objects.get()
        assert (held.account, held.subject, held.own) == (wang, "510-7", True)
        client.post("/account/outside/remove/", {"password": "wrong"})
        assert OutsideIdentity.objects.exists()
        client.post("/account/outside/remove/", {"password": PASSWORD})
    assert not OutsideIdentity.objects.exists()
    assert [each.change for each in changes] == ["identity_linked", "identity_unlinked"]


def test_a_link_begun_by_one_is_not_finished_by_another(
    client: Client, wang: Account, admin: Account, failed: list[SignInFailed]
) -> None:
    client.force_login(admin)
    question, url = outside.begin(
        trusted(),
        back=f"http://testserver{BACK}",
        after="/",
        account=admin.pk,
        source="203.0.113.9",
        at=timezone.now(),
    )
    with pytest.raises(single_sign_on.NotIn, match="另一个账号"):
        outside.link_own(
            wang,
            trusted(),
            question,
            approve(url, "510-7"),
            back=f"http://testserver{BACK}",
            actor=in_post(wang, None),
            source="203.0.113.9",
            at=timezone.now(),
        )
    assert len(failed) == 1
    assert not OutsideIdentity.objects.exists()


def test_only_the_keeper_links_others_and_one_number_is_one_account(
    wang: Account, admin: Account
) -> None:
    keeper, at = in_post(admin, None), timezone.now()
    with pytest.raises(api.NotYours):
        api.link_identity(admin, subject="1", reason=REASON, actor=in_post(wang, None), at=at)
    with pytest.raises(api.NotYours):
        api.link_identity(admin, subject="1", reason=REASON, actor=keeper, at=at)
    with pytest.raises(api.BadAccount):
        api.link_identity(wang, subject="1", reason="", actor=keeper, at=at)
    api.link_identity(wang, subject=" 510-7 ", reason=REASON, actor=keeper, at=at)
    other = api.create_account(login="li", display="李", password=None, actor=MAKER, at=at)
    with pytest.raises(api.BadAccount, match="另一个账号"):
        api.link_identity(other, subject="510-7", reason=REASON, actor=keeper, at=at)
    with pytest.raises(api.BadAccount, match="已经关联"):
        api.link_identity(wang, subject="510-8", reason=REASON, actor=keeper, at=at)
    assert [each.own for each in OutsideIdentity.objects.all()] == [False]
    api.unlink_identity(wang, reason=REASON, actor=keeper, at=at)
    assert not OutsideIdentity.objects.exists()


def test_without_a_provider_there_is_no_button_and_no_page(
    client: Client, settings: Settings
) -> None:
    assert "统一身份认证登录" in client.get("/login/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "统一身份认证登录" not in client.get("/login/").content.decode()
    assert client.post("/login/outside/").status_code == 404
    assert client.get(BACK).status_code == 404


@pytest.mark.parametrize(
    ("issuer_set", "client_set", "found"),
    [
        ("", "", []),
        ("https://id.example.cn", "bihuan", []),
        ("https://id.example.cn", "", ["access.E007"]),
        ("", "bihuan", ["access.E007"]),
        ("http://id.example.cn", "bihuan", ["access.E007"]),
        ("http://127.0.0.1:9", "bihuan", []),
    ],
)
def test_a_half_named_provider_is_an_error(
    settings: Settings, issuer_set: str, client_set: str, found: list[str]
) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = issuer_set, client_set
    assert [each.id for each in checks.check_single_sign_on()] == found
