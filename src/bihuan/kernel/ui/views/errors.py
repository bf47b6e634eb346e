"""Error pages: what happened, what to do, and a code to quote. Wired in the root addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.template import loader

from bihuan.kernel.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request could not be understood."""
    return render(request, "400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the page exists for others."""
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or nothing that may be known of; the two are never told apart."""
    return render(request, "404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault. Rendered without the request, which may be what broke."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the form was opened too long ago, or elsewhere."""
    return HttpResponseForbidden(loader.render_to_string("403_csrf.html"))
