"""What is done to accounts and sessions. Each act announces itself; the ledger listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import sessions, throttle
from bihuan.kernel.access.events import (
    AccountChanged,
    ActBegins,
    DemoMarked,
    PostSwitched,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from bihuan.kernel.access.models import Account, DemoSite
from bihuan.kernel.access.names import LONGEST_LOGIN, normalise_login
from bihuan.kernel.access.resolving import NoPost, resolve

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from bihuan.kernel.access.actors import Actor

BACKEND = "bihuan.kernel.access.backends.AccountBackend"
LONGEST_PASSWORD = 128

WRONG = "登录名或密码不正确。请核对后重试；忘记密码请联系本单位系统管理员重置。"
TOO_MANY = "尝试次数过多，已暂停登录。请 15 分钟后再试；急用请联系系统管理员核实身份后解除。"
NO_POST = "您的账号还没有岗位，不能办理业务。请联系安全管理员为您配置岗位。"


class BadAccount(ValueError):
    """An account cannot be made as asked; the message is for the administrator."""


class NotDemo(PermissionError):
    """Signing in without a password was asked for where it does not exist."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a try: an account, or the sentence that refuses."""

    account: Account | None
    refusal: str = ""


def create_account(
    *,
    login: str,
    display: str,
    password: str | None,
    actor: Actor,
    at: datetime,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> Account:
    """Create an account. Without a password nobody can sign in to it with one."""
    name = normalise_login(login)
    if not name or len(name) > LONGEST_LOGIN:
        msg = f"登录名须为 1 至 {LONGEST_LOGIN} 个字符，不计空格。"
        raise BadAccount(msg)
    account = Account(
        login=name,
        display=display.strip(),
        is_demo=is_demo,
        must_change_password=must_change_password,
        created_at=at,
    )
    account.set_password(password)
    with transaction.atomic():
        events.publish(ActBegins())
        if Account.objects.filter(login=name).exists():
            msg = f"登录名“{name}”已被使用（大小写、全角半角视为相同）。请换一个。"
            raise BadAccount(msg)
        account.save(force_insert=True)
        events.publish(AccountChanged(account.pk, "create", actor, at))
    return account


def set_password(account: Account, *, password: str, actor: Actor, at: datetime) -> None:
    """Give an account a new password; sessions opened with the old one end."""
    own = actor.account_id == account.pk
    account.set_password(password)
    account.must_change_password = not own
    with transaction.atomic():
        events.publish(ActBegins())
        account.save(update_fields=["password", "must_change_password"])
        events.publish(AccountChanged(account.pk, "password" if own else "reset", actor, at))
    throttle.clear_name(account.login)


def set_active(account: Account, *, active: bool, actor: Actor, at: datetime) -> None:
    """Enable or disable an account; a disabled one is out at its next request."""
    with transaction.atomic():
        events.publish(ActBegins())
        changed = Account.objects.filter(pk=account.pk, is_active=not active).update(
            is_active=active
        )
        if changed:
            events.publish(AccountChanged(account.pk, "enable" if active else "disable", actor, at))
    account.is_active = active


def check_password(*, login: str, password: str, source: str, at: datetime) -> Checked:
    """Check name and password: throttled first, hashed second, one answer for every miss."""
    place = throttle.take_place(login, source=source, at=at)
    if place is None:
        return Checked(None, TOO_MANY)
    account = Account.objects.filter(login=normalise_login(login)).first()
    fits = _fits(account, password)
    if account is None or not fits or not account.is_active:
        known = None if account is None else account.pk
        with transaction.atomic():
            events.publish(ActBegins())
            locked = throttle.is_last(place, at=at)
            events.publish(SignInFailed(known, source, at, locked))
        return Checked(None, WRONG)
    throttle.forgive(place)
    return Checked(account)


def begin_session(
    request: HttpRequest, account: Account, post_id: int | None, *, source: str, at: datetime
) -> Actor:
    """Open a session for a proven account; raises ``NoPost`` when it can act as nobody."""
    actor = resolve(account, post_id)
    with transaction.atomic():
        events.publish(ActBegins())
        # login() gives the session a new key: one planted before sign-in is worth nothing after it.
        auth.login(request, account, backend=BACKEND)
        sessions.begin(request.session, at=at)
        if post_id is not None:
            request.session[sessions.POST] = post_id
        events.publish(SignedIn(account.pk, actor, source, at, demo=account.is_demo))
    return actor


def sign_in_demo(
    request: HttpRequest, account: Account, post_id: int | None, *, source: str, at: datetime
) -> Actor:
    """Sign in without a password: demonstration accounts on a demonstration site only."""
    if not (is_demo_site() and account.is_demo and account.is_active):
        msg = "免密登录仅限演示站点的演示账号。"
        raise NotDemo(msg)
    return begin_session(request, account, post_id, source=source, at=at)


def switch_post(
    request: HttpRequest, account: Account, post_id: int, *, before: Actor, at: datetime
) -> Actor:
    """Go on in another of one's posts; raises ``NoPost`` for a post that is not held."""
    after = resolve(account, post_id)
    with transaction.atomic():
        events.publish(ActBegins())
        request.session.cycle_key()
        request.session[sessions.POST] = post_id
        events.publish(PostSwitched(account.pk, before, after, at))
    return after


def end_session(request: HttpRequest, *, at: datetime) -> None:
    """Sign out: the session is gone from the store, not only from the browser."""
    account = request.user
    actor: Actor | None = None
    if isinstance(account, Account):
        try:
            actor = resolve(account, request.session.get(sessions.POST))
        except NoPost:
            actor = None
    with transaction.atomic():
        events.publish(ActBegins())
        if isinstance(account, Account) and actor is not None:
            events.publish(SignedOut(account.pk, actor, at))
        auth.logout(request)


def mark_demo_site(*, actor: Actor, at: datetime) -> None:
    """Mark the database as a demonstration; refused where real accounts exist."""
    if getattr(settings, "PRODUCTION", False):
        msg = "生产模式不能载入演示数据。请在另外的目录以开发模式运行演示。"
        raise NotDemo(msg)
    with transaction.atomic():
        events.publish(ActBegins())
        if DemoSite.objects.exists():
            return
        if Account.objects.filter(is_demo=False).exists():
            msg = "本库已有正式账号，不能改作演示站点。请换一个空库。"
            raise NotDemo(msg)
        DemoSite.objects.create(since=at)
        events.publish(DemoMarked(actor, at))


def is_demo_site() -> bool:
    """Whether this database is a demonstration."""
    return DemoSite.objects.exists()


def _fits(account: Account | None, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    if account is None or not account.has_usable_password():
        # The same work as for a known name, so that the time of the answer does not tell names.
        make_password(password)
        return False
    return account.check_password(password)
