"""The closed door: every view that is not marked ``@public`` asks for a live session."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import sessions
from bihuan.kernel.access.actors import ADMINISTRATORS, VISITOR, Actor
from bihuan.kernel.access.doors import is_public_view
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.operations import NO_POST
from bihuan.kernel.access.reading import one_page
from bihuan.kernel.access.resolving import NoPost, resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_READING = frozenset({"GET", "HEAD"})
_OWN_PAGES = frozenset({"access:logout", "access:password"})


class AccessMiddleware:
    """Sets ``request.actor`` for every view and turns strangers away from closed ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; a page of a live session carries the new last activity."""
        _set_actor(request, VISITOR)
        with one_page() if request.method in _READING else nullcontext():
            response = self.get_response(request)
        if _is_signed_in(request):
            sessions.touch(request, response, at=timezone.now())
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],  # noqa: ARG002 - Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002 - Django's signature
    ) -> HttpResponse | None:
        """Find out who asks, and refuse where the door is closed to them."""
        account = _account_of(request)
        if account is not None:
            try:
                actor = _actor_of(request, account)
            except NoPost:
                if is_public_view(view):
                    return None
                return render(request, "access/no_post.html", {"sentence": NO_POST}, status=403)
            if _is_live(request, actor, at=timezone.now()):
                _set_actor(request, actor)
            else:
                # Reading must not write, so the dead session stays in the store until it is swept;
                # its own stamps keep it dead.
                request.user = AnonymousUser()
                account = None
        if is_public_view(view):
            return None
        if account is None:
            return _ask_to_sign_in(request)
        if account.must_change_password and _name_of(request) not in _OWN_PAGES:
            return _go(request, reverse("access:password"))
        return None


def _account_of(request: HttpRequest) -> Account | None:
    # Without a cookie there is no session: not asking keeps public pages free of queries.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, Account) else None


def _actor_of(request: HttpRequest, account: Account) -> Actor:
    post_id = request.session.get(sessions.POST)
    try:
        return resolve(account, post_id)
    except NoPost:
        if post_id is None:
            raise
        # The post was taken away while the session was open: go on in another one, if there is one.
        return resolve(account, None)


def _is_live(request: HttpRequest, actor: Actor, *, at: datetime) -> bool:
    return sessions.is_live(request, at=at, administrator=bool(actor.roles & ADMINISTRATORS))


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("access:login")
    if request.method == "GET" and not request.headers.get("HX-Request"):
        address += "?" + urlencode({"next": request.get_full_path()})
    return _go(request, address)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A plain redirect would be followed and swapped into the middle of the page.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _name_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return "" if match is None else match.view_name


def _is_signed_in(request: HttpRequest) -> bool:
    # Not request.user: touching the lazy user would load the session on a public page.
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return not actor.is_public


def _set_actor(request: HttpRequest, actor: Actor) -> None:
    request.actor = actor  # type: ignore[attr-defined]
