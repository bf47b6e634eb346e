"""The list of sessions: who is signed in where, and how a session is ended from elsewhere.

A session is ended by deleting it from the store, so it is over at its next request, whichever
process answers. The last activity is noted in memory while people read, because reading writes
nothing, and goes to the database with the next request that writes anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import sessions
from bihuan.kernel.access.actors import ADMINISTRATORS, system_actor
from bihuan.kernel.access.devices import device_of
from bihuan.kernel.access.events import ActBegins, SessionEnded
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account, LiveSession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from bihuan.kernel.access.actors import Actor

SIGNED_OUT = "本人退出"
REMOTE = "本人在其他设备上结束"
BY_ADMINISTRATOR = "系统管理员结束"
PASSWORD = "密码已更换"  # noqa: S105 - a reason
DISABLED = "账号已停用"
FACTORS = "第二因素已变更"
UNLINKED = "单点登录身份已解除关联"
TIMED_OUT = "超过允许的时间"
REPLACED = "超时或者岗位变更后重新登录"
TOO_MANY = "同时登录超过允许的数量"
_EVERY = timedelta(minutes=1)
_MOST_AT_ONCE = 200


@dataclass(slots=True)
class _Noted:
    """What this process saw and has not written yet."""

    lock: Lock = field(default_factory=Lock)
    seen: dict[int, datetime] = field(default_factory=dict)
    written_at: datetime | None = None


_noted = _Noted()


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as its owner, or the system administrator, sees it."""

    id: int
    device: str
    source: str
    means: str
    since: datetime
    last_seen: datetime
    current: bool
    idle: bool


def open_session(
    request: HttpRequest, account: Account, actor: Actor, *, means: str, source: str, at: datetime
) -> None:
    """Put a session that has just begun on the list; the oldest beyond the allowed number ends."""
    limit = in_force(at).sessions.parallel
    others = list(_open(account).order_by("-since", "-pk"))
    if not account.is_demo:
        _end(others[limit - 1 :], reason=TOO_MANY, actor=actor, at=at)
    row = LiveSession.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        device=device_of(request.headers.get("User-Agent", "")),
        source=source,
        means=means,
        administrator=bool(actor.roles & ADMINISTRATORS),
        since=at,
        last_seen=at,
    )
    sessions.begin(request.session, actor, live=row.pk, at=at)


def renew(request: HttpRequest) -> None:
    """Follow a session to the new key it was given."""
    row = sessions.live_id(request.session)
    LiveSession.objects.filter(pk=row).update(session_key=request.session.session_key or "")


def close(request: HttpRequest, *, at: datetime) -> None:
    """Note that the session of this request is signed out; the store drops it itself."""
    row = sessions.live_id(request.session)
    LiveSession.objects.filter(pk=row, ended_at__isnull=True).update(
        ended_at=at, end_reason=SIGNED_OUT, session_key=""
    )


def bury(request: HttpRequest, *, at: datetime) -> bool:
    """End the session a browser still holds when somebody signs in there anew."""
    row = sessions.live_id(request.session)
    if not row:
        return False
    left = LiveSession.objects.filter(pk=row, ended_at__isnull=True)
    _end(left, reason=REPLACED, actor=system_actor("access"), at=at)
    return True


def sessions_of(account: Account, *, current: int, at: datetime) -> tuple[SessionLine, ...]:
    """Return the live sessions of an account, the one that asks first, then by last activity."""
    since = at - in_force(at).sessions.longest
    lines = [_line(row, current, at) for row in _open(account).filter(since__gt=since)]
    return tuple(sorted(lines, key=lambda line: (not line.current, -line.last_seen.timestamp())))


def end_one(account: Account, row: int, *, reason: str, actor: Actor, at: datetime) -> bool:
    """End one session of an account; say whether there was one to end."""
    with transaction.atomic():
        events.publish(ActBegins())
        return bool(_end(_open(account).filter(pk=row), reason=reason, actor=actor, at=at))


def end_others(account: Account, *, but: int, actor: Actor, at: datetime) -> int:
    """End all sessions of an account but one; return how many."""
    with transaction.atomic():
        events.publish(ActBegins())
        return end_all(account, reason=REMOTE, actor=actor, at=at, but=but)


def end_all(account: Account, *, reason: str, actor: Actor, at: datetime, but: int = 0) -> int:
    """End the sessions of an account (all but one); inside the transaction of the act."""
    return _end(_open(account).exclude(pk=but), reason=reason, actor=actor, at=at)


def sweep(*, at: datetime) -> int:
    """End sessions older than the longest time: one entry for each, nothing stays in the store.

    A session that is merely idle is refused by the door; only its browser knows for how long it
    has been, so it is ended here when its longest time is over, or at the next sign-in there.
    """
    oldest = at - in_force(at).sessions.longest
    waiting = LiveSession.objects.filter(since__lte=oldest, ended_at__isnull=True).order_by("pk")
    if not waiting.exists():
        return 0
    with transaction.atomic():
        events.publish(ActBegins())
        rows = waiting[:_MOST_AT_ONCE]
        return _end(rows, reason=TIMED_OUT, actor=system_actor("access"), at=at)


def note(row: int, *, at: datetime) -> None:
    """Remember that a session was used; writes nothing."""
    if row:
        with _noted.lock:
            _noted.seen[row] = at


def write_noted(*, at: datetime) -> None:
    """Write what was noted, at most once a minute in each process."""
    with _noted.lock:
        recent = _noted.written_at
        if recent is not None and timedelta(0) <= at - recent < _EVERY:
            return
        _noted.written_at = at
        seen = [_noted.seen.popitem() for _ in range(min(len(_noted.seen), _MOST_AT_ONCE))]
    with transaction.atomic():
        for row, when in sorted(seen):
            LiveSession.objects.filter(pk=row, last_seen__lt=when).update(last_seen=when)


def _open(account: Account) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(account=account, ended_at__isnull=True)


def _end(rows: Iterable[LiveSession], *, reason: str, actor: Actor, at: datetime) -> int:
    ended = list(rows)
    for row in ended:
        Session.objects.filter(session_key=row.session_key).delete()
        LiveSession.objects.filter(pk=row.pk).update(ended_at=at, end_reason=reason, session_key="")
        events.publish(
            SessionEnded(row.account_id, actor, at, reason, device=row.device, source=row.source)
        )
    return len(ended)


def _last(row: LiveSession) -> datetime:
    return max(row.last_seen, _noted.seen.get(row.pk, row.last_seen))


def _line(row: LiveSession, current: int, at: datetime) -> SessionLine:
    rules = in_force(at).sessions
    seen = at if row.pk == current else _last(row)
    return SessionLine(
        id=row.pk,
        device=row.device,
        source=row.source,
        means=row.means,
        since=row.since,
        last_seen=seen,
        current=row.pk == current,
        idle=at - seen >= rules.idle(administrator=row.administrator),
    )
