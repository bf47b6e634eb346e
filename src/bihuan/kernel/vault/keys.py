"""The key of the installation: a file outside the database that wraps the key of every case.

Made at the first use, like the key of the ledger; never made anew while something is sealed with
an earlier one, because everything sealed would then be lost in silence.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from bihuan.kernel.vault.ciphers import SIZES

LENGTH = 32
VARIETY = 16
"""Different bytes a key of chance has at least (one in 10¹³ has fewer); a typed one has not."""
OTHERS = 0o077
ADVICE = "请用 openssl rand -hex 32 生成，权限设为 600，与数据库和备份分开保管。"


class BadVaultKey(ValueError):
    """The key of the installation is missing, weak, or not the one things are sealed with."""


@dataclass(frozen=True, slots=True)
class InstanceKey:
    """The key that wraps case keys. Its secret is in no text that is printed of it."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Sixteen digits that tell one key from another and give nothing away."""
        return hmac.new(self.secret, b"bihuan.kernel.vault name", "sm3").hexdigest()[:16]

    def wrapping(self, cipher: str) -> bytes:
        """Return the key that wraps case keys of this cipher."""
        purpose = f"bihuan.kernel.vault wrap {cipher} 1".encode()
        return hmac.new(self.secret, purpose, "sm3").digest()[: SIZES[cipher]]


def read_key() -> InstanceKey:
    """Read the key of the installation.

    :raises BadVaultKey: it is missing or weak; the sentence says which.
    """
    path = Path(settings.VAULT_KEY)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError:
        raise BadVaultKey(f"身份保险库的密钥文件 {path.name} 读不出来。{ADVICE}") from None
    except ValueError:
        secret = b""
    if len(secret) != LENGTH:
        raise BadVaultKey(f"身份保险库的密钥文件 {path.name} 应是 64 位十六进制数。{ADVICE}")
    if len(set(secret)) < VARIETY:
        raise BadVaultKey(f"身份保险库的密钥文件 {path.name} 太弱，像是手工输入的。{ADVICE}")
    if settings.PRODUCTION and path.stat().st_mode & OTHERS:
        raise BadVaultKey(f"身份保险库的密钥文件 {path.name} 其他账号也能读。{ADVICE}")
    return InstanceKey(secret)


def key_to_seal_with(*, something_sealed: bool) -> InstanceKey:
    """Read the key, making it where there is none and nothing is sealed yet.

    :raises BadVaultKey: it is missing although something is sealed with it, or it is weak.
    """
    path = Path(settings.VAULT_KEY)
    if not path.exists() and not something_sealed:
        _make(path)
    return read_key()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())
