"""A provider of OpenID Connect as a process of its own, on loopback: ``python -m`` and its port.

It asks who comes (and, for tests, which fault its token shall have), and checks what a provider
checks: client, secret, address to come back to, code used once, PKCE. Signed by joserfc.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET = "bihuan", "a secret of loopback only"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
FAULTS: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "aud": {"aud": "another-client"},
    "azp": {"aud": [CLIENT, "another"], "azp": "another"},
    "iss": {"iss": "https://evil.example.cn"},
    "expired": {"exp": int(time.time()) - 86_400 * 400},
    "strong": {"amr": ["pwd", "otp"], "acr": "level-2"},
}


class Provider(BaseHTTPRequestHandler):
    """Discovery, authorization, token, keys."""

    granted: dict[str, dict[str, str]]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    @property
    def issuer(self) -> str:
        return f"http://{self.headers['Host']}"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self._json(200, self._about())
        elif url.path == "/keys":
            self._json(200, {"keys": [KEY.as_dict(private=False)]})
        elif url.path == "/authorize":
            self._page(asked)
        elif url.path == "/approve":
            self._approve(asked)
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        given = self.granted.pop(asked.get("code", ""), None)
        proof = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            given is None
            or self.headers["Authorization"] != f"Basic {proof}"
            or asked["redirect_uri"] != given["redirect_uri"]
            or (given["code_challenge_method"], given["code_challenge"]) != ("S256", challenge)
        ):
            self._json(400, {"error": "invalid_grant"})
            return
        token = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer"}
        self._json(200, token | {"id_token": self._signed(given)})

    def _about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _page(self, asked: dict[str, str]) -> None:
        kept = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        text = (
            '<!doctype html><meta charset="utf-8"><title>统一身份认证</title><h1>统一身份认证</h1>'
            f'<form action="/approve">{kept}<label>工号 <input name="subject"></label>'
            "<button>同意</button></form>"
        )
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _approve(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe()
        self.granted[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        if asked.get("fault") == "denied":
            answer = {"error": "access_denied", "state": asked["state"]}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _signed(self, given: dict[str, str]) -> str:
        now, fault = int(time.time()), given.get("fault", "")
        claims = {
            "iss": self.issuer,
            "sub": given["subject"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": given["nonce"],
        } | FAULTS.get(fault, {})
        if fault == "unsigned":
            return ".".join([_coded({"alg": "none"}), _coded(claims), ""])
        key = OTHER if fault == "signature" else KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)

    def _json(self, status: int, said: Any) -> None:
        self._send(status, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _coded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def running() -> Iterator[str]:
    """Start the process and yield its issuer; it is gone afterwards."""
    with subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, str(Path(__file__).resolve())], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def serve() -> None:
    """Listen on a free port of loopback and say where."""
    Provider.granted = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - the answer
    server.serve_forever()


if __name__ == "__main__":
    serve()
