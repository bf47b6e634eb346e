"""Pages of the three administrators. Whoever is none of them meets nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.faces.administration import conditions, pages
from bihuan.faces.administration.forms import NewAccountForm, ReasonForm
from bihuan.kernel.access import ROLES
from bihuan.kernel.access import api as access
from bihuan.kernel.operating import api as operating
from bihuan.kernel.ui import api as ui

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account

UNPROCESSABLE = 422
KEEPS = ("disable", "enable", "reset", "unlock", "end-sessions", "link", "unlink")
CLEARS = ("clear-factors",)
NOBODY = "没有这个页面。"


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponseBase:
    """List the accounts, and the sources that are locked."""
    actor = _administrator(request)
    context = {
        "may_keep": actor.has("system_admin"),
        "sources": access.locked_sources(at=timezone.now()),
    }
    return ui.render_table(
        request,
        pages.ACCOUNTS,
        access.account_rows(actor),
        template="administration/accounts.html",
        context=context,
    )


@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an account with a password that is shown once."""
    actor = _keeper(request)
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = access.make_password()
        try:
            made = access.create_account(
                login=form.cleaned_data["login"],
                display=form.cleaned_data["display"],
                password=password,
                must_change_password=True,
                actor=actor,
                at=timezone.now(),
            )
        except access.BadAccount as refusal:
            form.add_error("login", str(refusal))
        else:
            context = {"account": made, "password": password, "done": "账号已建立。"}
            return render(request, "administration/password_once.html", context)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "administration/new.html", {"form": form}, status=status)


@never_cache
@require_GET
def account(request: HttpRequest, account: int) -> HttpResponse:
    """Show one account and what may be done to it."""
    actor = _administrator(request)
    return _account_page(request, _found(actor, account), actor, ReasonForm())


@never_cache
@require_POST
def act(request: HttpRequest, account: int, act: str) -> HttpResponse:
    """Do one thing to an account, with a reason."""
    actor, at = _administrator(request), timezone.now()
    found = _found(actor, account)
    if act not in (KEEPS if actor.has("system_admin") else CLEARS):
        raise Http404(NOBODY)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _account_page(request, found, actor, form)
    reason = form.cleaned_data["reason"]
    try:
        if act == "reset":
            password = access.reset_password(found, reason=reason, actor=actor, at=at)
            context = {"account": found, "password": password, "done": "密码已重置。"}
            return render(request, "administration/password_once.html", context)
        if act == "link":
            subject = request.POST.get("subject", "")
            access.link_identity(found, subject=subject, reason=reason, actor=actor, at=at)
        messages.success(request, _do(act, found, reason, actor=actor, at=at))
    except (access.BadAccount, access.NotYours) as refusal:
        form.add_error("reason", str(refusal))
        return _account_page(request, found, actor, form)
    return redirect("administration:account", account=found.pk)


def _do(act: str, found: Account, reason: str, *, actor: Actor, at: datetime) -> str:
    if act == "unlock":
        access.unlock(found, reason=reason, actor=actor, at=at)
        return "锁定已解除。"
    if act == "end-sessions":
        number = access.end_sessions(found, reason=reason, actor=actor, at=at)
        return f"已结束 {number} 个登录，下一次操作就要重新登录。"
    if act == "link":
        return "单点登录身份已关联。"
    if act == "unlink":
        access.unlink_identity(found, reason=reason, actor=actor, at=at)
        return "单点登录身份已解除，正在使用的登录立即结束。"
    if act == "clear-factors":
        access.clear_factors(found, reason=reason, actor=actor, at=at)
        return "第二因素已清除，本人下次登录后重新登记。"
    access.set_active(found, active=act == "enable", reason=reason, actor=actor, at=at)
    return "账号已启用。" if act == "enable" else "账号已停用，正在使用的登录立即结束。"


@require_POST
def unlock_source(request: HttpRequest) -> HttpResponse:
    """Let a source try again."""
    actor = _keeper(request)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            access.unlock_source(
                request.POST.get("source", ""),
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=timezone.now(),
            )
            messages.success(request, "来源地址的锁定已解除。")
        except access.BadAccount as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "请写明理由。")
    return redirect("administration:accounts")


@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest) -> HttpResponseBase:
    """Show who came in, who was given what, what left the house."""
    actor = ui.actor_of(request)
    if not pages.audits(actor):
        raise Http404(NOBODY)
    rows = pages.entries(verb=request.GET.get("verb", ""), day=request.GET.get("day", ""))
    context = {"most": pages.MOST_ENTRIES}
    return ui.render_table(
        request, pages.AUDIT, rows, template="administration/audit.html", context=context
    )


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Show the figures of identity that apply today, with their basis."""
    if not pages.administers(ui.actor_of(request)):
        raise Http404(NOBODY)
    edition = access.identity_policy(timezone.now())
    required = "、".join(ROLES[role] for role in edition.factors.required)
    return render(request, "administration/policy.html", {"edition": edition, "required": required})


@never_cache
@require_GET
def condition(request: HttpRequest) -> HttpResponse:
    """Show how the instance is, and what somebody has to see to."""
    if not pages.administers(ui.actor_of(request)):
        raise Http404(NOBODY)
    page = conditions.page(operating.condition(at=timezone.now()))
    return render(request, "administration/condition.html", {"page": page})


def _account_page(
    request: HttpRequest, found: Account, actor: Actor, form: ReasonForm
) -> HttpResponse:
    own = actor.account_id == found.pk
    context = {
        "view": access.account_view(found, at=timezone.now()),
        "form": form,
        "may_keep": actor.has("system_admin") and not own,
        "may_clear": actor.has("security_admin") and not own,
        "own": own,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "administration/account.html", context, status=status)


def _administrator(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if not access.may_see_accounts(actor):
        raise Http404(NOBODY)
    return actor


def _keeper(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if not actor.has("system_admin"):
        raise Http404(NOBODY)
    return actor


def _found(actor: Actor, key: int) -> Account:
    found = access.account_rows(actor).filter(pk=key).first()
    if found is None:
        raise Http404("没有这个账号。")
    return found
