"""Identities at a provider of single sign-on: linked to accounts that exist, used, taken away.

Signing in this way never makes an account and never gives a right. A link made by the system
administrator proves no more than a password: only one the owner made, having proven both factors,
lets the provider stand in for the second factor. Otherwise whoever links could become anybody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import accounts, factors, live, single_sign_on, throttle
from bihuan.kernel.access.accounts import BadAccount, NotYours
from bihuan.kernel.access.events import AccountChanged, ActBegins, SignInFailed
from bihuan.kernel.access.models import OutsideIdentity
from bihuan.kernel.access.operations import NO_POST
from bihuan.kernel.access.permissions import may
from bihuan.kernel.access.resolving import NoPost, resolve
from bihuan.kernel.access.single_sign_on import NotIn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access.actors import Actor
    from bihuan.kernel.access.models import Account, SignInFailure
    from bihuan.kernel.access.single_sign_on import Provider, Question, Subject

LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Recognised:
    """An account the provider has proven, and whether its second factor is proven with it."""

    account: Account
    strong: bool


def identity_of(account: Account) -> OutsideIdentity | None:
    """Return the identity of an account at the provider in use."""
    trusted = single_sign_on.provider()
    if trusted is None:
        return None
    return OutsideIdentity.objects.filter(account=account, issuer=trusted.issuer).first()


def begin(
    trusted: Provider, *, back: str, after: str, account: int, source: str, at: datetime
) -> tuple[Question, str]:
    """Ask the provider who this is; raises ``NotIn``, which is in the ledger by then."""
    place = _place(source, at=at)
    try:
        asked = single_sign_on.ask(trusted, back=back, after=after, account=account, at=at)
    except NotIn as refused:
        _write_down(refused, trusted, account or None, source=source, at=at)
        raise
    throttle.forgive(place)
    return asked


def recognise(
    trusted: Provider,
    question: Question | None,
    given: Mapping[str, str],
    *,
    back: str,
    source: str,
    at: datetime,
) -> Recognised:
    """Return the account the provider's answer proves; raises ``NotIn``, written down."""
    place = _place(source, at=at)
    known: int | None = None
    try:
        named = single_sign_on.judge(trusted, question, given, back=back, at=at)
        found = _linked(trusted, named)
        known = found.account_id
        _require_usable(found.account)
    except NotIn as refused:
        _write_down(refused, trusted, known, source=source, at=at)
        raise
    throttle.forgive(place)
    return Recognised(found.account, strong=named.strong and found.own)


def _linked(trusted: Provider, named: Subject) -> OutsideIdentity:
    found = (
        OutsideIdentity.objects.select_related("account")
        .filter(issuer=named.issuer, subject=named.subject)
        .first()
    )
    if found is None:
        raise NotIn(
            f"您在“{trusted.name}”中的编号是“{named.subject}”，还没有与本系统的账号关联。"
            "请把编号告诉本单位系统管理员，核实身份后关联；已有账号的，也可以用密码登录后自己关联。",
            "没有关联的账号",
            status=403,
        )
    return found


def _require_usable(account: Account) -> None:
    if not account.is_active:
        raise NotIn("您的账号已停用，不能登录。请联系本单位系统管理员。", "账号已停用", status=403)
    try:
        resolve(account, None)
    except NoPost:
        raise NotIn(NO_POST, "没有岗位", status=403) from None


def link_own(
    account: Account,
    trusted: Provider,
    question: Question | None,
    given: Mapping[str, str],
    *,
    back: str,
    actor: Actor,
    source: str,
    at: datetime,
) -> None:
    """Link the identity the provider names to the owner's account; raises ``NotIn``."""
    place = _place(source, at=at)
    try:
        named = single_sign_on.judge(trusted, question, given, back=back, at=at)
        _require_begun_by(account, question)
        _link(account, trusted, named.subject, own=True, actor=actor, at=at)
    except NotIn as refused:
        _write_down(refused, trusted, account.pk, source=source, at=at)
        raise
    except BadAccount as error:
        taken = NotIn(str(error), "不能关联")
        _write_down(taken, trusted, account.pk, source=source, at=at)
        raise taken from error
    throttle.forgive(place)


