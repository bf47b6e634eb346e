"""What is done to sessions: begun, proven by a second factor, switched, ended, on which site."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth
from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import live, sessions
from bihuan.kernel.access.backends import ON_DEMO_SITE
from bihuan.kernel.access.events import (
    ActBegins,
    DemoMarked,
    LookedAs,
    PostSwitched,
    SignedIn,
    SignedOut,
)
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account, DemoSite
from bihuan.kernel.access.prepared import Prepared
from bihuan.kernel.access.reading import once_a_page
from bihuan.kernel.access.resolving import NoPost, resolve, subordinate

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from bihuan.kernel.access.actors import Actor

BACKEND = "bihuan.kernel.access.backends.AccountBackend"
PROVEN, PROVEN_AT, PROVEN_BY = "bihuan_proven", "bihuan_proven_at", "bihuan_proven_by"
PASSWORD, ONE_CLICK = "密码", "演示免密"

NO_POST = "您的账号还没有岗位，不能办理业务。请联系安全管理员为您配置岗位。"


class NotDemo(PermissionError):
    """Signing in without a password was asked for where it does not exist."""


def await_second_factor(
    session: SessionBase, account: Account, *, means: str, at: datetime
) -> None:
    """Remember who has proven the first factor, until the second one comes."""
    session.cycle_key()
    session[PROVEN] = account.pk
    session[PROVEN_AT] = at.isoformat()
    session[PROVEN_BY] = means


def awaiting(session: SessionBase, *, at: datetime) -> Account | None:
    """Return who has proven the first factor a moment ago and is still to prove the second."""
    since = session.get(PROVEN_AT)
    if not isinstance(since, str):
        return None
    age = at - datetime.fromisoformat(since)
    if not timedelta(0) <= age < timedelta(minutes=in_force(at).factors.minutes):
        return None
    return Account.objects.filter(pk=session.get(PROVEN, 0), is_active=True).first()


def begin_session(
    request: HttpRequest,
    account: Account,
    post_id: int | None,
    *,
    source: str,
    at: datetime,
    means: str = PASSWORD,
    strong: bool = False,
) -> Actor:
    """Open a session for a proven account; raises ``NoPost`` when it can act as nobody.

    :param strong: the provider of single sign-on has proven the second factor as well.
    """
    actor = resolve(account, post_id)
    with transaction.atomic():
        events.publish(ActBegins())
        if live.bury(request, at=at):
            request.session.flush()  # login() would go on with the session of the same person
        # login() gives the session a new key: one planted before sign-in is worth nothing after it.
        auth.login(request, account, backend=BACKEND)
        for left in (PROVEN, PROVEN_AT, PROVEN_BY):
            request.session.pop(left, None)
        if post_id is not None:
            request.session[sessions.POST] = post_id
        if strong:
            request.session[sessions.STRONG] = True
        live.open_session(request, account, actor, means=means, source=source, at=at)
        events.publish(SignedIn(account.pk, actor, source, at, demo=account.is_demo, means=means))
    return actor


def sign_in_demo(
    request: HttpRequest, account: Account, post_id: int | None, *, source: str, at: datetime
) -> Actor:
    """Sign in without a password: demonstration accounts on a demonstration site only."""
    if not (is_demo_site() and account.is_demo and account.is_active):
        msg = "免密登录仅限演示站点的演示账号。"
        raise NotDemo(msg)
    return begin_session(request, account, post_id, source=source, at=at, means=ONE_CLICK)


def switch_post(
    request: HttpRequest, account: Account, post_id: int, *, before: Actor, at: datetime
) -> Actor:
    """Go on in another of one's posts; raises ``NoPost`` for a post that is not held."""
    after = resolve(account, post_id)
    with transaction.atomic():
        events.publish(ActBegins())
        request.session.cycle_key()
        request.session[sessions.POST] = post_id
        sessions.stand(request.session, after)
        live.renew(request)
        events.publish(PostSwitched(account.pk, before, after, at))
    return after


def look_as(
    request: HttpRequest, account: Account, post_id: int, *, actor: Actor, at: datetime
) -> Actor:
    """Look at pages as a subordinate sees them, until it is ended; raises ``NoPost``.

    Nothing can be written meanwhile: the door lets only reading through.
    """
    seen = subordinate(actor, post_id)
    with transaction.atomic():
        events.publish(ActBegins())
        request.session[sessions.LOOK] = post_id
        events.publish(LookedAs(account.pk, actor, seen, at))
    return seen


def stop_looking(request: HttpRequest, account: Account, *, actor: Actor, at: datetime) -> None:
    """See with one's own eyes again."""
    with transaction.atomic():
        events.publish(ActBegins())
        if request.session.pop(sessions.LOOK, None) is not None:
            events.publish(LookedAs(account.pk, actor, None, at))


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
        live.close(request, at=at)
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


_demo_site = Prepared(lambda: DemoSite.objects.values_list("pk")[:1])


def is_demo_site() -> bool:
    """Whether this database is a demonstration."""
    return once_a_page(ON_DEMO_SITE, lambda: bool(_demo_site()))
