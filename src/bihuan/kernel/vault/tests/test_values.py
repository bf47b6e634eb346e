"""Masks, ciphers, keys and envelopes: what needs no table."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from django.core.checks import run_checks

from bihuan.kernel.vault import Kind, mask
from bihuan.kernel.vault.ciphers import SIZES, Unreadable, seal, unseal
from bihuan.kernel.vault.envelopes import new_envelope, open_envelope
from bihuan.kernel.vault.keys import BadVaultKey, InstanceKey, key_to_seal_with, read_key
from bihuan.kernel.vault.policy import policy

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

KEY = InstanceKey(bytes(range(32)))


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Kind.NAME, "林密禾", "林**"),
        (Kind.NAME, "林", "*"),
        (Kind.NAME, "欧阳 明", "欧**"),
        (Kind.PHONE, "138 0000 1234", "138****1234"),
        (Kind.PHONE, "028-86112233", "028****2233"),
        (Kind.PHONE, "8611223", "****23"),
        (Kind.PHONE, "12345", "****"),
        (Kind.EMAIL, "linmh@example.com", "l***@example.com"),
        (Kind.EMAIL, "linmh", "****"),
        (Kind.ID_NUMBER, "510104199001011234", "510*************34"),
        (Kind.BANK, "6222020200112233445", "***************3445"),
        (Kind.BANK, "62220", "****"),
        (Kind.ADDRESS, "四川省成都市锦江区某某路一百号", "四川省成都市****"),
        (Kind.ADDRESS, "成都市一环路", "****"),
        (Kind.OTHER, "微信linmh", "****"),
        (Kind.OTHER, "  ", ""),
    ],
)
def test_the_masked_form_tells_apart_and_gives_nothing_away(
    kind: Kind, text: str, shown: str
) -> None:
    assert mask(kind, text) == shown


@pytest.mark.parametrize("cipher", sorted(SIZES))
def test_a_seal_opens_at_its_place_with_its_key_and_nowhere_else(cipher: str) -> None:
    key, other = secrets.token_bytes(SIZES[cipher]), secrets.token_bytes(SIZES[cipher])
    sealed = seal(cipher, key, "林密禾".encode(), bound="case 1 name")
    assert unseal(cipher, key, sealed, bound="case 1 name").decode() == "林密禾"
    assert sealed != seal(cipher, key, "林密禾".encode(), bound="case 1 name")
    for wrong_key, text, place in (
        (other, sealed, "case 1 name"),
        (key, sealed, "case 2 name"),
        (key, sealed, "case 1 phone"),
        (key, ("B" if sealed[0] == "A" else "A") + sealed[1:], "case 1 name"),
        (key, sealed[:-8], "case 1 name"),
        (key, "", "case 1 name"),
        (key, "不是密文", "case 1 name"),
    ):
        with pytest.raises(Unreadable):
            unseal(cipher, wrong_key, text, bound=place)


def test_sm4_is_the_cipher_of_the_standard() -> None:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - the known answer
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246", "GB/T 32907, A.1"


@pytest.mark.parametrize("cipher", sorted(SIZES))
def test_an_envelope_is_bound_to_its_case_and_the_installation(cipher: str) -> None:
    envelope, wrapped = new_envelope(KEY, cipher, "JC-2026-0001")
    whole, masked = envelope.seal(Kind.PHONE, "13800001234")
    again = open_envelope(KEY, cipher, "JC-2026-0001", wrapped)
    assert again.open_whole(Kind.PHONE, whole) == "13800001234"
    assert again.open_masked(Kind.PHONE, masked) == "138****1234"
    for kind, text in ((Kind.NAME, whole), (Kind.PHONE, masked)):
        with pytest.raises(Unreadable):
            again.open_whole(kind, text)
    with pytest.raises(Unreadable):
        open_envelope(KEY, cipher, "JC-2026-0002", wrapped)
    with pytest.raises(Unreadable):
        open_envelope(InstanceKey(bytes(range(1, 33))), cipher, "JC-2026-0001", wrapped)


def test_no_secret_is_in_what_is_printed_of_a_key() -> None:
    envelope, _ = new_envelope(KEY, "sm4", "JC-2026-0001")
    assert KEY.secret.hex() not in repr(KEY)
    assert "secret" not in repr(KEY)
    assert "secret" not in repr(envelope)


def test_the_key_is_made_once_and_never_again_over_something_sealed(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VAULT_KEY = tmp_path / "keys" / "vault.key"
    with pytest.raises(BadVaultKey, match="读不出来"):
        key_to_seal_with(something_sealed=True)
    assert not settings.VAULT_KEY.exists()
    first = key_to_seal_with(something_sealed=False)
    assert settings.VAULT_KEY.stat().st_mode & 0o777 == 0o600
    assert key_to_seal_with(something_sealed=True).name == first.name == read_key().name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "64 位"),
        ("00" * 31, "64 位"),
        ("不是十六进制", "64 位"),
        ("00" * 32, "太弱"),
        ("0123456789abcdef" * 4, "太弱"),
    ],
)
def test_a_weak_key_is_refused(settings: Settings, tmp_path: Path, text: str, said: str) -> None:
    settings.VAULT_KEY = tmp_path / "vault.key"
    settings.VAULT_KEY.write_text(text, encoding="utf-8")
    with pytest.raises(BadVaultKey, match=said):
        read_key()


def test_production_refuses_a_key_that_others_can_read(settings: Settings, tmp_path: Path) -> None:
    settings.VAULT_KEY = tmp_path / "vault.key"
    settings.VAULT_KEY.write_text(bytes(range(32)).hex(), encoding="ascii")
    settings.VAULT_KEY.chmod(0o644)
    assert read_key().name
    settings.PRODUCTION = True
    with pytest.raises(BadVaultKey, match="其他账号"):
        read_key()
    settings.VAULT_KEY.chmod(0o600)
    assert read_key().name


def test_a_server_does_not_start_with_a_weak_key(settings: Settings, tmp_path: Path) -> None:
    settings.VAULT_KEY = tmp_path / "vault.key"
    assert [fault for fault in run_checks(tags=["bihuan"]) if fault.id == "vault.E001"] == []
    settings.VAULT_KEY.write_text("00" * 32, encoding="ascii")
    (fault,) = [fault for fault in run_checks(tags=["bihuan"]) if fault.id == "vault.E001"]
    assert "太弱" in fault.msg


@pytest.mark.django_db
def test_a_key_that_is_missing_is_named(settings: Settings, tmp_path: Path) -> None:
    from bihuan.kernel.process.conformance import AT  # noqa: PLC0415 - needs the tables
    from bihuan.kernel.process.models import Case  # noqa: PLC0415
    from bihuan.kernel.vault.checks import check_sealed  # noqa: PLC0415
    from bihuan.kernel.vault.models import CaseKey  # noqa: PLC0415

    settings.VAULT_KEY = tmp_path / "vault.key"
    assert check_sealed(databases=["default"]) == []
    case = Case(number="JC-1", process="correction", version=1, state="received", title="来信")
    case.body, case.region, case.line = "510000-office", "510000", "office"
    case.opened_at = case.moved_at = AT
    case.save(force_insert=True)
    name = key_to_seal_with(something_sealed=False).name
    CaseKey.objects.create(case=case, cipher="sm4", wrapped="-", wrapped_by=name, made_at=AT)
    assert check_sealed(databases=["default"]) == []
    settings.VAULT_KEY.unlink()
    (fault,) = check_sealed(databases=["default"])
    assert (fault.id, name in fault.msg) == ("vault.E002", True)


def test_the_figures_of_the_policy() -> None:
    assert policy().least_reason >= 10
    assert 0 < policy().view_for.total_seconds() <= 24 * 3600
    assert policy().view.mark == "设计默认值"
