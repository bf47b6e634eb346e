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

from bihuan.kernel.access import accounts, backstop, factors, live, sessions
from bihuan.kernel.access.actors import VISITOR, Actor
from bihuan.kernel.access.doors import is_public_view
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.operations import NO_POST
from bihuan.kernel.access.reading import one_page
from bihuan.kernel.access.resolving import NoPost, resolve, subordinate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_READING = frozenset({"GET", "HEAD"})
_OWN_PAGES = frozenset({"access:logout", "access:password"})
_WHILE_LOOKING = frozenset({"access:logout", "access:look-end"})
_FACTOR_PAGES = _OWN_PAGES | {
    "access:account",
    "access:one-time",
    "access:passkeys",
    "access:recovery",
}


class AccessMiddleware:
    """Sets ``request.actor`` for every view and turns strangers away from closed ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; a page of a live session carries the new last activity."""
        # The backstop is told of every actor found below and forgets them with the request.
        with backstop.seeing(VISITOR):
            _set_actor(request, VISITOR)
            with one_page() if request.method in _READING else nullcontext():
                response = self.get_response(request)
            if _is_signed_in(request):
                at = timezone.now()
                sessions.touch(request, response, at=at)
                live.note(sessions.live_id(request.session), at=at)
                if request.method not in _READING:
                    live.write_noted(at=at)
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
        at, ended = timezone.now(), None
        if account is not None:
            try:
                actor = _actor_of(request, account)
            except NoPost:
                if is_public_view(view):
                    return None
                return render(request, "access/no_post.html", {"sentence": NO_POST}, status=403)
            ended = sessions.end_of(request, actor, at=at)
            if ended is None:
                _set_actor(request, actor)
            else:
                # Reading must not write, so the dead session stays in the store until it is swept;
                # its own stamps keep it dead.
                request.user = AnonymousUser()
                account = None
            if ended is None and (refused := _look(request, actor)) is not None:
                return refused
        if is_public_view(view):
            return None
        if account is None:
            return _ask_to_sign_in(request, ended)
        return _what_comes_first(request, account, at=at)


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
        # The post was taken away while the session was open. Who still has another one is asked to
        # sign in anew: the session does not stand where it stood.
        return resolve(account, None)


def _look(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """Let who looks through a subordinate's eyes see their pages, and write nothing."""
    post_id = request.session.get(sessions.LOOK)
    name = _name_of(request)
    if post_id is None or name in _WHILE_LOOKING:
        return None
    if request.method not in _READING:
        return render(request, "access/only_looking.html", status=403)
    if name.startswith("access:"):
        return None  # one's own account stays one's own
    try:
        seen = subordinate(actor, post_id)
    except NoPost:
        return None  # no longer above them: one sees what is one's own
    _set_actor(request, seen)
    request.looked_by = actor  # type: ignore[attr-defined]
    return None


def _what_comes_first(
    request: HttpRequest, account: Account, *, at: datetime
) -> HttpResponse | None:
    """Send whoever owes a new password or a second factor there, before anything else."""
    name = _name_of(request)
    if name not in _OWN_PAGES and (
        account.must_change_password or accounts.password_is_old(account, at=at)
    ):
        return _go(request, reverse("access:password"))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if (
        name not in _FACTOR_PAGES
        and factors.is_required(account, actor, at=at)
        and not request.session.get(sessions.STRONG)
        and not factors.has_factor(account)
    ):
        return _go(request, reverse("access:account"))
    return None


def _ask_to_sign_in(request: HttpRequest, ended: sessions.End | None) -> HttpResponse:
    address = reverse("access:login")
    asked: dict[str, str] = {}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        asked["next"] = request.get_full_path()
    if ended is not None:
        asked["why"] = ended.value
    if asked:
        address += "?" + urlencode(asked)
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
    backstop.see(actor)
