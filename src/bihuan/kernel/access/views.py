"""Sign in, sign out, switch post, change password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import api, operations, sessions
from bihuan.kernel.access.doors import public
from bihuan.kernel.access.forms import LoginForm, PasswordForm
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.resolving import NoPost


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, and open a session."""
    after = _safe_next(request)
    if request.method != "POST":
        if not api.actor_of(request).is_public:
            return redirect(after)
        return render(request, "access/login.html", {"form": LoginForm(), "next": after})
    form = LoginForm(request.POST)
    refusal = ""
    status = 400
    if form.is_valid():
        at = timezone.now()
        source = api.source_of(request)
        checked = operations.check_password(
            login=form.cleaned_data["login"],
            password=form.cleaned_data["password"],
            source=source,
            at=at,
        )
        if checked.account is not None:
            try:
                operations.begin_session(request, checked.account, None, source=source, at=at)
            except NoPost:
                refusal, status = operations.NO_POST, 403
            else:
                return redirect(after)
        else:
            refusal = checked.refusal
            status = 429 if refusal == operations.TOO_MANY else 400
    context = {"form": form, "next": after, "refusal": refusal}
    return render(request, "access/login.html", context, status=status)


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
    return redirect(_safe_next(request))


@never_cache
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Let people change their own password."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _new_password_is_good(form, account, request)
    ):
        operations.set_password(
            account,
            password=form.cleaned_data["new"],
            actor=api.actor_of(request),
            at=timezone.now(),
        )
        update_session_auth_hash(request, account)
        messages.success(request, "密码已修改，其他设备上的登录已失效。")
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "must_change": account.must_change_password}
    return render(request, "access/password.html", context, status=400 if form.errors else 200)


def _new_password_is_good(form: PasswordForm, account: Account, request: HttpRequest) -> bool:
    present, new = form.cleaned_data["present"], form.cleaned_data["new"]
    again = form.cleaned_data["again"]
    checked = operations.check_password(
        login=account.login,
        password=present,
        source=api.source_of(request),
        at=timezone.now(),
    )
    if checked.account is None:
        limited = checked.refusal == operations.TOO_MANY
        form.add_error("present", checked.refusal if limited else "原密码不正确。")
    if new != again:
        form.add_error("again", "两次填写的新密码不一致。")
    if new == present:
        form.add_error("new", "新密码不能与原密码相同。")
    try:
        password_validation.validate_password(new, account)
    except ValidationError as error:
        form.add_error("new", error)
    return not form.errors


def _safe_next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return str(settings.LOGIN_REDIRECT_URL)
