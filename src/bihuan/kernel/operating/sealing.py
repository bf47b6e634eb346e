"""Sealing a part of a backup: SM4 in GCM (GB/T 32907), in slices that cannot be moved or cut.

A sealed file is a mark, eight random bytes, and slices of ciphertext, each with its tag. The nonce
of a slice is those bytes and its number; what is authenticated besides is the name of the part and
whether the slice is the last. So a slice, a part or an end that is missing or elsewhere is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MARK = b"bihuan-sealed 1\n"
SLICE = 1024 * 1024
_SALT = 8
_TAG = 16
_KEY = 16


class BadKey(ValueError):
    """The key file cannot be used, or does not fit; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of sealed backups: 128 bits that are kept apart from them."""

    secret: bytes

    @property
    def name(self) -> str:
        """Sixteen digits that tell one key from another and give nothing away."""
        return hmac.new(self.secret, b"name", "sm3").hexdigest()[:16]

    def stamp(self, data: bytes) -> str:
        """Return what only the holder of the key can write under this text."""
        return hmac.new(self.secret, b"stamp" + data, "sm3").hexdigest()


def read_key(path: Path) -> Key:
    """Read a key file: 32 hexadecimal digits."""
    advice = "请用 openssl rand -hex 16 生成，与备份分开保管。"
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError:
        message = f"密钥文件 {path.name} 读不出来。{advice}"
        raise BadKey(message) from None
    except ValueError:
        secret = b""
    if len(secret) != _KEY:
        message = f"密钥文件 {path.name} 的内容应是 32 位十六进制数。{advice}"
        raise BadKey(message)
    return Key(secret)


def slices(path: Path) -> Iterator[bytes]:
    """Read a file slice by slice."""
    with path.open("rb") as file:
        while data := file.read(SLICE):
            yield data


def seal(data: Iterable[bytes], *, key: Key, name: str) -> Iterator[bytes]:
    """Seal slices of at most :data:`SLICE` bytes."""
    salt = os.urandom(_SALT)
    yield MARK + salt
    number, waiting = 0, b""
    for number, following in enumerate(data):
        if number:
            yield _sealed(waiting, key, salt, number - 1, name, last=False)
        waiting = following
    yield _sealed(waiting, key, salt, number, name, last=True)


def unseal(path: Path, *, key: Key, name: str) -> Iterator[bytes]:
    """Give back what was sealed; raises :class:`BadKey` at the first slice that does not fit."""
    with path.open("rb") as file:
        head = file.read(len(MARK) + _SALT)
        if not head.startswith(MARK) or len(head) != len(MARK) + _SALT:
            message = f"{name} 不是加密的备份内容。"
            raise BadKey(message)
        salt, number = head[len(MARK) :], 0
        data = file.read(SLICE + _TAG)
        while True:
            following = file.read(SLICE + _TAG)
            yield _opened(data, key, salt, number, name, last=not following)
            if not following:
                return
            data, number = following, number + 1


def _bound(name: str, *, last: bool) -> bytes:
    return name.encode() + (b"\x01" if last else b"\x00")


def _sealed(data: bytes, key: Key, salt: bytes, number: int, name: str, *, last: bool) -> bytes:
    cipher = Cipher(algorithms.SM4(key.secret), modes.GCM(salt + number.to_bytes(4, "big")))
    encryptor = cipher.encryptor()
    encryptor.authenticate_additional_data(_bound(name, last=last))
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


def _opened(data: bytes, key: Key, salt: bytes, number: int, name: str, *, last: bool) -> bytes:
    try:
        mode = modes.GCM(salt + number.to_bytes(4, "big"), data[-_TAG:], min_tag_length=_TAG)
        decryptor = Cipher(algorithms.SM4(key.secret), mode).decryptor()
        decryptor.authenticate_additional_data(_bound(name, last=last))
        return decryptor.update(data[:-_TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError):
        message = f"{name} 解不开：密钥不对，或者内容被改动过。"
        raise BadKey(message) from None


def digest_of(data: Iterable[bytes]) -> tuple[str, int]:
    """Return SM3 and length of what comes slice by slice."""
    running, size = hashlib.new("sm3"), 0
    for each in data:
        running.update(each)
        size += len(each)
    return running.hexdigest(), size
