"""Single sign-on (OpenID Connect): what is asked of the provider and how its answer is judged.

Authorization code with PKCE, state and nonce. Protocol and signatures are Authlib's; what is
fetched goes through ``kernel.outbound``, on a line to the issuer's origin alone. Nothing here knows
accounts: the result is a subject of an issuer.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from django.conf import settings
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from bihuan.kernel.access.sealing import BrokenSeal, seal, unseal
from bihuan.kernel.outbound import Line, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures with a public key only: never `none`, never one made with the shared secret."""
LASTS = timedelta(minutes=10)
LEEWAY = 60
_OWNER = "single-sign-on"
_LENGTH = 48
_MOST_SUBJECT = 255
_GOOD = 200


class NotIn(Exception):
    """The sign-in is refused: a sentence for the person, a word for the ledger."""

    def __init__(self, sentence: str, word: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.word, self.status = sentence, word, status


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider this installation trusts."""

    issuer: str
    client: str
    secret: str
    name: str
    strong: frozenset[str]

    @property
    def line(self) -> Line:
        """The line to the provider; inner networks are where most of them stand."""
        return Line(self.issuer, private=True, loopback=not settings.PRODUCTION)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked of the provider; travels sealed in a cookie until the answer comes."""

    state: str
    nonce: str
    verifier: str
    at: str
    after: str
    account: int
    """The account an identity is being linked to; nought when somebody signs in."""

    def sealed(self) -> str:
        """Return the form the browser keeps."""
        return seal(json.dumps(asdict(self)), owner=_OWNER)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the provider has recognised, and whether by more than a password."""

    issuer: str
    subject: str
    strong: bool


def provider() -> Provider | None:
    """Return the provider of this installation; ``None`` where there is none."""
    if not (settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID):
        return None
    return Provider(
        issuer=settings.OIDC_ISSUER,
        client=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        name=settings.OIDC_NAME,
        strong=frozenset(settings.OIDC_SECOND_FACTOR),
    )


def ask(
    trusted: Provider, *, back: str, after: str, account: int, at: datetime
) -> tuple[Question, str]:
    """Return a new question and the address at the provider that puts it.

    :raises NotIn: the provider cannot be reached or is not the one that was configured.
    """
    about = _about(trusted)
    question = Question(
        state=generate_token(_LENGTH),
        nonce=generate_token(_LENGTH),
        verifier=generate_token(_LENGTH),
        at=at.isoformat(),
        after=after,
        account=account,
    )
    url, _ = _client(trusted, back).create_authorization_url(
        about["authorization_endpoint"],
        state=question.state,
        code_verifier=question.verifier,
        nonce=question.nonce,
    )
    return question, str(url)


def opened(sealed: str, *, at: datetime) -> Question | None:
    """Return the question a browser kept, while it is fresh."""
    try:
        question = Question(**json.loads(unseal(sealed, owner=_OWNER)))
    except (BrokenSeal, ValueError, TypeError):
        return None
    age = at - datetime.fromisoformat(question.at)
    return question if timedelta(0) <= age < LASTS else None


def judge(
    trusted: Provider,
    question: Question | None,
    given: Mapping[str, str],
    *,
    back: str,
    at: datetime,
) -> Subject:
    """Return whom the provider names in answer to a question.

    :raises NotIn: the answer is not one to this question, or the provider is not to be reached.
    """
    if question is None or not compare_digest(
        question.state.encode(), given.get("state", "").encode()
    ):
        raise NotIn(
            "这次登录不是从本浏览器的登录页开始的，或者已经超过 10 分钟。"
            f"请重新点击“{trusted.name}登录”；反复出现时，请联系本单位系统管理员。",
            "状态不符",
        )
    if given.get("error"):
        raise NotIn(f"“{trusted.name}”没有同意这次登录。请重试，或者联系它的管理员。", "提供方拒绝")
    if given.get("iss", trusted.issuer) != trusted.issuer:
        raise _wrong(trusted, "签发方不符")
    about = _about(trusted)
    token = _token(trusted, about, given.get("code", ""), question, back)
    keys = _fetched(trusted, about["jwks_uri"])
    try:
        read = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {"iss": {"value": trusted.issuer}, "aud": {"value": trusted.client}},
            {
                "nonce": question.nonce,
                "client_id": trusted.client,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except ExpiredTokenError as error:
        raise NotIn(
            f"“{trusted.name}”的登录证明已经过期。请重新登录；反复出现时，两边的时钟可能不一致，"
            "请联系本单位系统管理员。",
            "证明过期",
        ) from error
    except (InvalidClaimError, MissingClaimError) as error:
        raise _wrong(trusted, _WORDS.get(str(error.claim), "内容不符")) from error
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
        raise _wrong(trusted, "签名不符") from error
    return _subject(trusted, claims)


_WORDS = {"iss": "签发方不符", "aud": "接收方不符", "azp": "接收方不符", "nonce": "随机数不符"}


def _subject(trusted: Provider, claims: Mapping[str, Any]) -> Subject:
    subject, amr = claims["sub"], claims.get("amr") or []
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT:
        raise _wrong(trusted, "内容不符")
    said = {claims.get("acr"), *(each for each in amr if isinstance(each, str))}
    return Subject(trusted.issuer, subject, strong=bool(said & trusted.strong))


def _token(
    trusted: Provider, about: Mapping[str, Any], code: str, question: Question, back: str
) -> Mapping[str, Any]:
    try:
        token = _client(trusted, back).fetch_token(
            about["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=question.verifier,
        )
    except (Refused, Unreachable) as error:
        raise _down(trusted) from error
    except (AuthlibBaseError, ValueError) as error:
        raise _wrong(trusted, "授权码无效") from error
    if not isinstance(token.get("id_token"), str):
        raise _wrong(trusted, "内容不符")
    return dict(token)


def _about(trusted: Provider) -> Mapping[str, Any]:
    """Return what the provider says of itself, if it is the one that was configured."""
    about: Mapping[str, Any] = _fetched(trusted, get_well_known_url(trusted.issuer, external=True))
    if about.get("issuer") != trusted.issuer:
        raise _wrong(trusted, "签发方不符")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(about.get(name), str):
            raise _down(trusted)
    asked, known = urlsplit(about["authorization_endpoint"]), urlsplit(trusted.issuer)
    if (asked.scheme, asked.netloc) != (known.scheme, known.netloc):
        raise _wrong(trusted, "签发方不符")
    return about


def _fetched(trusted: Provider, url: str) -> Any:
    try:
        answer = trusted.line.get(url)
        found = answer.json() if answer.status == _GOOD else None
    except (Refused, Unreachable, ValueError) as error:
        raise _down(trusted) from error
    if not isinstance(found, dict):
        raise _down(trusted)
    return found


def _client(trusted: Provider, back: str) -> OAuth2Client:
    return OAuth2Client(
        _Wire(trusted.line),
        client_id=trusted.client,
        client_secret=trusted.secret or None,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
    )


class _Wire:
    """The session Authlib talks through: our line, with the client's proof put on."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def post(self, url: str, *, data: Mapping[str, str], headers: Any, auth: Any) -> _Said:
        """Send a form to the provider."""
        _, proven, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        answer = self._line.post(url, body.encode(), proven)
        return _Said(answer.status, answer.body)


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer in the shape Authlib reads."""

    status_code: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def raise_for_status(self) -> None:
        if self.status_code != _GOOD:
            raise Unreachable(f"HTTP {self.status_code}")


def _down(trusted: Provider) -> NotIn:
    return NotIn(
        f"现在连接不上“{trusted.name}”。请稍后再试，或者先用登录名和密码登录；"
        "持续不能使用时，请联系本单位系统管理员。",
        "提供方没有应答",
        status=503,
    )


def _wrong(trusted: Provider, word: str) -> NotIn:
    return NotIn(
        f"“{trusted.name}”返回的登录证明不能采信（{word}）。"
        "请重新登录；反复出现时，请联系本单位系统管理员。",
        word,
    )
