"""What somebody is told when an answer could not be made, by what stood in the way.

A full disk, a broken one and a database that is away are not faults of the program: the page says
which of them it was, so that whoever is on call is told the right thing, and whether it is safe to
send the form again. What was committed before the fault is not denied.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.ui.presses import Pressing

FAULT, AWAY, FULL = 500, 503, 507
PAGES = {AWAY: "503.html", FULL: "507.html"}
COME_BACK = 30
"""Seconds after which asking again may help."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_ACCESS = frozenset({errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM})
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
_SERVER_FULL = "53100"  # disk_full, of the error codes of PostgreSQL


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that ended in an exception; Django calls this while it is being handled."""
    status = status_of(sys.exception())
    press: Pressing | None = getattr(request, "press", None)
    written = press is not None and press.done
    if status is None and not written:
        return server_error(request)
    name = "ui/written.html" if written or status is None else PAGES[status]
    status = status or FAULT
    answer = HttpResponse(render_to_string(name, {"status": status}), status=status)
    if status == AWAY:
        answer.headers["Retry-After"] = str(COME_BACK)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def status_of(fault: BaseException | None) -> int | None:
    """Return 507 for a full disk, 503 for one that fails and a database that is away, else None.

    What was raised last may be a consequence, so what it came from is looked at as well.
    """
    while fault is not None:
        found = _status(fault)
        if found is not None:
            return found
        fault = fault.__cause__ or fault.__context__
    return None


def _status(fault: BaseException) -> int | None:
    if isinstance(fault, OSError):
        return FULL if fault.errno in _NO_ROOM else AWAY if fault.errno in _NO_ACCESS else None
    if isinstance(fault, InterfaceError):  # the line broke in mid-transaction
        return AWAY
    if not isinstance(fault, OperationalError):
        return None
    cause = fault.__cause__
    if not isinstance(cause, sqlite3.Error):
        return FULL if getattr(cause, "sqlstate", None) == _SERVER_FULL else AWAY
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return FULL if code == sqlite3.SQLITE_FULL else AWAY if code in _SQLITE_AWAY else None
