"""A passkey made of software: what a phone or a USB key does, for tests without a browser."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class SoftKey:
    """One key that counts its signatures."""

    def __init__(self, origin: str = "http://testserver", party: str = "testserver") -> None:
        self.origin, self.party = origin, party
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.identity = sha256(str(id(self)).encode()).digest()
        self.count = 0

    def _client(self, kind: str, options: Mapping[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(
            type=kind, challenge=options["challenge"], origin=self.origin
        )

    def _data(self, flags: int, key: bytes = b"") -> AuthenticatorData:
        party = sha256(self.party.encode()).digest()
        made: AuthenticatorData = AuthenticatorData.create(
            party, AuthenticatorData.FLAG(flags), self.count, key
        )
        return made

    def create(self, text: str) -> str:
        """Answer the question of registration."""
        options = json.loads(text)
        public = ES256.from_cryptography_key(self.secret.public_key())  # type: ignore[no-untyped-call]
        key = AttestedCredentialData.create(Aaguid.NONE, self.identity, public)
        data = self._data(PRESENT | VERIFIED | WITH_KEY, key)
        return self._answer(
            clientDataJSON=self._client("webauthn.create", options),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def get(self, text: str, *, grows: bool = True) -> str:
        """Answer the question of sign-in."""
        options = json.loads(text)
        self.count += 1 if grows else 0
        client, data = self._client("webauthn.get", options), self._data(PRESENT | VERIFIED)
        signature = self.secret.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _answer(self, **parts: bytes) -> str:
        name = websafe_encode(self.identity)
        response = {key: websafe_encode(bytes(value)) for key, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
