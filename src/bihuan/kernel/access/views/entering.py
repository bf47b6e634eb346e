"""Sign in, sign out, switch post, change password."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import (
    accounts,
    api,
    factors,
    live,
    operations,
    passkeys,
    sessions,
    single_sign_on,
)
from bihuan.kernel.access.accounts import PasswordRefused
from bihuan.kernel.access.doors import public
from bihuan.kernel.access.forms import LoginForm, PasswordForm, SecondFactorForm
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.resolving import NoPost, resolve
from bihuan.kernel.access.returning import way_back

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access.accounts import Checked

ENDED = {
    sessions.End.TIME.value: "登录已超时。为保护您的账号，请重新登录。",
    sessions.End.CHANGED.value: "您的岗位或者职责有变更，请重新登录后继续办理。",
    "slow": "两步之间间隔太久，请重新输入密码。",
}


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, and open a session."""
    after = safe_next(request)
    if request.method != "POST":
        if not api.actor_of(request).is_public:
            return redirect(after)
        return _login_page(request, LoginForm(), after=after)
    form = LoginForm(request.POST)
    refusal, status = "", 400
    if form.is_valid():
        at = timezone.now()
        checked = accounts.check_password(
            login=form.cleaned_data["login"],
            password=form.cleaned_data["password"],
            source=api.source_of(request),
            at=at,
        )
        if checked.account is not None:
            try:
                return enter(request, checked.account, means=operations.PASSWORD, after=after)
            except NoPost:
                refusal, status = operations.NO_POST, 403
        else:
            refusal, status = checked.refusal, 429 if checked.limited else 400
    return _login_page(request, form, after=after, refusal=refusal, status=status)


def _login_page(
    request: HttpRequest, form: LoginForm, *, after: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "next": after,
        "refusal": refusal,
        "ended": ENDED.get(request.GET.get("why", ""), ""),
        "locks": in_force(timezone.now()).locks,
        "provider": single_sign_on.provider(),
    }
    return render(request, "access/login.html", context, status=status)


def enter(
    request: HttpRequest, account: Account, *, means: str, after: str, strong: bool = False
) -> HttpResponse:
    """Open the session of whoever has proven the first factor, or ask for the second one.

    :param strong: both have been proven.
    :raises NoPost: the account can act as nobody.
    """
    at = timezone.now()
    resolve(account, None)
    if factors.has_factor(account) and not strong:
        operations.await_second_factor(request.session, account, means=means, at=at)
        return redirect(f"{reverse('access:second')}?{urlencode({'next': after})}")
    operations.begin_session(
        request, account, None, source=api.source_of(request), at=at, means=means, strong=strong
    )
    return redirect(after)


@public
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask whoever has proven the first factor for the second one."""
    at, after = timezone.now(), safe_next(request)
    account = operations.awaiting(request.session, at=at)
    if account is None:
        return redirect(f"{reverse('access:login')}?{urlencode({'next': after, 'why': 'slow'})}")
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    refusal, status = "", 200
    if request.method == "POST":
        checked, means = _second_factor(request, account, form, at=at)
        if checked is not None and checked.account is not None:
            first = str(request.session.get(operations.PROVEN_BY, ""))
            try:
                operations.begin_session(
                    request,
                    account,
                    None,
                    source=api.source_of(request),
                    at=at,
                    means=f"{first}、{means}",
                )
            except NoPost:
                refusal, status = operations.NO_POST, 403
            else:
                return redirect(after)
        else:
            refusal = "" if checked is None else checked.refusal
            status = 429 if checked is not None and checked.limited else 400
    held = factors.factors_of(account)
    context = {
        "form": form,
        "next": after,
        "refusal": refusal,
        "one_time": held.one_time_since is not None,
        "passkey": passkeys.ask(request, account),
    }
    return render(request, "access/second.html", context, status=status)


def _second_factor(
    request: HttpRequest, account: Account, form: SecondFactorForm, *, at: datetime
) -> tuple[Checked | None, str]:
    source = api.source_of(request)
    if answer := request.POST.get("answer", ""):
        checked = passkeys.check(
            request,
            account,
            answer=answer,
            challenge=request.POST.get("challenge", ""),
            source=source,
            at=at,
        )
        return checked, factors.PASSKEY
    if not form.is_valid():
        return None, ""
    code = form.cleaned_data["code"]
    checked = factors.check_code(account, code=code, source=source, at=at)
    return checked, factors.ONE_TIME if factors.looks_one_time(code) else factors.RECOVERY


@public  # so that an ended session, or an account without a post, can still leave
@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session here and in the store."""
    operations.end_session(request, at=timezone.now())
    response = redirect("access:login")
    response.delete_cookie(sessions.SEEN_COOKIE, path=settings.SESSION_COOKIE_PATH)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    messages.info(request, "您已退出。")
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Offer the posts of the account, and switch to one of them."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    if request.method != "POST":
        context = {
            "choices": api.posts_of(account),
            "actor": api.actor_of(request),
            "home": settings.LOGIN_REDIRECT_URL,
        }
        return render(request, "access/post.html", context)
    try:
        operations.switch_post(
            request,
            account,
            int(request.POST.get("post", "")),
            before=api.actor_of(request),
            at=timezone.now(),
        )
    except (ValueError, NoPost) as error:
        # A post of somebody else and a post that does not exist get the same answer.
        raise Http404 from error
    return redirect(safe_next(request))


@never_cache
@require_POST
def look(request: HttpRequest, post: int) -> HttpResponse:
    """Begin to see pages as a subordinate sees them."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    try:
        operations.look_as(request, account, post, actor=api.actor_of(request), at=timezone.now())
    except NoPost as error:
        raise Http404 from error
    return redirect(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_POST
def look_end(request: HttpRequest) -> HttpResponse:
    """See one's own pages again."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    operations.stop_looking(request, account, actor=api.actor_of(request), at=timezone.now())
    messages.info(request, "已恢复本人视角。")
    return redirect(settings.LOGIN_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Let people change their own password."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    at = timezone.now()
    profile = in_force(at).profile
    form = PasswordForm(
        request.POST if request.method == "POST" else None, demanded=profile.sentence
    )
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_own_password(
                account,
                present=form.cleaned_data["present"],
                new=form.cleaned_data["new"],
                again=form.cleaned_data["again"],
                source=api.source_of(request),
                actor=api.actor_of(request),
                at=at,
                but=sessions.live_id(request.session),
            )
        except PasswordRefused as refused:
            for field, sentence in refused.faults:
                form.add_error(field, sentence)
        else:
            update_session_auth_hash(request, account)
            live.renew(request)
            messages.success(request, "密码已修改，其他设备上的登录已结束。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {
        "form": form,
        "must_change": account.must_change_password,
        "old": accounts.password_is_old(account, at=at),
        "profile": profile,
    }
    return render(request, "access/password.html", context, status=400 if form.errors else 200)


def safe_next(request: HttpRequest) -> str:
    """Return the page of this site that was asked for, or the desk."""
    return way_back(request, str(settings.LOGIN_REDIRECT_URL))
