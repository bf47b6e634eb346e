"""Second factors: asked for, good once, throttled, required of administrators, recoverable."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pyotp
import pytest
from django.test import Client

from bihuan.kernel import events
from bihuan.kernel.access import Actor, accounts, api, factors, sealing, system_actor
from bihuan.kernel.access.events import AccountChanged, SignedIn, SignInFailed
from bihuan.kernel.access.models import OneTimeDevice, Passkey, RecoveryCode
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock
from bihuan.kernel.access.tests.soft_key import SoftKey

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django import Settings

    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
MAKER = system_actor("test")


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    assert clock.now == START


def first(client: Client, account: Account) -> HttpResponse:
    data = {"login": account.login, "password": PASSWORD}
    return client.post("/login/", data)  # type: ignore[return-value]


def second(client: Client, code: str) -> int:
    return client.post("/login/second/", {"code": code}).status_code


def in_page(client: Client, address: str, name: str) -> str:
    """Return a hidden field, or an attribute, of a page."""
    text = client.get(address).content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"|{name}="([^"]*)"', text)
    assert found, text
    return unescape(found[1] or found[2] or "")


def enrol(client: Client, clock: Clock) -> tuple[str, str]:
    """Enrol an app through its page; return the secret and the page that follows."""
    text = client.get("/account/one-time/").content.decode()
    secret = re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", text)[0].replace(" ", "")
    proposal = in_page(client, "/account/one-time/", "proposal")
    proposal = re.findall(r'name="proposal" value="([^"]+)"', text)[0]
    answer = client.post(
        "/account/one-time/",
        {
            "proposal": unescape(proposal),
            "code": pyotp.TOTP(secret).at(clock.now),
            "password": PASSWORD,
        },
    )
    assert answer.status_code == 200, answer.content.decode()
    return secret, answer.content.decode()


def code_in(app: pyotp.TOTP, clock: Clock, steps: int) -> str:
    return app.at(clock.now + steps * factors.STEP)


@pytest.fixture
def app(wang: Account, clock: Clock) -> pyotp.TOTP:
    """The app of wang, enrolled; its next code has not been used."""
    client = Client()
    first(client, wang)
    secret, _ = enrol(client, clock)
    clock.forward(minutes=1)
    return pyotp.TOTP(secret)


def test_the_password_alone_no_longer_opens_a_session(
    client: Client, wang: Account, app: pyotp.TOTP, clock: Clock
) -> None:
    assert first(client, wang)["Location"].startswith("/login/second/")
    assert client.get("/closed/").status_code == 302
    assert second(client, "000000") == 400
    assert client.get("/closed/").status_code == 302
    seen: list[SignedIn] = []
    with events.temporarily(SignedIn, seen.append):
        assert second(client, app.at(clock.now)) == 302
    assert client.get("/closed/").content == b"post:1"
    assert [event.means for event in seen] == ["密码、动态口令"]


def test_a_code_is_good_once_and_one_step_of_drift_is_forgiven(
    wang: Account, app: pyotp.TOTP, clock: Clock
) -> None:
    code = app.at(clock.now)
    here, there = Client(), Client()
    first(here, wang)
    first(there, wang)
    assert second(here, code) == 302
    assert second(there, code) == 400
    clock.forward(seconds=30)
    assert second(there, code_in(app, clock, 2)) == 400, "two steps ahead"
    assert second(there, code_in(app, clock, 1)) == 302


@pytest.mark.goal("I2")
@pytest.mark.parametrize("offset", range(-20, 21))
def test_no_replay_is_accepted_at_any_moment_around_its_step(
    wang: Account, app: pyotp.TOTP, clock: Clock, offset: int
) -> None:
    code = app.at(clock.now)
    assert factors.check_code(wang, code=code, source="x", at=clock.now).account == wang
    clock.forward(seconds=5 * offset)
    assert factors.check_code(wang, code=code, source="x", at=clock.now).account is None


def test_the_sixth_wrong_code_is_refused_and_the_way_back_is_the_administrator(
    wang: Account, app: pyotp.TOTP, clock: Clock
) -> None:
    client = Client()
    first(client, wang)
    seen: list[SignInFailed] = []
    with events.temporarily(SignInFailed, seen.append):
        outcomes = [second(client, "000000") for _ in range(6)]
    assert outcomes == [400] * 5 + [429]
    assert [event.locked for event in seen] == [False] * 4 + [True]
    assert {event.means for event in seen} == {"第二因素"}
    assert second(client, app.at(clock.now)) == 429
    accounts.unlock(wang, reason="电话核对工号", actor=MAKER, at=clock.now)
    assert second(client, app.at(clock.now)) == 302


def test_the_second_step_waits_five_minutes(wang: Account, app: pyotp.TOTP, clock: Clock) -> None:
    client = Client()
    first(client, wang)
    clock.forward(minutes=5)
    answer = client.post("/login/second/", {"code": app.at(clock.now)})
    assert answer["Location"].startswith("/login/")
    assert client.get("/closed/").status_code == 302
    assert Client().get("/login/second/")["Location"].startswith("/login/")


def test_somebody_disabled_between_the_steps_stays_out(
    wang: Account, app: pyotp.TOTP, clock: Clock
) -> None:
    client = Client()
    first(client, wang)
    api.set_active(wang, active=False, actor=MAKER, at=clock.now)
    client.post("/login/second/", {"code": app.at(clock.now)})
    assert client.get("/closed/").status_code == 302


def test_enrolling_asks_for_the_password_and_a_right_code(
    client: Client, wang: Account, clock: Clock
) -> None:
    first(client, wang)
    proposal = in_page(client, "/account/one-time/", "proposal")
    for data, sentence in (
        ({"code": "000000", "password": PASSWORD}, "验证码不正确"),
        ({"code": "000000", "password": "wrong"}, "密码不正确"),
        ({"code": "", "password": PASSWORD}, "6 位数字"),
        ({"code": "验证码在哪里", "password": PASSWORD}, "验证码不正确"),
    ):
        answer = client.post("/account/one-time/", {"proposal": proposal, **data})
        assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert not OneTimeDevice.objects.exists()
    secret, page = enrol(client, clock)
    assert "恢复码" in page
    assert secret not in OneTimeDevice.objects.get().sealed_secret
    assert client.get("/account/one-time/")["Location"] == "/account/"


def test_a_proposal_belongs_to_one_account(wang: Account, admin: Account) -> None:
    proposal = factors.propose(wang)
    assert factors.proposal_of(proposal.signed, wang) == proposal
    assert factors.proposal_of(proposal.signed, admin) is None
    assert factors.proposal_of("forged", wang) is None


def test_reading_the_pages_writes_nothing(client: Client, wang: Account) -> None:
    first(client, wang)
    before = client.session.session_key, dict(client.session)
    for address in ("/account/", "/account/one-time/", "/account/passkeys/"):
        assert client.get(address).status_code == 200
    assert (client.session.session_key, dict(client.session)) == before


def test_each_recovery_code_opens_once(client: Client, wang: Account, clock: Clock) -> None:
    first(client, wang)
    _, page = enrol(client, clock)
    codes = re.findall(r"<code>([a-z2-9-]{19})</code>", page)
    assert len(codes) == 10
    for outcome in (302, 400):
        fresh = Client()
        first(fresh, wang)
        assert second(fresh, f" {codes[0].upper()} ") == outcome
    renewed = client.post("/account/recovery/", {"password": PASSWORD}).content.decode()
    assert codes[1] not in renewed
    fresh = Client()
    first(fresh, wang)
    assert second(fresh, codes[1]) == 400
    assert not any(code in str(RecoveryCode.objects.values()) for code in codes)


@pytest.mark.goal("I2")
def test_an_administrator_does_nothing_before_enrolling(
    client: Client, admin: Account, clock: Clock
) -> None:
    first(client, admin)
    assert client.get("/closed/")["Location"] == "/account/"
    assert "管理员岗位必须使用第二因素" in client.get("/account/").content.decode()
    enrol(client, clock)
    assert client.get("/closed/").content == b"post:9"
    removed = client.post("/account/one-time/remove/", {"password": PASSWORD}, follow=True)
    assert "必须使用第二因素" in removed.content.decode()
    assert OneTimeDevice.objects.exists()


def test_others_may_stop_with_their_password_only(
    client: Client, wang: Account, app: pyotp.TOTP, clock: Clock
) -> None:
    first(client, wang)
    second(client, app.at(clock.now))
    client.post("/account/one-time/remove/", {"password": "wrong"})
    assert OneTimeDevice.objects.exists()
    seen: list[AccountChanged] = []
    with events.temporarily(AccountChanged, seen.append):
        client.post("/account/one-time/remove/", {"password": PASSWORD})
    assert not OneTimeDevice.objects.exists()
    assert [event.change for event in seen] == ["one_time_removed"]


@pytest.mark.usefixtures("app")
def test_the_security_administrator_clears_lost_factors(wang: Account) -> None:
    keeper = Actor("post:8", "钱", "安全管理员", "", "", "", "", frozenset({"security_admin"}))
    system = Actor("post:9", "赵", "系统管理员", "", "", "", "", frozenset({"system_admin"}))
    with pytest.raises(api.NotYours):
        factors.clear_factors(wang, reason="手机丢失", actor=system, at=START)
    with pytest.raises(api.BadAccount, match="理由"):
        factors.clear_factors(wang, reason="", actor=keeper, at=START)
    factors.clear_factors(wang, reason="当面核对工作证", actor=keeper, at=START)
    assert not factors.has_factor(wang)
    with pytest.raises(api.BadAccount, match="没有登记"):
        factors.clear_factors(wang, reason="当面核对工作证", actor=keeper, at=START)


def test_a_seal_opens_for_its_owner_and_an_earlier_secret_only(settings: Settings) -> None:
    sealed = sealing.seal("secret", owner="account:1")
    assert "secret" not in sealed
    assert sealing.unseal(sealed, owner="account:1") == "secret"
    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(sealed, owner="account:2")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert sealing.unseal(sealed, owner="account:1") == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(sealed, owner="account:1")


# --- Passkeys ------------------------------------------------------------------------------------


def register(client: Client, key: SoftKey, **changed: str) -> HttpResponse:
    data = {
        "name": "办公电脑",
        "password": PASSWORD,
        "challenge": in_page(client, "/account/passkeys/", "challenge"),
    }
    options = in_page(client, "/account/passkeys/", "data-options")
    text = client.get("/account/passkeys/").content.decode()
    options = unescape(re.findall(r'data-options="([^"]*)"', text)[0])
    data["challenge"] = re.findall(r'name="challenge" value="([^"]*)"', text)[0]
    data["answer"] = key.create(options)
    return client.post("/account/passkeys/", {**data, **changed})  # type: ignore[return-value]


def asked(client: Client) -> tuple[str, str]:
    text = client.get("/login/second/").content.decode()
    options = unescape(re.findall(r'data-options="([^"]*)"', text)[0])
    return options, re.findall(r'name="challenge" value="([^"]*)"', text)[0]


@pytest.fixture
def key(wang: Account) -> SoftKey:
    client, made = Client(), SoftKey()
    first(client, wang)
    assert register(client, made).status_code == 200
    return made


def test_a_passkey_is_the_second_factor(client: Client, wang: Account, key: SoftKey) -> None:
    assert first(client, wang)["Location"].startswith("/login/second/")
    options, challenge = asked(client)
    seen: list[SignedIn] = []
    with events.temporarily(SignedIn, seen.append):
        answer = client.post("/login/second/", {"answer": key.get(options), "challenge": challenge})
    assert answer.status_code == 302
    assert client.get("/closed/").content == b"post:1"
    assert [event.means for event in seen] == ["密码、通行密钥"]
    assert Passkey.objects.get().count == 1


def test_an_answer_is_good_once_for_one_session_and_its_own_page(
    wang: Account, key: SoftKey
) -> None:
    here, there = Client(), Client()
    first(here, wang)
    first(there, wang)
    options, challenge = asked(here)
    data = {"answer": key.get(options), "challenge": challenge}
    assert there.post("/login/second/", data).status_code == 400, "another session"
    assert here.post("/login/second/", data).status_code == 302
    again = Client()
    first(again, wang)
    assert again.post("/login/second/", data).status_code == 400, "a replay"


@pytest.mark.parametrize(
    "key_of",
    [
        lambda: SoftKey(origin="http://evil.example"),
        lambda: SoftKey(party="evil.example"),
        SoftKey,
    ],
)
def test_a_key_of_another_place_or_person_is_refused(
    client: Client, wang: Account, key: SoftKey, key_of: type[SoftKey]
) -> None:
    other = key_of()
    other.identity, other.count = key.identity, 5
    if (other.origin, other.party) != (key.origin, key.party):
        other.secret = key.secret
    first(client, wang)
    options, challenge = asked(client)
    data = {"answer": other.get(options), "challenge": challenge}
    assert client.post("/login/second/", data).status_code == 400
    assert client.get("/closed/").status_code == 302


def test_a_copy_of_a_key_gives_itself_away_by_its_counter(wang: Account, key: SoftKey) -> None:
    for grows, outcome in ((True, 302), (True, 302), (False, 400)):
        client = Client()
        first(client, wang)
        options, challenge = asked(client)
        data = {"answer": key.get(options, grows=grows), "challenge": challenge}
        assert client.post("/login/second/", data).status_code == outcome


@pytest.mark.parametrize("answer", ["", "{", "[]", "{}", '{"id": 1}', "null", "x" * 30_000])
def test_nonsense_instead_of_an_answer_is_refused(
    client: Client, wang: Account, answer: str
) -> None:
    first(client, wang)
    answered = register(client, SoftKey(), answer=answer)
    assert answered.status_code == 400
    assert not Passkey.objects.exists()


def test_registering_asks_for_a_name_the_password_and_a_fresh_question(
    client: Client, wang: Account
) -> None:
    first(client, wang)
    assert register(client, SoftKey(), name=" ").status_code == 400
    assert register(client, SoftKey(), password="wrong").status_code == 400
    assert register(client, SoftKey(), challenge="forged").status_code == 400
    assert not Passkey.objects.exists()


def test_a_passkey_is_removed_with_the_password_and_is_nobody_elses(
    wang: Account, key: SoftKey
) -> None:
    client = Client()
    first(client, wang)
    options, challenge = asked(client)
    client.post("/login/second/", {"answer": key.get(options), "challenge": challenge})
    made = Passkey.objects.get()
    assert client.post(f"/account/passkeys/{made.pk + 1}/remove/").status_code == 404
    client.post(f"/account/passkeys/{made.pk}/remove/", {"password": "wrong"})
    assert Passkey.objects.exists()
    client.post(f"/account/passkeys/{made.pk}/remove/", {"password": PASSWORD})
    assert not Passkey.objects.exists()
