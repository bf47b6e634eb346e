"""Case keys and sealed fields as values: no table, no clock."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bihuan.kernel.vault import ciphers
from bihuan.kernel.vault.masking import mask

if TYPE_CHECKING:
    from bihuan.kernel.vault.keys import InstanceKey

WHOLE, MASKED = "whole", "masked"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The open key of one case. It lives for one act and is stored nowhere."""

    cipher: str
    number: str
    secret: bytes = field(repr=False)

    def seal(self, kind: str, text: str) -> tuple[str, str]:
        """Return a field sealed, whole and masked."""
        return (
            self._seal(kind, WHOLE, text),
            self._seal(kind, MASKED, mask(kind, text)),
        )

    def open_whole(self, kind: str, sealed: str) -> str:
        """Open a field.

        :raises bihuan.kernel.vault.ciphers.Unreadable: it does not open.
        """
        return self._unseal(kind, WHOLE, sealed)

    def open_masked(self, kind: str, sealed: str) -> str:
        """Open the masked form of a field; the whole stays shut."""
        return self._unseal(kind, MASKED, sealed)

    def _seal(self, kind: str, form: str, text: str) -> str:
        bound = self._bound(kind, form)
        return ciphers.seal(self.cipher, self.secret, text.encode(), bound=bound)

    def _unseal(self, kind: str, form: str, sealed: str) -> str:
        bound = self._bound(kind, form)
        return ciphers.unseal(self.cipher, self.secret, sealed, bound=bound).decode()

    def _bound(self, kind: str, form: str) -> str:
        return f"field\0{self.number}\0{kind}\0{form}"


def new_envelope(key: InstanceKey, cipher: str, number: str) -> tuple[Envelope, str]:
    """Make the key of a case; return it, and how it is stored: wrapped."""
    secret = os.urandom(ciphers.SIZES[cipher])
    wrapped = ciphers.seal(cipher, key.wrapping(cipher), secret, bound=f"case\0{number}")
    return Envelope(cipher, number, secret), wrapped


def open_envelope(key: InstanceKey, cipher: str, number: str, wrapped: str) -> Envelope:
    """Unwrap the key of a case.

    :raises bihuan.kernel.vault.ciphers.Unreadable: another installation wrapped it, or it is gone.
    """
    secret = ciphers.unseal(cipher, key.wrapping(cipher), wrapped, bound=f"case\0{number}")
    return Envelope(cipher, number, secret)
