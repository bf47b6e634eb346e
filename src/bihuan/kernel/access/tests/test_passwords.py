"""Passwords: both profiles, the history, the end, and the file they come from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.access import api, identity, passwords, system_actor
from bihuan.kernel.access.identity import IdentityPolicyError
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

MAKER = system_actor("test")
EDITION = identity.in_force(START)
DENGBAO, ASVS = EDITION.profiles["dengbao"], EDITION.profiles["asvs"]
NAMES = ("wang-min", "王小敏")
GOOD = "River-crossing-42"


def words(password: str, profile: identity.Profile, *, earlier: bool = False) -> str:
    return "".join(passwords.faults(password, profile=profile, names=NAMES, earlier=earlier))


@pytest.mark.goal("I1")
@pytest.mark.parametrize(
    ("password", "dengbao", "asvs"),
    [
        (GOOD, "", ""),
        ("", "至少需要 10", "至少需要 12"),
        ("Ab3-efgh9", "至少需要 10", "至少需要 12"),
        ("Ab3-efghj9", "", "至少需要 12"),
        ("river crossing at dawn", "至少要有 3 类，现在只有 2 类", ""),
        ("rivercrossingatdawn", "现在只有 1 类", ""),
        ("River crossing at dawn", "", ""),
        ("清溪渡口木桥旁边的老榕树下", "现在只有 1 类", ""),
        ("清溪-Dukou-木桥-42", "", ""),
        ("x" * 129, "最多 128", "最多 128"),
        ("Aa1-" + "x" * 124, "", ""),
        ("Wang-min-2026-x", "登录名、姓名", "登录名、姓名"),
        ("\uff37\uff21\uff2e\uff27-\uff2dIN-x9-long", "登录名、姓名", "登录名、姓名"),
        ("Hello-王小敏-2026", "登录名、姓名", "登录名、姓名"),
        ("Bihuan-River-99", "系统名称", "系统名称"),
        ("环委办-River-99", "系统名称", "系统名称"),
        ("P@ssw0rd2026!", "太常见", "太常见"),
        ("Password-2026", "太常见", "太常见"),
        ("Qwertyuiop-123", "太常见", "太常见"),
        ("1234567890", "太常见", "太常见"),
        ("Iloveyou#2026", "太常见", "太常见"),
        ("Sunshine!!2026", "太常见", "太常见"),
    ],
)
def test_both_profiles(password: str, dengbao: str, asvs: str) -> None:
    for profile, wanted in ((DENGBAO, dengbao), (ASVS, asvs)):
        said = words(password, profile)
        assert (wanted in said) if wanted else not said, said


@given(st.text(max_size=140))
def test_a_judgement_never_fails_and_speaks_in_sentences(password: str) -> None:
    for profile in (DENGBAO, ASVS):
        for sentence in passwords.faults(password, profile=profile, names=NAMES):
            assert sentence.endswith("。")


@given(st.text(min_size=12, max_size=40))
def test_asvs_asks_for_no_composition_and_no_rotation(password: str) -> None:
    assert "类" not in words(password, ASVS)
    assert (ASVS.days, ASVS.history, ASVS.classes) == (0, 0, 0)


def test_what_was_used_before_is_refused_where_a_history_is_kept() -> None:
    assert "最近 5 次" in words(GOOD, DENGBAO, earlier=True)
    assert words(GOOD, ASVS, earlier=True) == ""


def test_a_made_password_fits_both_profiles() -> None:
    for _ in range(200):
        made = passwords.make()
        assert len(made) == 16
        assert not passwords.faults(made, profile=DENGBAO)
        assert not passwords.faults(made, profile=ASVS)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 57, 400])
def test_the_list_of_leaked_passwords_is_found_by_halving(
    tmp_path: Path, settings: Settings, number: int
) -> None:
    leaked = [f"Leaked-secret-{index}" for index in range(number)]
    lines = sorted(
        hashlib.sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in leaked
    )
    file = tmp_path / "leaked.txt"
    file.write_text("".join(f"{line}:{index}\r\n" for index, line in enumerate(lines)))
    settings.BREACHED_PASSWORDS = str(file)
    assert all(passwords.is_breached(each) for each in leaked)
    assert not any(passwords.is_breached(f"Other-secret-{index}") for index in range(50))
    if leaked:
        assert "泄露" in words(leaked[0], DENGBAO)


def test_the_policy_names_a_basis_for_every_part() -> None:
    parts = (DENGBAO, ASVS, EDITION.locks, EDITION.sessions, EDITION.factors)
    assert all(part.basis and part.mark for part in parts)
    assert EDITION.first_day == date(2019, 12, 1)
    assert set(EDITION.factors.required) == {"system_admin", "security_admin", "audit_admin"}


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("least = 10", "least = ten", "读不出来"),
        ("least = 10", 'least = "10"', "least 的类型不对"),
        ("classes = 3", "classes = 5", "长度或类数"),
        ("parallel = 2 ", "parallel = 0 ", "parallel 不能为负数或者零"),
        ("[edition.locks]", "[edition.lock]", "字段不全或者多余"),
        ('"audit_admin"]', '"root"]', "不存在的职责"),
        ("first_day = 2019-12-01", 'first_day = "2019"', "first_day 应为日期"),
        ("[edition.profiles.asvs]", "[edition.profiles.own]", "dengbao 和 asvs"),
        ("history = 5 ", "history = -1 ", "history 不能为负数"),
    ],
)
def test_a_damaged_policy_is_refused(
    tmp_path: Path, settings: Settings, before: str, after: str, fault: str
) -> None:
    text = (settings.POLICY_DIR / "identity.toml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "identity.toml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(IdentityPolicyError, match=fault):
        identity.load(file)


def test_two_editions_apply_one_after_the_other(tmp_path: Path, settings: Settings) -> None:
    text = (settings.POLICY_DIR / "identity.toml").read_text(encoding="utf-8")
    later = text.replace("2019-12-01", "2027-01-01").replace("parallel = 2 ", "parallel = 1 ")
    file = tmp_path / "identity.toml"
    file.write_text(later + text, encoding="utf-8")
    first, second = identity.load(file)
    assert (first.sessions.parallel, second.sessions.parallel) == (2, 1)
    file.write_text(text + text, encoding="utf-8")
    with pytest.raises(IdentityPolicyError, match="同一天"):
        identity.load(file)


# --- With accounts --------------------------------------------------------------------------------

pages = pytest.mark.urls("bihuan.kernel.access.tests.urls")


@pytest.mark.goal("I1")
@pytest.mark.django_db
def test_the_last_five_passwords_do_not_come_back(wang: Account) -> None:
    used = [PASSWORD, *(f"Another-River-{number}" for number in range(5))]
    for each in used[1:]:
        api.set_password(wang, password=each, actor=MAKER, at=START)
    for each in used[1:]:
        with pytest.raises(api.PasswordRefused, match="最近 5 次"):
            api.set_password(wang, password=each, actor=MAKER, at=START)
    api.set_password(wang, password=used[0], actor=MAKER, at=START)


@pytest.mark.django_db
def test_an_account_is_not_made_with_a_weak_password() -> None:
    with pytest.raises(api.PasswordRefused, match="至少需要"):
        api.create_account(login="li", display="李", password="short", actor=MAKER, at=START)
    assert not Account.objects.exists()


@pytest.mark.goal("I1")
@pages
@pytest.mark.django_db
def test_a_password_ends_after_ninety_days_and_under_asvs_never(
    client: Client, wang: Account, clock: Clock, settings: Settings
) -> None:
    clock.forward(days=90, seconds=-1)
    client.post("/login/", {"login": wang.login, "password": PASSWORD})
    assert client.get("/closed/").status_code == 200
    clock.forward(seconds=1)
    assert client.get("/closed/")["Location"] == "/password/"
    assert "密码已使用满 90 天" in client.get("/password/").content.decode()
    settings.PASSWORD_PROFILE = identity.ASVS
    assert client.get("/closed/").status_code == 200


@pages
@pytest.mark.django_db
def test_the_page_says_what_is_demanded_and_every_fault_at_once(
    client: Client, wang: Account, clock: Clock
) -> None:
    assert clock.now == START
    client.post("/login/", {"login": wang.login, "password": PASSWORD})
    assert "至少含 3 类" in client.get("/password/").content.decode()
    answer = client.post("/password/", {"present": "no", "new": "wangmin", "again": "other"})
    text = answer.content.decode()
    assert answer.status_code == 400
    for sentence in ("原密码不正确", "至少需要 10 个字符", "现在只有 1 类", "两次填写"):
        assert sentence in text


def test_a_policy_part_is_frozen() -> None:
    assert replace(DENGBAO, days=30).days == 30
    with pytest.raises(AttributeError):
        DENGBAO.days = 30  # type: ignore[misc]
