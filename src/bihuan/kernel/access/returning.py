"""Where a form or a sign-in leads back to: pages of this site only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest


def way_back(request: HttpRequest, default: str) -> str:
    """Return the address that was asked for as ``next``, if it is one of ours.

    One of ours names the site or begins at its root; anything else, redirecting would take for the
    name of a page.
    """
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = "/" in asked and url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else default
