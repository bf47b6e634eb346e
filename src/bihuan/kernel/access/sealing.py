"""Sealing small secrets that must be readable again (AES-256-GCM).

The key comes from the secret of the installation, so that a stolen copy of the database alone does
not yield them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_PURPOSE = b"bihuan.kernel.access.sealing 1"
_NONCE = 12


class BrokenSeal(ValueError):
    """What was sealed cannot be opened: another secret, another owner, or it was changed."""


def seal(secret: str, *, owner: str) -> str:
    """Seal a text for its owner."""
    nonce = os.urandom(_NONCE)
    key = next(_keys())
    sealed = nonce + AESGCM(key).encrypt(nonce, secret.encode(), owner.encode())
    return base64.b64encode(sealed).decode()


def unseal(sealed: str, *, owner: str) -> str:
    """Open what was sealed for this owner, with the present or an earlier secret.

    :raises BrokenSeal: none of them fits.
    """
    data = base64.b64decode(sealed)
    for key in _keys():
        try:
            opened = AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], owner.encode())
        except InvalidTag:
            continue
        return opened.decode()
    raise BrokenSeal(owner)


def _keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.new(str(secret).encode(), _PURPOSE, hashlib.sha256).digest()