def _require_begun_by(account: Account, question: Question | None) -> None:
    if question is None or question.account != account.pk:
        raise NotIn("关联是从另一个账号开始的，没有办理。请重新开始。", "账号不符")


def link(account: Account, *, subject: str, reason: str, actor: Actor, at: datetime) -> None:
    """Link an identity to somebody else's account.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    :raises BadAccount: there is no provider, no reason or no number, or one of the two is taken.
    """
    trusted = _keeper(account, actor)
    said = accounts.reason_of(reason)
    _link(account, trusted, subject.strip(), own=False, actor=actor, at=at, reason=said)


def unlink(account: Account, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take the identity from somebody else's account; its sessions end.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    :raises BadAccount: there is no provider, no reason or no link.
    """
    trusted = _keeper(account, actor)
    said = accounts.reason_of(reason)
    _unlink(account, trusted, actor=actor, at=at, but=0, reason=said)


def unlink_own(account: Account, *, actor: Actor, at: datetime, but: int) -> None:
    """Take the identity from one's own account; the sessions elsewhere end.

    :raises BadAccount: there is no link.
    """
    trusted = single_sign_on.provider()
    if trusted is None or actor.account_id != account.pk:
        raise BadAccount("没有关联单点登录身份。")
    _unlink(account, trusted, actor=actor, at=at, but=but)


def may_link_own(account: Account) -> bool:
    """Whether somebody can prove both factors, which linking asks for."""
    return account.has_usable_password() and factors.has_factor(account)


def means_of(trusted: Provider) -> str:
    """Return how a session says that it was opened this way."""
    return f"单点登录（{trusted.name}）"[:20]


def _keeper(account: Account, actor: Actor) -> Provider:
    if not may(actor, accounts.KEEP_ACCOUNTS.key):
        raise NotYours("单点登录身份由系统管理员核实后关联和解除。")
    if actor.account_id == account.pk:
        raise NotYours("自己的单点登录身份请在“账号安全”中办理。")
    trusted = single_sign_on.provider()
    if trusted is None:
        raise BadAccount("本系统没有接入单点登录。")
    return trusted


def _link(
    account: Account,
    trusted: Provider,
    subject: str,
    *,
    own: bool,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadAccount(f"请填写本人在“{trusted.name}”中的编号（至多 {LONGEST_SUBJECT} 个字符）。")
    with transaction.atomic():
        events.publish(ActBegins())
        held = OutsideIdentity.objects.filter(issuer=trusted.issuer)
        if held.filter(account=account).exists():
            raise BadAccount("这个账号已经关联单点登录身份。要更换，请先解除原来的。")
        if held.filter(subject=subject).exists():
            raise BadAccount(
                f"“{trusted.name}”的这个编号已经关联另一个账号，请联系系统管理员核实。"
            )
        OutsideIdentity.objects.create(
            account=account, issuer=trusted.issuer, subject=subject, own=own, linked_at=at
        )
        events.publish(AccountChanged(account.pk, "identity_linked", actor, at, reason))


def _unlink(
    account: Account, trusted: Provider, *, actor: Actor, at: datetime, but: int, reason: str = ""
) -> None:
    with transaction.atomic():
        events.publish(ActBegins())
        held = OutsideIdentity.objects.filter(account=account, issuer=trusted.issuer)
        if not held.delete()[0]:
            raise BadAccount("这个账号没有关联单点登录身份。")
        events.publish(AccountChanged(account.pk, "identity_unlinked", actor, at, reason))
        live.end_all(account, reason=live.UNLINKED, actor=actor, at=at, but=but)


def _place(source: str, *, at: datetime) -> SignInFailure:
    """Count a try for its source; the provider counts those of a person."""
    place = throttle.take_place(f"single-sign-on#{secrets.token_hex(16)}", source=source, at=at)
    if place is None:
        raise NotIn(accounts.too_many(at), "次数过多", status=429)
    return place


def _write_down(
    refused: NotIn, trusted: Provider, account: int | None, *, source: str, at: datetime
) -> None:
    means = f"{means_of(trusted)}：{refused.word}"
    with transaction.atomic():
        events.publish(ActBegins())
        events.publish(SignInFailed(account, source, at, locked=False, means=means))
