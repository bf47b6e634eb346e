"""How long a session lives: idle and absolute ends that need no write while somebody reads.

The start is stored in the session, once, at sign-in. The last activity travels in a second, signed
cookie bound to the session: refreshing it writes nothing to the database, and an old copy of it is
only ever older.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest, HttpResponse

STARTED = "bihuan_started"
POST = "bihuan_post"
SEEN_COOKIE = "bihuan_seen"
_SALT = "bihuan.kernel.access.sessions"

# basis: GB/T 22239-2019 8.1.4.1 b (time-out of a login connection); the figures are those
# assessors usually ask for.
IDLE = timedelta(minutes=30)
IDLE_ADMINISTRATOR = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
_FRESH = timedelta(minutes=1)


def begin(session: SessionBase, *, at: datetime) -> None:
    """Stamp a session at sign-in and let the store drop it after the longest time."""
    session[STARTED] = at.isoformat()
    session.set_expiry(at + LONGEST)


def last_seen(request: HttpRequest, *, at: datetime) -> datetime | None:
    """Return the last activity of a session within its longest time, else ``None``."""
    started = _started(request.session)
    if started is None or not started <= at < started + LONGEST:
        return None
    return max(started, _seen(request) or started)


def is_live(request: HttpRequest, *, at: datetime, administrator: bool) -> bool:
    """Whether the session may still be used."""
    seen = last_seen(request, at=at)
    return seen is not None and at - seen < (IDLE_ADMINISTRATOR if administrator else IDLE)


def touch(request: HttpRequest, response: HttpResponse, *, at: datetime) -> None:
    """Send the new last activity along, when the one the browser has is a minute old."""
    seen = _seen(request)
    if seen is not None and timedelta(0) <= at - seen < _FRESH:
        return
    response.set_cookie(
        SEEN_COOKIE,
        signing.dumps([_binding(request.session), at.isoformat()], salt=_SALT),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=settings.SESSION_COOKIE_PATH,
    )


def _started(session: SessionBase) -> datetime | None:
    text = session.get(STARTED)
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _seen(request: HttpRequest) -> datetime | None:
    try:
        binding, seen = signing.loads(request.COOKIES.get(SEEN_COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    # A cookie of another session proves nothing about this one.
    return datetime.fromisoformat(seen) if binding == _binding(request.session) else None


def _binding(session: SessionBase) -> str:
    return salted_hmac(_SALT, session.session_key or "", algorithm="sha256").hexdigest()[:32]
