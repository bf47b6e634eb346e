"""Pages of posts: who stands in, who leaves, whose account it is; and the three administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.access import ROLES, may
from bihuan.kernel.access import api as access
from bihuan.kernel.ui import api as ui
from bihuan.modules.organisations import operations, policies, queries
from bihuan.modules.organisations.operations import PeopleRefused
from bihuan.modules.organisations.web import pages
from bihuan.modules.organisations.web.forms import (
    AppointForm,
    EndForm,
    EndStandInForm,
    LinkForm,
    PostForm,
    StandInForm,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account
    from bihuan.modules.organisations.queries import PostView

UNPROCESSABLE = 422
FORMS: dict[str, type[PostForm]] = {
    "stand-in": StandInForm,
    "back": EndStandInForm,
    "end": EndForm,
    "link": LinkForm,
}
DONE = {
    "stand-in": "代行职责已安排，代行人切换岗位后即可办理，所办事项都注明代谁办理。",
    "back": "代行已结束。",
    "end": "免职已登记，办理记录全部保留。",
    "link": "账号已绑定，本人下次登录即可办理。",
}


@require_GET
def post(request: HttpRequest, post: int) -> HttpResponse:
    """Show a post, who stands in for it, and what the reader may arrange."""
    actor, on = ui.actor_of(request), timezone.localdate()
    return _page(request, _view(post, actor, on), actor, {})


@require_POST
def act(request: HttpRequest, post: int, act: str) -> HttpResponse:
    """Arrange or end a stand-in, end the post, or link an account to it."""
    actor, at = ui.actor_of(request), timezone.now()
    view = _view(post, actor, timezone.localdate(at))
    if act not in _offered(view, actor):
        raise Http404("没有这个页面。")
    form = _form(act, view, request.POST)
    if not form.is_valid():
        return _page(request, view, actor, {act: form})
    try:
        _do(act, view, form.cleaned_data, actor=actor, at=at)
    except (PeopleRefused, policies.NotAllowed) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, view, actor, {act: form})
    messages.success(request, DONE[act])
    return redirect("organisations:post", post=post)


def _do(act: str, view: PostView, data: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    if act == "stand-in":
        operations.arrange_absence(
            view.post.pk,
            int(data["deputy"]),
            since=data["since"],
            until=data["until"],
            reason=data["reason"],
            basis=data["basis"],
            actor=actor,
            at=at,
        )
    elif act == "back":
        operations.end_absence(int(data["acting"]), on=data["on"], actor=actor, at=at)
    elif act == "end":
        operations.end_post(view.post.pk, on=data["on"], reason=data["reason"], actor=actor, at=at)
    else:
        account = _account(data["login"])
        operations.link_account(view.post.pk, account_id=account.pk, actor=actor, at=at)


def _account(login: str) -> Account:
    account = access.account_named(login)
    if account is None:
        raise PeopleRefused("没有这个登录名。请先由系统管理员建立账号。")
    return account


def _offered(view: PostView, actor: Actor) -> tuple[str, ...]:
    """Say which acts the reader may try; the operation decides."""
    offered: list[str] = []
    own_post = view.post.on_behalf_of_id is None and not view.post.administers
    if own_post and policies.may_arrange_absence(actor, view.post.body_id):
        offered.append("stand-in")
        if view.stand_ins:
            offered.append("back")
    if own_post and policies.may_keep_people(actor, view.post.body_id):
        offered.append("end")
        if view.post.person.account_id is None:
            offered.append("link")
    return tuple(offered)


def _form(act: str, view: PostView, data: Any = None) -> Form:
    return FORMS[act](data, prefix=act, view=view)


def _page(
    request: HttpRequest, view: PostView, actor: Actor, tried: dict[str, Form]
) -> HttpResponse:
    forms = {act: tried.get(act) or _form(act, view) for act in _offered(view, actor)}
    context = {
        "view": view,
        "roles": "、".join(ROLES[role] for role in view.post.roles),
        "forms": [(act, TITLES[act], form) for act, form in forms.items()],
        "may_look": queries.is_below(view.post, actor)
        and view.post.on_behalf_of_id is None
        and not view.post.administers,
        "back": pages.body_url(view.post.body_id),
    }
    status = UNPROCESSABLE if tried else 200
    return render(request, "organisations/post.html", context, status=status)


TITLES = {
    "stand-in": "安排代行职责",
    "back": "提前结束代行",
    "end": "免职",
    "link": "绑定账号",
}


def _view(post: int, actor: Actor, on: date) -> PostView:
    found = queries.post_view(post, actor=actor, on=on)
    if found is None:
        raise Http404("没有这个岗位。")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def administrators(request: HttpRequest) -> HttpResponse:
    """Show who the administrators are, and appoint one."""
    actor, at = _keeper(request), timezone.now()
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = _account(form.cleaned_data["login"])
            operations.appoint_administrator(
                account,
                form.cleaned_data["role"],
                body=actor.body,
                since=timezone.localdate(at),
                actor=actor,
                at=at,
            )
        except (PeopleRefused, policies.NotAllowed) as refusal:
            form.add_error("login", str(refusal))
        else:
            messages.success(request, f"{account.display}已任命，下次登录起生效。")
            return redirect("organisations:administrators")
    return _administrators_page(request, actor, form, timezone.localdate(at))


@require_POST
def dismiss(request: HttpRequest, post: int) -> HttpResponse:
    """Take an administrator's post away."""
    actor, at = _keeper(request), timezone.now()
    on = timezone.localdate(at)
    if not any(each.pk == post for each in queries.administrators(on=on)):
        raise Http404("没有这个岗位。")
    reason = " ".join(request.POST.get("reason", "").split())[:100]
    if not reason:
        messages.error(request, "请写明免职的理由。")
        return redirect("organisations:administrators")
    try:
        operations.end_post(post, on=on, reason=reason, actor=actor, at=at)
    except (PeopleRefused, policies.NotAllowed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "管理职责已免去，正在使用的登录随即结束。")
    return redirect("organisations:administrators")


def _keeper(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if not may(actor, policies.APPOINT_ADMINISTRATORS):
        raise Http404("没有这个页面。")
    return actor


def _administrators_page(
    request: HttpRequest, actor: Actor, form: AppointForm, on: date
) -> HttpResponse:
    rows = [
        (each, ROLES[each.administers], actor.key == f"post:{each.pk}")
        for each in queries.administrators(on=on)
    ]
    context = {"rows": rows, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "organisations/administrators.html", context, status=status)
