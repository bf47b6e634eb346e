"""Counting every answer, and telling a monitor what was counted.

`/metrics` is for machines that know a token, and without one for this machine alone: what an
instance does all day is nobody else's business. To whoever may not ask, there is no such page.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bihuan.kernel.access import public
from bihuan.kernel.operating import api as operating
from bihuan.kernel.operating import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
log = structlog.get_logger("bihuan.requests")
FORM = "text/plain; version=0.0.4; charset=utf-8"


class Counted:
    """Count each answer with its time and its statements, under the name of its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        statements = _Statements()
        began = time.perf_counter()
        with connection.execute_wrapper(statements):
            response = self.get_response(request)
        spent = time.perf_counter() - began
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        figures.REQUESTS.labels(route, method, str(response.status_code)).inc()
        figures.SECONDS.labels(route).observe(spent)
        log.info(
            "request.answered",
            route=route,
            method=method,
            status=response.status_code,
            milliseconds=round(spent * 1000),
            statements=statements.number,
        )
        if statements.number:
            figures.QUERIES.labels(route).inc(statements.number)
            figures.QUERY_SECONDS.labels(route).inc(statements.seconds)
        return response


class _Statements:
    """Stands around every statement of one request."""

    def __init__(self) -> None:
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *words: Any) -> Any:
        """Send the statement and count it."""
        self.number += 1
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            self.seconds += time.perf_counter() - began


def _route(request: HttpRequest) -> str:
    """Name the address, never what stands in it: their number is known and nobody is named."""
    match = request.resolver_match
    if match is not None:
        return match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the figures to whoever may ask."""
    if not _may_ask(request):
        raise Http404
    condition = operating.condition(at=timezone.now())
    return HttpResponse(operating.exposition(condition), content_type=FORM)


def _may_ask(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # Behind a proxy everybody comes from loopback, so there only the token says who asks.
    if settings.BEHIND_PROXY or any(name in request.META for name in PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
