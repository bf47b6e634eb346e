"""Whatever happened to a backup is found before anything is restored from it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.operating import manifest, restoring, sealing
from bihuan.kernel.operating.manifest import NAME, PROOF, BadBackup, Manifest, Part
from bihuan.kernel.operating.sealing import BadKey, Key

KEY = Key(bytes(range(16)))
DATABASE = "database/bihuan.sqlite3"
PHOTO = "files/attachments/photo"
Harm = Callable[[Path], object]


def _backup(folder: Path, key: Key | None) -> Manifest:
    """Write a backup with all a backup has, without a database."""
    parts = []
    for path, content in ((DATABASE, b"rows" * 50), (PHOTO, b"light" * 40), ("ledger/a", b"line")):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        stored = b"".join(sealing.seal([content], key=key, name=path)) if key else content
        place.write_bytes(stored)
        digest, size = sealing.digest_of([content])
        stored_digest, stored_size = sealing.digest_of([stored])
        parts.append(Part(path, size, digest, stored_size, stored_digest))
    made = Manifest(
        made_at="2026-11-24T00:00:00+00:00",
        version="0.2.0",
        vendor="sqlite",
        migrations=("ledger.0001_initial",),
        ledger_size=3,
        ledger_head="0" * 64,
        policies={},
        rows={"ledger_entry": "3 0000000000000000"},
        parts=tuple(parts),
        sealed_with=key.name if key else "",
    )
    manifest.write(made, folder, key)
    return made


@pytest.fixture(params=["plain", "sealed"])
def key(request: pytest.FixtureRequest) -> Key | None:
    return KEY if request.param == "sealed" else None


@pytest.fixture
def folder(tmp_path: Path, key: Key | None) -> Path:
    _backup(tmp_path / "backup", key)
    return tmp_path / "backup"


def _cut(path: str, left: int) -> Harm:
    return lambda at: (at / path).write_bytes((at / path).read_bytes()[:left])


def _more(path: str) -> Harm:
    return lambda at: (at / path).write_bytes((at / path).read_bytes() + b"\0")


def _other(path: str) -> Harm:
    return lambda at: (at / path).write_bytes(b"x" * (at / path).stat().st_size)


def _gone(path: str) -> Harm:
    return lambda at: (at / path).unlink()


def _linked(path: str) -> Harm:
    def harm(at: Path) -> None:
        content = at.parent / "elsewhere"
        (at / path).replace(content)
        (at / path).symlink_to(content)

    return harm


def _added(path: str) -> Harm:
    return lambda at: (at / path).write_bytes(b"")


def _exchanged(one: str, other: str) -> Harm:
    def harm(at: Path) -> None:
        (at / one).replace(at / "waiting")
        (at / other).replace(at / one)
        (at / "waiting").replace(at / other)

    return harm


def _said(name: str, value: object, *, proven: bool) -> Harm:
    """Say something else in the manifest, with or without a digest that fits it."""

    def harm(at: Path) -> None:
        values = json.loads((at / NAME).read_bytes())
        values[name] = value
        data = json.dumps(values).encode()
        (at / NAME).write_bytes(data)
        if proven:
            digest = sealing.digest_of([data])[0]
            lines = (at / PROOF).read_text(encoding="ascii").splitlines()[1:]
            (at / PROOF).write_text("\n".join([f"sm3 {digest}", *lines]), encoding="ascii")

    return harm


def _path(path: str) -> Harm:
    entry = {"path": path, "size": 0, "sm3": "", "stored_size": 0, "stored_sm3": ""}

    def harm(at: Path) -> None:
        (at / PROOF).write_text("", encoding="ascii")
        _said("parts", [entry], proven=True)(at)

    return harm


def _proof(change: Callable[[str], str]) -> Harm:
    return lambda at: (at / PROOF).write_text(
        change((at / PROOF).read_text(encoding="ascii")), encoding="ascii"
    )


HARMS: dict[str, Harm] = {
    "database cut": _cut(DATABASE, 100),
    "database empty": _cut(DATABASE, 0),
    "database longer": _more(DATABASE),
    "database other": _other(DATABASE),
    "database gone": _gone(DATABASE),
    "database a link": _linked(DATABASE),
    "file cut": _cut(PHOTO, 7),
    "file other": _other(PHOTO),
    "file gone": _gone(PHOTO),
    "file a link": _linked(PHOTO),
    "checkpoints cut": _cut("ledger/a", 2),
    "checkpoints gone": _gone("ledger/a"),
    "stranger among the files": _added("files/stranger"),
    "second database": _added("database/other.sqlite3"),
    "parts exchanged": _exchanged(DATABASE, PHOTO),
    "manifest gone": _gone(NAME),
    "manifest cut": _cut(NAME, 200),
    "manifest empty": _cut(NAME, 0),
    "manifest other": _other(NAME),
    "proof gone": _gone(PROOF),
    "proof empty": _cut(PROOF, 0),
    "proof of another": _proof(lambda text: text.replace(text[4:14], "0123456789", 1)),
    "signature of another": _proof(lambda text: text.replace("sm2 04", "sm2 05", 1) + "sm2 04 00"),
    "older ledger said": _said("ledger_size", 2, proven=False),
    "older ledger said and proven": _said("ledger_size", 2, proven=True),
    "other rows said and proven": _said("rows", {}, proven=True),
    "other form": _said("form", 2, proven=True),
    "unknown word": _said("mood", "good", proven=True),
    "no parts": _said("parts", [], proven=True),
    "path to the root": _path("/etc/passwd"),
    "path upwards": _path("files/../../outside"),
    "path of Windows": _path("files\\..\\outside"),
    "path elsewhere": _path("keys/ledger.pem"),
}


@pytest.mark.goal("J3")
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_harmed_backup_is_refused(folder: Path, key: Key | None, harm: Harm) -> None:
    restoring.check(folder, key=key)
    harm(folder)
    with pytest.raises((BadBackup, BadKey), match="。"):
        restoring.check(folder, key=key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_changed_byte_of_any_part_is_found(
    folder: Path, key: Key | None, data: st.DataObject
) -> None:
    place = folder / data.draw(st.sampled_from([DATABASE, PHOTO, "ledger/a", NAME]))
    kept = place.read_bytes()
    changed = bytearray(kept)
    changed[data.draw(st.integers(0, len(kept) - 1))] ^= data.draw(st.integers(1, 255))
    place.write_bytes(changed)
    with pytest.raises(BadBackup):
        restoring.check(folder, key=key)
    place.write_bytes(kept)
    restoring.check(folder, key=key)


def test_another_key_is_named(tmp_path: Path) -> None:
    _backup(tmp_path, KEY)
    with pytest.raises(BadBackup, match="密钥不对"):
        restoring.check(tmp_path, key=Key(bytes(16)))


def test_a_plain_backup_is_no_stand_in_for_a_sealed_one(tmp_path: Path) -> None:
    _backup(tmp_path, None)
    with pytest.raises(BadBackup, match="却没有加密"):
        restoring.check(tmp_path, key=KEY)


def test_without_the_key_only_what_lies_there_is_checked(tmp_path: Path) -> None:
    made = _backup(tmp_path, KEY)
    assert restoring.check(tmp_path) == made
    with pytest.raises(BadBackup, match="请用 --key"):
        manifest.content(made, made.database, tmp_path, None)


def test_a_sealed_manifest_needs_the_stamp_of_the_key(tmp_path: Path) -> None:
    made = _backup(tmp_path, KEY)
    manifest.write(replace(made, ledger_size=2), tmp_path, Key(bytes(16)))
    with pytest.raises(BadBackup, match="持有密钥的人"):
        restoring.check(tmp_path, key=KEY)
