"""Signatures of checkpoints: SM2 with SM3 (GB/T 32918.2, GB/T 35276) by the machine's OpenSSL.

The private key is a file of the operator, made at the first signature and readable by its owner
only. No cryptography of our own stands here: the command signs in some ten milliseconds, every few
minutes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

IDENTITY = "1234567812345678"
"""The signer's identity of GB/T 35276 where none is agreed on."""
# What stands before the point of an SM2 key in DER (RFC 5480, with the curve of GM/T 0006).
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_POINT = 65  # bytes of an uncompressed point: 04, x, y


class CannotSign(RuntimeError):
    """There is no OpenSSL with SM2, or the key cannot be used; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key: where it is, and its public point in hexadecimal."""

    path: Path
    public: str

    @property
    def name(self) -> str:
        """The name of the key in published lines: the start of the SM3 of its public point."""
        return name_of(self.public)


def name_of(public: str) -> str:
    """Return the name of a public point: 16 hexadecimal digits of its SM3."""
    return hashlib.new("sm3", bytes.fromhex(public)).hexdigest()[:16]


def key_at(path: Path) -> Key:
    """Open the key, making it first where there is none.

    Raises :class:`CannotSign` when the machine has no OpenSSL command with SM2.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = _openssl("genpkey", "-algorithm", "SM2")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return key_at(path)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
    described = _openssl("pkey", "-in", str(path), "-pubout", "-outform", "DER")
    return Key(path, described[-_POINT:].hex())


def sign(text: str, key: Key) -> str:
    """Return the signature of a text: r and s, 64 hexadecimal digits each."""
    with tempfile.TemporaryDirectory() as folder:
        message = Path(folder) / "message"
        message.write_bytes(text.encode())
        der = _openssl(
            "pkeyutl",
            "-sign",
            "-inkey",
            str(key.path),
            "-rawin",
            "-digest",
            "sm3",
            "-pkeyopt",
            f"distid:{IDENTITY}",
            "-in",
            str(message),
        )
    first_length = der[3]
    first = int.from_bytes(der[4 : 4 + first_length])
    second = int.from_bytes(der[6 + first_length :])
    return f"{first:064x}{second:064x}"


def fits(text: str, signature: str, public: str) -> bool:
    """Whether a signature of this text was made by the owner of this public point."""
    der = _der(bytes.fromhex(signature[:64])) + _der(bytes.fromhex(signature[64:]))
    with tempfile.TemporaryDirectory() as folder:
        message, signed, point = (Path(folder) / name for name in ("message", "signed", "point"))
        message.write_bytes(text.encode())
        signed.write_bytes(bytes((0x30, len(der))) + der)
        point.write_bytes(_SPKI + bytes.fromhex(public))
        try:
            _openssl(
                "pkeyutl",
                "-verify",
                "-pubin",
                "-keyform",
                "DER",
                "-inkey",
                str(point),
                "-rawin",
                "-digest",
                "sm3",
                "-pkeyopt",
                f"distid:{IDENTITY}",
                "-in",
                str(message),
                "-sigfile",
                str(signed),
            )
        except CannotSign:
            return False
    return True


def _der(number: bytes) -> bytes:
    """Write a positive whole number in DER."""
    short = number.lstrip(b"\x00") or b"\x00"
    if short[0] >= 0x80:  # noqa: PLR2004 - the sign bit
        short = b"\x00" + short
    return bytes((0x02, len(short))) + short


def _openssl(*arguments: str) -> bytes:
    command = shutil.which("openssl")
    if command is None:
        msg = "本机没有 openssl 命令，不能用国密 SM2 为检查点签名；请安装 OpenSSL 3。"
        raise CannotSign(msg)
    done = subprocess.run(  # noqa: S603 - a fixed command with our own arguments
        [command, *arguments], capture_output=True, check=False, timeout=20
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[-1] if said else "没有说明原因"
        msg = f"openssl 不能完成国密 SM2 操作（{why}）；请检查 OpenSSL 版本不低于 3 和密钥文件。"
        raise CannotSign(msg)
    return done.stdout
