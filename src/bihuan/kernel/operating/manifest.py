"""What a backup says of itself: its parts with their digests, its ledger, its version.

The manifest is one JSON file; beside it stands its own digest, with the signature of the machine
that made it and, in a sealed backup, a stamp only the holder of the key can write.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import sealing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORM = 1
NAME = "manifest.json"
PROOF = "manifest.proof"
DATABASE = "database/"
FILES = "files/"
LEDGER = "ledger/"


class BadBackup(ValueError):
    """A folder is not a backup that can be used; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup: its content, and its bytes as they lie there."""

    path: str
    size: int
    sm3: str
    stored_size: int
    stored_sm3: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a backup says of itself."""

    made_at: str
    version: str
    vendor: str
    migrations: tuple[str, ...]
    ledger_size: int
    ledger_head: str
    policies: Mapping[str, str]
    rows: Mapping[str, str]
    parts: tuple[Part, ...] = ()
    sealed_with: str = ""
    form: int = field(default=FORM)

    @property
    def made(self) -> datetime:
        """When the database was copied."""
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        """Bytes of all contents."""
        return sum(part.size for part in self.parts)

    def under(self, folder: str) -> tuple[Part, ...]:
        """Return the parts of one folder."""
        return tuple(part for part in self.parts if part.path.startswith(folder))

    @property
    def database(self) -> Part:
        """The copy of the database."""
        found = self.under(DATABASE)
        if len(found) != 1:
            message = f"备份里应有一份数据库，实际有 {len(found)} 份。"
            raise BadBackup(message)
        return found[0]


def write(manifest: Manifest, folder: Path, key: sealing.Key | None) -> bool:
    """Write the manifest and what proves it; return whether this machine could sign."""
    data = json.dumps(asdict(manifest), ensure_ascii=True, indent=1, sort_keys=True).encode()
    digest = hashlib.new("sm3", data).hexdigest()
    lines = [f"sm3 {digest}"]
    try:
        own = ledger.key_at(Path(settings.LEDGER_KEY))
        lines.append(f"sm2 {own.public} {ledger.sign(_statement(digest), own)}")
    except ledger.CannotSign:
        pass  # the report says so; the digests still find every accident
    if key is not None:
        lines.append(f"hmac {key.stamp(data)}")
    (folder / NAME).write_bytes(data)
    (folder / PROOF).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return any(line.startswith("sm2 ") for line in lines)


def read(folder: Path, key: sealing.Key | None = None) -> Manifest:
    """Read the manifest and judge everything it can be judged by alone."""
    try:
        data = (folder / NAME).read_bytes()
        lines = (folder / PROOF).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        message = f"{folder.name} 里没有完整的备份清单（{NAME}、{PROOF}），不是一份做完的备份。"
        raise BadBackup(message) from None
    proof = {line.partition(" ")[0]: line.split()[1:] for line in lines if line.strip()}
    digest = hashlib.new("sm3", data).hexdigest()
    if proof.get("sm3") != [digest]:
        message = "备份清单与它的摘要不符：清单损坏，或者被改动过。"
        raise BadBackup(message)
    _signature(proof.get("sm2"), digest)
    manifest = _parse(data)
    _stamp(manifest, proof.get("hmac"), data, key)
    return manifest


def signer(folder: Path) -> str:
    """Return the public key that signed a backup, "" when none did."""
    for line in (folder / PROOF).read_text(encoding="ascii").splitlines():
        if line.startswith("sm2 "):
            return line.split()[1]
    return ""


def _statement(digest: str) -> str:
    return f"bihuan-backup {FORM} sm3:{digest}"


def _signature(found: list[str] | None, digest: str) -> None:
    if found is None:
        return
    shape = (130, 128)
    fits = tuple(map(len, found)) == shape and all(
        set(word) <= set("0123456789abcdef") for word in found
    )
    if not fits or not ledger.signature_fits(_statement(digest), found[1], found[0]):
        message = "备份清单的国密签名不成立：清单被改动过，或者签名被替换。"
        raise BadBackup(message)


def _stamp(
    manifest: Manifest, found: list[str] | None, data: bytes, key: sealing.Key | None
) -> None:
    if key is None:
        return
    if not manifest.sealed_with:
        message = "给出了密钥，这份备份却没有加密：它可能被替换过。确认来源后，不带密钥再试。"
        raise BadBackup(message)
    if manifest.sealed_with != key.name:
        message = (
            f"密钥不对：这份备份用编号 {manifest.sealed_with} 的密钥加密，给出的是 {key.name}。"
        )
        raise BadBackup(message)
    if not hmac.compare_digest("".join(found or ()), key.stamp(data)):
        message = "备份清单不是由持有密钥的人写的：清单被改动过。"
        raise BadBackup(message)


def _parse(data: bytes) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(data)
        if values.get("form") != FORM:
            message = f"备份的格式是第 {values.get('form')} 版，本程序只认得第 {FORM} 版。"
            raise BadBackup(message)
        parts = tuple(Part(**part) for part in values.pop("parts"))
        values["migrations"] = tuple(values["migrations"])
        manifest = Manifest(parts=parts, **values)
    except (TypeError, KeyError, ValueError) as error:
        if isinstance(error, BadBackup):
            raise
        message = "备份清单读不懂：它不是本程序写的。"
        raise BadBackup(message) from None
    for part in manifest.parts:
        if not _is_inside(part.path):
            message = f"备份清单里的路径“{part.path[:80]}”不在备份之内，拒绝使用。"
            raise BadBackup(message)
    return manifest


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return (
        path.startswith((DATABASE, FILES, LEDGER))
        and not pure.is_absolute()
        and ".." not in pure.parts
        and "\\" not in path
        and str(pure) == path
    )


def faults(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Read every part and say which is missing, cut, changed, or was never named."""
    named = {part.path for part in manifest.parts}
    for part in manifest.parts:
        place = folder / part.path
        if not place.is_file() or place.is_symlink():
            yield f"缺少 {part.path}。"
            continue
        digest, size = sealing.digest_of(sealing.slices(place))
        if size != part.stored_size:
            yield f"{part.path} 应有 {part.stored_size} 字节，实有 {size} 字节。"
        elif digest != part.stored_sm3:
            yield f"{part.path} 的内容与登记的摘要不符。"
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder).as_posix()
        if not place.is_dir() and path not in named and path not in {NAME, PROOF}:
            yield f"{path} 不在备份清单里。"


def content(
    manifest: Manifest, part: Part, folder: Path, key: sealing.Key | None
) -> Iterator[bytes]:
    """Give the content of a part, unsealed."""
    if not manifest.sealed_with:
        return sealing.slices(folder / part.path)
    if key is None:
        message = "这份备份已加密，请用 --key 给出密钥文件。"
        raise BadBackup(message)
    return sealing.unseal(folder / part.path, key=key, name=part.path)
