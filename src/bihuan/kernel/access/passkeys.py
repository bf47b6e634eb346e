"""Passkeys (WebAuthn): registered and asked for through Yubico's library.

Reading a page writes nothing, so the challenge travels in the page: signed, bound to the session,
good for some minutes and for one answer.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from django.core import signing
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bihuan.kernel import events
from bihuan.kernel.access import accounts, factors, live, sessions, throttle
from bihuan.kernel.access.accounts import BadAccount, Checked
from bihuan.kernel.access.events import AccountChanged, ActBegins
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import OneTimeDevice, Passkey

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from bihuan.kernel.access.actors import Actor
    from bihuan.kernel.access.models import Account

ANSWERED = "bihuan_answered"
_SALT = "bihuan.kernel.access.passkeys"
_REMEMBERED = 20
LONGEST_ANSWER = 20_000
MOST = 10
_UNFIT = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    InvalidSignature,
    signing.BadSignature,
)
NOT_TAKEN = "通行密钥没有通过验证。请重新操作；换用另一种方式也可以。"


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is asked, as JSON, and the signed challenge it comes back with."""

    options: str
    challenge: str


def offer(request: HttpRequest, account: Account) -> Question:
    """Begin to register a passkey."""
    user = PublicKeyCredentialUserEntity(
        id=f"account:{account.pk}".encode(), name=account.login, display_name=account.display
    )
    options, state = _server(request).register_begin(
        user,
        credentials=_known(account),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Question(json.dumps(dict(options)["publicKey"]), _signed(request, account, state))


def register(
    request: HttpRequest,
    account: Account,
    *,
    name: str,
    answer: str,
    challenge: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep the passkey the browser made; sessions without it end.

    :raises BadAccount: the answer does not fit the question, or the key is registered already.
    """
    called = " ".join(name.split())[:40]
    if not called:
        raise BadAccount("请给这把通行密钥起个名字，例如“办公电脑”。")
    if Passkey.objects.filter(account=account).count() >= MOST:
        raise BadAccount(f"最多登记 {MOST} 把通行密钥。请先删除不再使用的。")
    try:
        state = _once(request, account, challenge, at=at)
        response = RegistrationResponse.from_dict(_read(answer))
        made = _server(request).register_complete(state, response).credential_data
        count = response.response.attestation_object.auth_data.counter
    except _UNFIT as error:
        raise BadAccount(NOT_TAKEN) from error
    if made is None:
        raise BadAccount(NOT_TAKEN)
    try:
        with transaction.atomic():
            events.publish(ActBegins())
            Passkey.objects.create(
                account=account,
                name=called,
                identity=websafe_encode(made.credential_id),
                credential=bytes(made),
                count=count,
                made_at=at,
            )
            events.publish(AccountChanged(account.pk, "passkey_added", actor, at, called))
            mine = sessions.live_id(request.session)
            live.end_all(account, reason=live.FACTORS, actor=actor, at=at, but=mine)
    except IntegrityError as error:
        raise BadAccount("这把通行密钥已经登记过。") from error


def remove(account: Account, passkey: int, *, actor: Actor, at: datetime, but: int = 0) -> None:
    """Forget a passkey; the sessions elsewhere end.

    :raises BadAccount: there is no such key, or it is the last factor of somebody who needs one.
    """
    with transaction.atomic():
        events.publish(ActBegins())
        held = Passkey.objects.filter(account=account)
        found = held.filter(pk=passkey).first()
        if found is None:
            raise BadAccount("没有这把通行密钥。")
        another = (
            held.exclude(pk=passkey).exists()
            or OneTimeDevice.objects.filter(account=account).exists()
        )
        factors.require_another(account, actor, another=another, at=at)
        found.delete()
        events.publish(AccountChanged(account.pk, "passkey_removed", actor, at, found.name))
        live.end_all(account, reason=live.FACTORS, actor=actor, at=at, but=but)


def ask(request: HttpRequest, account: Account) -> Question | None:
    """Begin to ask for a passkey; ``None`` where there is none."""
    known = _known(account)
    if not known:
        return None
    options, state = _server(request).authenticate_begin(
        known, user_verification=UserVerificationRequirement.PREFERRED
    )
    return Question(json.dumps(dict(options)["publicKey"]), _signed(request, account, state))


def check(
    request: HttpRequest,
    account: Account,
    *,
    answer: str,
    challenge: str,
    source: str,
    at: datetime,
) -> Checked:
    """Check what a passkey signed: throttled, one answer for each challenge."""
    place = throttle.take_place(accounts.second_name(account), source=source, at=at)
    if place is None:
        return Checked(None, accounts.too_many(at), limited=True)
    try:
        state = _once(request, account, challenge, at=at)
        response = AuthenticationResponse.from_dict(_read(answer))
        used = _server(request).authenticate_complete(state, _known(account), response)
        count = response.response.authenticator_data.counter
    except _UNFIT:
        used, count = None, 0
    if used is not None and _count_up(account, used, count, at=at):
        throttle.forgive(place)
        return Checked(account)
    factors.refuse(account, place_is_last=throttle.is_last(place, at=at), source=source, at=at)
    return Checked(None, NOT_TAKEN)


def _signed(request: HttpRequest, account: Account, state: dict[str, Any]) -> str:
    words = [account.pk, request.session.session_key, state]
    return signing.dumps(words, salt=_SALT)


def _once(request: HttpRequest, account: Account, challenge: str, *, at: datetime) -> Any:
    """Return the challenge of a question this session was asked and has not answered yet."""
    answered = request.session.get(ANSWERED, [])
    digest = hashlib.sha256(challenge.encode()).hexdigest()
    age = timedelta(minutes=in_force(at).factors.minutes)
    owner, key, state = signing.loads(challenge, salt=_SALT, max_age=age)
    if (owner, key) != (account.pk, request.session.session_key) or digest in answered:
        msg = "The challenge is another session's, or was answered before."
        raise ValueError(msg)
    request.session[ANSWERED] = [*answered, digest][-_REMEMBERED:]
    return state


def _count_up(account: Account, used: AttestedCredentialData, count: int, *, at: datetime) -> bool:
    """Take the counter of the key: one that does not grow belongs to a copy of the key.

    Keys that are kept in several devices do not count and always say nought.
    """
    held = Passkey.objects.filter(account=account, identity=websafe_encode(used.credential_id))
    fresh = held.filter(count__lt=count) if count else held.filter(count=0)
    return fresh.update(count=count, used_at=at) == 1


def _known(account: Account) -> list[AttestedCredentialData]:
    held = Passkey.objects.filter(account=account).order_by("pk")
    return [AttestedCredentialData(bytes(each.credential)) for each in held]


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()
    origin = f"{request.scheme}://{host}"
    party = PublicKeyCredentialRpEntity(id=host.partition(":")[0], name=factors.ISSUER)
    return Fido2Server(party, verify_origin=lambda said: said == origin)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        msg = "The answer is longer than any key gives."
        raise ValueError(msg)
    read = json.loads(answer)
    if not isinstance(read, dict):
        msg = "The answer is not an object."
        raise TypeError(msg)
    return read
