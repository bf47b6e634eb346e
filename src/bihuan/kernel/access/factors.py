"""Second factors: one-time codes (TOTP), recovery codes, and what they have in common."""

from __future__ import annotations

import base64
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING

import pyotp
import segno
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from bihuan.kernel import events
from bihuan.kernel.access import accounts, live, throttle
from bihuan.kernel.access.accounts import BadAccount, Checked, NotYours
from bihuan.kernel.access.events import AccountChanged, ActBegins, SignInFailed
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import OneTimeDevice, Passkey, RecoveryCode
from bihuan.kernel.access.names import normalise_login
from bihuan.kernel.access.permissions import may
from bihuan.kernel.access.sealing import BrokenSeal, seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access.actors import Actor
    from bihuan.kernel.access.models import Account

STEP = timedelta(seconds=30)
DRIFT = 1  # steps a clock may be wrong in either direction
DIGITS = 6
ISSUER = "闭环"
_SALT = "bihuan.kernel.access.factors"
_PROPOSED_FOR = timedelta(hours=1)
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
_GROUP, _GROUPS = 4, 4

WRONG_CODE = "验证码不正确或者已经用过。请等待下一个验证码再试。"
ONE_TIME, RECOVERY, PASSKEY = "动态口令", "恢复码", "通行密钥"


@dataclass(frozen=True, slots=True)
class Factors:
    """What second factors an account has."""

    one_time_since: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_left: int

    @property
    def any(self) -> bool:
        """Whether there is one; recovery codes alone are none."""
        return self.one_time_since is not None or bool(self.passkeys)


def factors_of(account: Account) -> Factors:
    """Return the second factors of an account."""
    device = OneTimeDevice.objects.filter(account=account).first()
    return Factors(
        one_time_since=None if device is None else device.confirmed_at,
        passkeys=tuple(Passkey.objects.filter(account=account).order_by("made_at", "pk")),
        recovery_left=RecoveryCode.objects.filter(account=account, used_at__isnull=True).count(),
    )


def has_factor(account: Account) -> bool:
    """Whether sign-in asks this account for a second factor."""
    return (
        OneTimeDevice.objects.filter(account=account).exists()
        or Passkey.objects.filter(account=account).exists()
    )


