"""What somebody is told when an answer could not be made, by what stood in the way.

A full disk, a broken one and a database that is away are not faults of the program: the page says
which of them it was, so that whoever is on call is told the right thing, and whether it is safe to
send the form again. What was committed before the fault is not denied.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from bihuan.kernel.operating.api import Complaint, complaint, sqlite_code

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.ui.presses import Pressing

FAULT, AWAY, FULL = 500, 503, 507
PAGES = {AWAY: "503.html", FULL: "507.html"}
COME_BACK = 30
"""Seconds after which asking again may help."""

_SQLITE_AWAY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_LOCKED}
_SERVER_FULL = "53100"  # disk_full, of the error codes of PostgreSQL


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that ended in an exception; Django calls this while it is being handled."""
    status = status_of(sys.exception()) or FAULT
    press: Pressing | None = getattr(request, "press", None)
    written = press is not None and press.done
    if status == FAULT and not written:
        return server_error(request)
    name = "ui/written.html" if written else PAGES[status]
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
    cause = fault.__cause__ if isinstance(fault, OperationalError) else fault
    if found := complaint(cause):
        return FULL if found is Complaint.FULL else AWAY
    if isinstance(cause, sqlite3.Error):
        return AWAY if sqlite_code(cause) in _SQLITE_AWAY else None
    if getattr(cause, "sqlstate", None) == _SERVER_FULL:
        return FULL
    # The line broke, in mid-transaction too.
    return AWAY if isinstance(fault, InterfaceError | OperationalError) else None
