"""What every request and every answer carries, whoever answers it."""

import secrets
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from bihuan.kernel.ledger import correlated

# A file handed out is to be kept, not shown: should a browser show it, it may do nothing.
HANDED_OUT = "default-src 'none'; sandbox; frame-ancestors 'none'"
FOR_MACHINES = frozenset({"/healthz", "/metrics"})
NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestContext:
    """Give each request a correlation key in the logs, and each answer its closing headers.

    A page seen after login must not stay in a shared browser's cache: unless the view says
    otherwise, an answer to somebody with a session is not stored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        structlog.contextvars.clear_contextvars()
        if request.path in FOR_MACHINES:
            _strip(request)
        key = secrets.token_hex(6)
        structlog.contextvars.bind_contextvars(request=key, path=request.path)
        # The same key stands in every ledger entry of this act, so log and ledger can be joined.
        with correlated(key):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = key
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = HANDED_OUT
            response.headers["X-Content-Type-Options"] = "nosniff"
        session = getattr(request, "session", None)
        if session is not None and session.session_key:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _strip(request: HttpRequest) -> None:
    """Take the name and the session from a machine's request.

    A monitor asks an address, not a name, and neither answer repeats it. With a session the
    database would be asked before the view that says whether there is one.
    """
    request.META.pop("HTTP_COOKIE", None)
    if settings.ALLOWED_HOSTS:
        request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
