"""Looking after one's own account: sessions, second factors, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.access import (
    accounts,
    api,
    factors,
    live,
    outside,
    passkeys,
    sessions,
    single_sign_on,
)
from bihuan.kernel.access.accounts import BadAccount
from bihuan.kernel.access.forms import OneTimeForm, PasskeyForm, ProofForm
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

NOT_YOU = "密码不正确，没有更改。"
STALE = "这个账号没有密码。请退出后重新登录，再在 {minutes} 分钟内更改。"


@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show how the account is protected, and where it is signed in."""
    mine, at = _account(request), timezone.now()
    actor = api.actor_of(request)
    held = factors.factors_of(mine)
    current = sessions.live_id(request.session)
    context = {
        "account": mine,
        "factors": held,
        "required": factors.is_required(mine, actor, at=at),
        "sessions": live.sessions_of(mine, current=current, at=at),
        "password_ends": accounts.password_ends(mine, at=at),
        "edition": in_force(at),
        "provider": single_sign_on.provider(),
        "outside": outside.identity_of(mine),
        "may_link": outside.may_link_own(mine),
        "unlink_proof": ProofForm(asked=mine.has_usable_password(), auto_id="unlink_%s"),
        "proof": ProofForm(asked=mine.has_usable_password()),
    }
    return render(request, "access/account.html", context)


@never_cache
@require_POST
def end_session(request: HttpRequest, row: int) -> HttpResponse:
    """End one of one's own sessions elsewhere."""
    mine = _account(request)
    ended = live.end_one(
        mine, row, reason=live.REMOTE, actor=api.actor_of(request), at=timezone.now()
    )
    if not ended:
        raise Http404
    messages.success(request, "已结束那台设备上的登录，它的下一次操作就要重新登录。")
    return redirect("access:account")


@never_cache
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    mine, current = _account(request), sessions.live_id(request.session)
    number = live.end_others(mine, but=current, actor=api.actor_of(request), at=timezone.now())
    messages.success(request, f"已结束其他设备上的 {number} 个登录。")
    return redirect("access:account")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def one_time(request: HttpRequest) -> HttpResponse:
    """Take an app that shows one-time codes into use."""
    mine, at = _account(request), timezone.now()
    if factors.factors_of(mine).one_time_since is not None:
        return redirect("access:account")
    proposal = factors.proposal_of(request.POST.get("proposal", ""), mine) or factors.propose(mine)
    secret = proposal.secret
    form = OneTimeForm(
        request.POST if request.method == "POST" else None, asked=mine.has_usable_password()
    )
    if request.method == "POST" and form.is_valid() and is_owner(request, mine, form, at=at):
        try:
            factors.add_one_time(
                mine,
                secret=secret,
                code=form.cleaned_data["code"].strip(),
                actor=api.actor_of(request),
                at=at,
                but=sessions.live_id(request.session),
            )
        except BadAccount as refusal:
            form.add_error("code", str(refusal))
        else:
            return _show_codes_once(request, mine, "动态口令已启用。", at=at)
    address = factors.address_of(secret, mine)
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {
        "form": form,
        "picture": factors.picture_of(address),
        "secret": groups,
        "proposal": proposal.signed,
    }
    return render(request, "access/one_time.html", context, status=400 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def one_time_remove(request: HttpRequest) -> HttpResponse:
    """Stop using the app."""
    mine, at = _account(request), timezone.now()
    form = ProofForm(request.POST, asked=mine.has_usable_password())
    if form.is_valid() and is_owner(request, mine, form, at=at):
        try:
            factors.remove_one_time(
                mine, actor=api.actor_of(request), at=at, but=sessions.live_id(request.session)
            )
        except BadAccount as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "动态口令已停用。")
    else:
        say_why_not(request, form)
    return redirect("access:account")


@never_cache
@sensitive_post_parameters("password", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Register a passkey."""
    mine, at = _account(request), timezone.now()
    form = PasskeyForm(
        request.POST if request.method == "POST" else None, asked=mine.has_usable_password()
    )
    if request.method == "POST" and form.is_valid() and is_owner(request, mine, form, at=at):
        try:
            passkeys.register(
                request,
                mine,
                name=form.cleaned_data["name"],
                answer=form.cleaned_data["answer"],
                challenge=request.POST.get("challenge", ""),
                actor=api.actor_of(request),
                at=at,
            )
        except BadAccount as refusal:
            form.add_error("name", str(refusal))
        else:
            return _show_codes_once(request, mine, "通行密钥已登记。", at=at)
    context = {"form": form, "question": passkeys.offer(request, mine)}
    return render(request, "access/passkey.html", context, status=400 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Forget a passkey."""
    mine, at = _account(request), timezone.now()
    if not any(each.pk == passkey for each in factors.factors_of(mine).passkeys):
        raise Http404
    form = ProofForm(request.POST, asked=mine.has_usable_password())
    if form.is_valid() and is_owner(request, mine, form, at=at):
        try:
            passkeys.remove(
                mine,
                passkey,
                actor=api.actor_of(request),
                at=at,
                but=sessions.live_id(request.session),
            )
        except BadAccount as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "通行密钥已删除。")
    else:
        say_why_not(request, form)
    return redirect("access:account")


@never_cache
@sensitive_post_parameters("password")
@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    mine, at = _account(request), timezone.now()
    if not factors.has_factor(mine):
        messages.error(request, "请先启用动态口令或者登记通行密钥，再生成恢复码。")
        return redirect("access:account")
    form = ProofForm(request.POST, asked=mine.has_usable_password())
    if not (form.is_valid() and is_owner(request, mine, form, at=at)):
        say_why_not(request, form)
        return redirect("access:account")
    return _codes_page(request, mine, "恢复码已更换，原来的全部作废。", at=at)


def _show_codes_once(
    request: HttpRequest, mine: Account, done: str, *, at: datetime
) -> HttpResponse:
    if factors.factors_of(mine).recovery_left:
        messages.success(request, done)
        return redirect("access:account")
    return _codes_page(request, mine, done, at=at)


def _codes_page(request: HttpRequest, mine: Account, done: str, *, at: datetime) -> HttpResponse:
    codes = factors.make_recovery_codes(mine, actor=api.actor_of(request), at=at)
    return render(request, "access/recovery.html", {"codes": codes, "done": done})


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def is_owner(request: HttpRequest, mine: Account, form: ProofForm, *, at: datetime) -> bool:
    """Ask for the password once more; without one, for a sign-in of a moment ago."""
    if "password" in form.fields:
        checked = accounts.check_password(
            login=mine.login,
            password=form.cleaned_data["password"],
            source=api.source_of(request),
            at=at,
        )
        if checked.account is None:
            form.add_error("password", checked.refusal if checked.limited else NOT_YOU)
        return checked.account is not None
    minutes = in_force(at).factors.fresh_minutes
    began = sessions.started(request.session)
    fresh = began is not None and (at - began).total_seconds() < minutes * 60
    if not fresh:
        form.add_error(None, STALE.format(minutes=minutes))
    return fresh


def say_why_not(request: HttpRequest, form: ProofForm) -> None:
    """Say the faults of a form on the page that comes next."""
    for faults in form.errors.values():
        for sentence in faults:
            messages.error(request, str(sentence))
