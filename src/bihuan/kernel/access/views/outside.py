"""Coming in through single sign-on, and linking one's account to it.

The provider sends the browser back by GET, and reading writes nothing: that page shows a form with
what the provider said, which a script sends on, or its button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import api, factors, outside, sessions, single_sign_on
from bihuan.kernel.access.accounts import BadAccount
from bihuan.kernel.access.doors import public
from bihuan.kernel.access.forms import ProofForm, ProvenForm
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.single_sign_on import NotIn
from bihuan.kernel.access.views.entering import enter, safe_next
from bihuan.kernel.access.views.own import is_owner, say_why_not

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.access.single_sign_on import Provider, Question

COOKIE = "bihuan_single_sign_on"
GIVEN = ("code", "state", "iss", "error")
_LONGEST = 4000


@public
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider."""
    return _go(request, _provider(), after=safe_next(request), account=0)


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says, and open the session or make the link."""
    trusted = _provider()
    if request.method != "POST":
        given = {name: request.GET.get(name, "")[:_LONGEST] for name in GIVEN}
        context = {"given": {name: said for name, said in given.items() if said}}
        return render(request, "access/outside_back.html", {**context, "provider": trusted})
    at = timezone.now()
    question = single_sign_on.opened(request.COOKIES.get(COOKIE, ""), at=at)
    given = {name: request.POST[name] for name in GIVEN if name in request.POST}
    try:
        response = (
            _link(request, trusted, question, given)
            if question is not None and question.account
            else _enter(request, trusted, question, given)
        )
    except NotIn as refused:
        response = _refused(request, trusted, refused)
    response.delete_cookie(COOKIE, path=reverse("access:outside"))
    return response


def _enter(
    request: HttpRequest, trusted: Provider, question: Question | None, given: dict[str, str]
) -> HttpResponse:
    found = outside.recognise(
        trusted,
        question,
        given,
        back=_back(request),
        source=api.source_of(request),
        at=timezone.now(),
    )
    after = question.after if question is not None else str(settings.LOGIN_REDIRECT_URL)
    means = outside.means_of(trusted)
    return enter(request, found.account, means=means, after=after, strong=found.strong)


def _link(
    request: HttpRequest, trusted: Provider, question: Question | None, given: dict[str, str]
) -> HttpResponse:
    account, actor = request.user, api.actor_of(request)
    if not isinstance(account, Account) or actor.is_public:
        return redirect("access:login")
    outside.link_own(
        account,
        trusted,
        question,
        given,
        back=_back(request),
        actor=actor,
        source=api.source_of(request),
        at=timezone.now(),
    )
    messages.success(request, f"已关联“{trusted.name}”，以后可以从登录页用它登录。")
    return redirect("access:account")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Ask for password and second factor, then for the identity at the provider."""
    trusted, mine = single_sign_on.provider(), _mine(request)
    if trusted is None:
        return redirect("access:account")
    if not outside.may_link_own(mine):
        messages.error(
            request, "请先启用第二因素，再自己关联；也可以请系统管理员核实身份后为您关联。"
        )
        return redirect("access:account")
    form = ProvenForm(request.POST if request.method == "POST" else None, asked=True)
    at = timezone.now()
    if request.method == "POST" and form.is_valid() and is_owner(request, mine, form, at=at):
        source, code = api.source_of(request), form.cleaned_data["code"]
        checked = factors.check_code(mine, code=code, source=source, at=at)
        if checked.account is not None:
            return _go(request, trusted, after=reverse("access:account"), account=mine.pk)
        form.add_error("code", checked.refusal)
    context = {"form": form, "provider": trusted}
    return render(request, "access/outside_link.html", context, status=400 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """Take the identity from one's own account."""
    _provider()
    mine, at = _mine(request), timezone.now()
    form = ProofForm(request.POST, asked=mine.has_usable_password())
    if form.is_valid() and is_owner(request, mine, form, at=at):
        current = sessions.live_id(request.session)
        try:
            outside.unlink_own(mine, actor=api.actor_of(request), at=at, but=current)
        except BadAccount as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "单点登录身份已解除关联，其他设备上的登录已结束。")
    else:
        say_why_not(request, form)
    return redirect("access:account")


def _go(request: HttpRequest, trusted: Provider, *, after: str, account: int) -> HttpResponse:
    # A page that leads on, not a redirect: the policy of forms lets them lead to this site only.
    try:
        question, url = outside.begin(
            trusted,
            back=_back(request),
            after=after,
            account=account,
            source=api.source_of(request),
            at=timezone.now(),
        )
    except NotIn as refused:
        return _refused(request, trusted, refused)
    response = render(request, "access/outside_go.html", {"url": url, "provider": trusted})
    response.headers["Refresh"] = f"0; url={url}"
    response.set_cookie(
        COOKIE,
        question.sealed(),
        max_age=int(single_sign_on.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("access:outside"),
    )
    return response


def _refused(request: HttpRequest, trusted: Provider, refused: NotIn) -> HttpResponse:
    context = {"refusal": refused.sentence, "provider": trusted}
    return render(request, "access/outside_refused.html", context, status=refused.status)


def _provider() -> Provider:
    trusted = single_sign_on.provider()
    if trusted is None:
        raise Http404
    return trusted


def _mine(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("access:outside-back"))
