"""Sessions as Django keeps them in the database, found by a question that is prepared."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as Kept
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from bihuan.kernel.access.api import Prepared

_live = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField,
    now=DateTimeField,
)


class SessionStore(Kept):
    """The store of Django; every page of whoever signed in looks into it."""

    def _get_session_from_db(self) -> Session | None:
        found = _live(key=self.session_key, now=timezone.now()) if self.session_key else []
        if found:
            return found[0]
        self._session_key = None
        return None
