"""How long a session lives: idle and absolute ends that need no write while somebody reads.

The start is stored in the session, once, at sign-in. The last activity travels in a second, signed
cookie bound to the session: refreshing it writes nothing to the database, and an old copy of it is
only ever older.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from bihuan.kernel.access.actors import ADMINISTRATORS
from bihuan.kernel.access.identity import in_force

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.access.actors import Actor

STARTED = "bihuan_started"
POST = "bihuan_post"
SEEN_COOKIE = "bihuan_seen"
_SALT = "bihuan.kernel.access.sessions"

STANDING = "bihuan_standing"
LIVE = "bihuan_live"
LOOK = "bihuan_look"
STRONG = "bihuan_strong"
_FRESH = timedelta(minutes=1)


class End(Enum):
    """Why a session is over, as the page of sign-in says it."""

    TIME = "time"
    CHANGED = "changed"


def begin(session: SessionBase, actor: Actor, *, live: int, at: datetime) -> None:
    """Stamp a session at sign-in and let the store drop it after the longest time."""
    session[STARTED] = at.isoformat()
    session[LIVE] = live
    stand(session, actor)
    session.set_expiry(at + in_force(at).sessions.longest)


def stand(session: SessionBase, actor: Actor) -> None:
    """Bind the session to what the actor may do now."""
    session[STANDING] = standing(actor)


def standing(actor: Actor) -> str:
    """Return a stamp of post, body and roles: whoever loses or gains a role signs in anew."""
    words = (actor.key, actor.body, *sorted(actor.roles), "|", *sorted(actor.compartments))
    return salted_hmac(_SALT, "\n".join(words), algorithm="sha256").hexdigest()[:32]


def live_id(session: SessionBase) -> int:
    """Return the row of this session in the list of sessions; nought where it is on none."""
    found = session.get(LIVE)
    return found if isinstance(found, int) else 0


def started(session: SessionBase) -> datetime | None:
    """Return when this session began."""
    text = session.get(STARTED)
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def last_seen(request: HttpRequest, *, at: datetime) -> datetime | None:
    """Return the last activity of a session within its longest time, else ``None``."""
    began = started(request.session)
    if began is None or not began <= at < began + in_force(at).sessions.longest:
        return None
    return max(began, _seen(request) or began)


def end_of(request: HttpRequest, actor: Actor, *, at: datetime) -> End | None:
    """Say why the session may no longer be used; ``None`` while it lives."""
    seen = last_seen(request, at=at)
    administrator = bool(actor.roles & ADMINISTRATORS)
    if seen is None or at - seen >= in_force(at).sessions.idle(administrator=administrator):
        return End.TIME
    if request.session.get(STANDING) != standing(actor):
        return End.CHANGED
    return None


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


def _seen(request: HttpRequest) -> datetime | None:
    try:
        binding, seen = signing.loads(request.COOKIES.get(SEEN_COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    # A cookie of another session proves nothing about this one.
    return datetime.fromisoformat(seen) if binding == _binding(request.session) else None


def _binding(session: SessionBase) -> str:
    return salted_hmac(_SALT, session.session_key or "", algorithm="sha256").hexdigest()[:32]
