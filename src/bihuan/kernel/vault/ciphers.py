"""The two ciphers of the vault, both authenticated: SM4 (GB/T 32907) and AES-256, in GCM.

What is sealed is bound to where it stands: a value moved to another case or another field does not
open there.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SIZES = {"sm4": 16, "aes": 32}
"""Bytes of a key, by the name of the cipher."""
_NONCE = 12
_TAG = 16


class Unreadable(ValueError):
    """What was sealed does not open: another key, another place, or it was changed."""


def seal(cipher: str, key: bytes, data: bytes, *, bound: str) -> str:
    """Seal bytes for the place `bound` names; the answer is text."""
    nonce = os.urandom(_NONCE)
    encryptor = Cipher(_algorithm(cipher, key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound.encode())
    sealed = encryptor.update(data) + encryptor.finalize()
    return base64.b64encode(nonce + sealed + encryptor.tag).decode()


def unseal(cipher: str, key: bytes, sealed: str, *, bound: str) -> bytes:
    """Open what was sealed for this place.

    :raises Unreadable: it does not open.
    """
    try:
        data = base64.b64decode(sealed, validate=True)
        mode = modes.GCM(data[:_NONCE], data[-_TAG:], min_tag_length=_TAG)
        decryptor = Cipher(_algorithm(cipher, key), mode).decryptor()
        decryptor.authenticate_additional_data(bound.encode())
        return decryptor.update(data[_NONCE:-_TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError, binascii.Error):
        raise Unreadable(bound) from None


def _algorithm(cipher: str, key: bytes) -> algorithms.SM4 | algorithms.AES:
    return algorithms.SM4(key) if cipher == "sm4" else algorithms.AES(key)