def is_required(account: Account, actor: Actor, *, at: datetime) -> bool:
    """Whether this person may not work without a second factor.

    A demonstration account has no first factor either: it signs in by one click, on a
    demonstration site only.
    """
    return not account.is_demo and bool(actor.roles & set(in_force(at).factors.required))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A secret for an app, and the sealed form in which it waits in the page for the first code."""

    secret: str
    signed: str


def propose(account: Account) -> Proposal:
    """Make a secret (160 bits). Reading the page writes nothing, so the page keeps it."""
    secret = pyotp.random_base32()
    sealed = seal(secret, owner=f"proposal:{account.pk}")
    return Proposal(secret, signing.dumps(sealed, salt=_SALT))


def proposal_of(signed: str, account: Account) -> Proposal | None:
    """Return the secret a page of this account has kept; ``None`` when it is not one, or old."""
    try:
        sealed = signing.loads(signed, salt=_SALT, max_age=_PROPOSED_FOR)
        return Proposal(unseal(sealed, owner=f"proposal:{account.pk}"), signed)
    except (signing.BadSignature, BrokenSeal):
        return None


def address_of(secret: str, account: Account) -> str:
    """Return what the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """Draw an address as a QR code, as an image a page can hold without asking for it."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=3)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def add_one_time(
    account: Account,
    *,
    secret: str,
    code: str,
    actor: Actor,
    at: datetime,
    but: int = 0,
) -> None:
    """Take an app into use, once it has shown a right code; sessions without it end.

    :raises BadAccount: the code does not fit, or an app is in use already.
    """
    step = _step_of(secret, code, at=at)
    if step is None:
        raise BadAccount("验证码不正确。请核对手机时间是否准确，再输入应用当前显示的 6 位数字。")
    with transaction.atomic():
        events.publish(ActBegins())
        if OneTimeDevice.objects.filter(account=account).exists():
            raise BadAccount("已经启用动态口令。要换手机，请先停用原来的。")
        OneTimeDevice.objects.create(
            account=account,
            sealed_secret=seal(secret, owner=f"account:{account.pk}"),
            confirmed_at=at,
            last_step=step,
        )
        events.publish(AccountChanged(account.pk, "one_time_added", actor, at))
        live.end_all(account, reason=live.FACTORS, actor=actor, at=at, but=but)


def remove_one_time(account: Account, *, actor: Actor, at: datetime, but: int = 0) -> None:
    """Stop using the app; the sessions elsewhere end.

    :raises BadAccount: there is none, or it is the last factor of somebody who needs one.
    """
    with transaction.atomic():
        events.publish(ActBegins())
        passkeys = Passkey.objects.filter(account=account).exists()
        require_another(account, actor, another=passkeys, at=at)
        if not OneTimeDevice.objects.filter(account=account).delete()[0]:
            raise BadAccount("没有启用动态口令。")
        events.publish(AccountChanged(account.pk, "one_time_removed", actor, at))
        live.end_all(account, reason=live.FACTORS, actor=actor, at=at, but=but)


def require_another(account: Account, actor: Actor, *, another: bool, at: datetime) -> None:
    """Refuse to take away the last factor of somebody who needs one."""
    if not another and is_required(account, actor, at=at):
        raise BadAccount("您的岗位必须使用第二因素。请先登记另一种，再停用这一种。")


def check_code(account: Account, *, code: str, source: str, at: datetime) -> Checked:
    """Check a one-time or recovery code: throttled, and no code is good twice."""
    place = throttle.take_place(accounts.second_name(account), source=source, at=at)
    if place is None:
        return Checked(None, accounts.too_many(at), limited=True)
    typed = _bare(code)
    fits = (
        _use_one_time(account, typed, at=at)
        if looks_one_time(code)
        else use_recovery(account, typed, at=at)
    )
    if fits:
        throttle.forgive(place)
        return Checked(account)
    refuse(account, place_is_last=throttle.is_last(place, at=at), source=source, at=at)
    return Checked(None, WRONG_CODE)


def looks_one_time(code: str) -> bool:
    """Whether what was typed is a one-time code by its form; else it may be a recovery code."""
    typed = _bare(code)
    return typed.isascii() and typed.isdecimal() and len(typed) == DIGITS


def _bare(code: str) -> str:
    return normalise_login(code).replace("-", "")


def refuse(account: Account, *, place_is_last: bool, source: str, at: datetime) -> None:
    """Announce that a second factor did not fit."""
    with transaction.atomic():
        events.publish(ActBegins())
        events.publish(SignInFailed(account.pk, source, at, place_is_last, means="第二因素"))


def _use_one_time(account: Account, code: str, *, at: datetime) -> bool:
    device = OneTimeDevice.objects.filter(account=account).first()
    if device is None:
        return False
    step = _step_of(unseal(device.sealed_secret, owner=f"account:{account.pk}"), code, at=at)
    if step is None:
        return False
    # One statement decides between two who hold the same code.
    used = OneTimeDevice.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step)
    return used == 1


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    now = int(at.timestamp() // STEP.total_seconds())
    app = pyotp.TOTP(secret, digits=DIGITS, interval=int(STEP.total_seconds()))
    for step in range(now - DRIFT, now + DRIFT + 1):
        # As bytes: what was typed may hold signs that are no digits of ours.
        if compare_digest(app.generate_otp(step).encode(), code.encode(errors="replace")):
            return step
    return None


def make_recovery_codes(account: Account, *, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Make new recovery codes; the old ones are worth nothing from now on. Shown once."""
    number = in_force(at).factors.recovery_codes
    codes = tuple(
        "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(number)
    )
    with transaction.atomic():
        events.publish(ActBegins())
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, digest=_digest(account, code)) for code in codes
        )
        events.publish(AccountChanged(account.pk, "recovery_made", actor, at))
    return codes


def use_recovery(account: Account, typed: str, *, at: datetime) -> bool:
    """Use up a recovery code; say whether it was one."""
    digest = _digest(account, typed)
    return (
        RecoveryCode.objects.filter(account=account, digest=digest, used_at__isnull=True).update(
            used_at=at
        )
        == 1
    )


def _digest(account: Account, code: str) -> str:
    return salted_hmac(_SALT, f"{account.pk} {_bare(code)}", algorithm="sha256").hexdigest()


def clear_factors(account: Account, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take all second factors from somebody who lost them; they enrol anew at the next sign-in.

    :raises NotYours: the actor is not the security administrator, or it is their own account.
    :raises BadAccount: no reason is given, or there is nothing to clear.
    """
    if not may(actor, accounts.RESET_FACTORS.key) or actor.account_id == account.pk:
        raise NotYours("第二因素由安全管理员核实本人身份后清除，本人不能为自己清除。")
    said = accounts.reason_of(reason)
    with transaction.atomic():
        events.publish(ActBegins())
        gone = OneTimeDevice.objects.filter(account=account).delete()[0]
        gone += Passkey.objects.filter(account=account).delete()[0]
        RecoveryCode.objects.filter(account=account).delete()
        if not gone:
            raise BadAccount("这个账号没有登记第二因素。")
        events.publish(AccountChanged(account.pk, "factors_cleared", actor, at, said))
        live.end_all(account, reason=live.FACTORS, actor=actor, at=at)
