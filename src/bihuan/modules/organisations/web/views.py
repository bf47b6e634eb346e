"""Pages of organisations. The edge: here an account becomes an actor today, and `at` begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.access import may
from bihuan.kernel.process import Refused, Upload
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import held, panels
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import WorkbookRefusedError, read_sheet
from bihuan.modules.organisations import operations, policies, queries
from bihuan.modules.organisations.models import Level
from bihuan.modules.organisations.operations import MapRefused, NewBody
from bihuan.modules.organisations.process import RESPONSIBLE_PAIR
from bihuan.modules.organisations.queries import atlas
from bihuan.modules.organisations.rules import forms as sheets
from bihuan.modules.organisations.web import pages
from bihuan.modules.organisations.web.forms import ChangeForm

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponseBase

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.api import PostChoice
    from bihuan.kernel.access.models import Account
    from bihuan.kernel.ui.sheets import Preview, SheetTemplate
    from bihuan.modules.organisations.queries import BodyView

UNPROCESSABLE = 422
CONFLICT = 409
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def actor_today(account: Account, post_id: int | None) -> Actor:
    """Return who acts when this account works in this post today."""
    return queries.actor_for(account, post_id, on=timezone.localdate())


def posts_today(account: Account) -> tuple[PostChoice, ...]:
    """Return the posts this account may act in today."""
    return queries.posts_of(account, on=timezone.localdate())


def below_today(actor: Actor, post_id: int) -> Actor:
    """Return who holds a post below the actor's today."""
    return queries.below(actor, post_id, on=timezone.localdate())


def announce() -> None:
    """Tell the shared pages what this module brings: names, people, navigation, search."""
    ui.register_body_names(queries.names)
    ui.register_body_address(pages.body_url)
    ui.register_people(pages.people_of)
    ui.register_bodies(pages.bodies_for)
    ui.nav.register(
        ui.nav.NavItem("organisations", "机构", "organisations:directory", 70, administrators=True)
    )
    ui.search.register("bodies", "机构", pages.find_bodies, order=40)


@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest) -> HttpResponseBase:
    """Show the directory: all bodies, or those of one named set."""
    actor, on = ui.actor_of(request), timezone.localdate()
    group = request.GET.get("group", "")
    try:
        rows = queries.bodies(on=on, group=group, within=pages.province_of(actor))
    except queries.UnknownGroup as unknown:
        raise Http404(str(unknown)) from unknown
    context = {
        "tabs": pages.tabs_of((("", "全部机构"), *pages.group_choices()), group),
        "may_edit": may(actor, policies.EDIT_MAP),
    }
    return ui.render_table(
        request, pages.BODIES, rows, template="organisations/directory.html", context=context
    )


@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    """Show 块 × 条 for the province or a city."""
    code = request.GET.get("place") or pages.province_of(ui.actor_of(request)) or "510000"
    try:
        place = queries.region(code)
    except queries.UnknownRegion as unknown:
        raise Http404(str(unknown)) from unknown
    if place.level not in {Level.PROVINCE, Level.CITY}:
        raise Http404("只有省和市（州）有块条总览。")
    page = pages.grid_page(place, on=timezone.localdate())
    return render(request, "organisations/grid.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponseBase:
    """Show the people and posts the actor may look up."""
    actor = ui.actor_of(request)
    rows = queries.roster(actor=actor, on=timezone.localdate())
    return ui.render_table(
        request,
        pages.PEOPLE,
        rows,
        template="organisations/people.html",
        context={
            "may_edit": may(actor, policies.EDIT_PEOPLE),
            "may_appoint": may(actor, policies.APPOINT_ADMINISTRATORS),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: HttpRequest) -> HttpResponseBase:
    """Show the register of responsible leaders and lead offices, vacancies included."""
    actor = ui.actor_of(request)
    chosen = request.GET.get("group") or "IMP"
    if chosen not in dict(pages.OWING):
        raise Http404("没有这个登记册。")
    on = timezone.localdate()
    rows = queries.pairs_register(on=on, group=chosen)
    context = {
        "tabs": pages.tabs_of(pages.OWING, chosen),
        "flagged": sum(row.word == "逾期空缺" for row in rows),
        "vacant": sum(row.pair is None for row in rows),
        "total": len(rows),
        "own_body": actor.body if _may_open(actor) and _owes(actor.body, on) else "",
    }
    table = pages.PAIRS_UNLINKED if actor.only_administers else pages.PAIRS
    return ui.render_table(
        request, table, list(rows), template="organisations/pairs.html", context=context
    )


def _view_of(code: str, on: date) -> BodyView:
    try:
        return queries.body(code, on=on)
    except queries.UnknownBody as unknown:
        raise Http404(str(unknown)) from unknown


def _owes(code: str, on: date) -> bool:
    return any(code in queries.group(key, on) for key, _ in pages.OWING)


def _may_open(actor: Actor) -> bool:
    return bool(actor.body) and bool(actor.roles & {"handler", "office_head"})


@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    """Show one body: names over time, history, groups, people, pair, and what modules add."""
    actor, at = ui.actor_of(request), timezone.now()
    on = timezone.localdate(at)
    view = _view_of(code, on)
    context = {
        "body": view,
        "level": Level(view.level).label,
        "superior": _view_of(view.superior, on) if view.superior else None,
        "below": [b for b in queries.bodies(on=on, line=view.line, within=view.region)
                  if b.superior == code][: pages.MOST_NAMES],
        "names": queries.names_over_time(code),
        "changes": queries.changes_of(code),
        "memberships": queries.memberships_of(code),
        "groups": queries.groups_of(code, on),
        "posts": pages.post_lines(queries.roster(actor=actor, on=on, body=code), on),
        "pair": queries.responsible_pair(code, on),
        "links_cases": not actor.only_administers,
        "pair_history": queries.pair_history(code),
        "panels": panels.panels_for("body", view, actor=actor, at=at),
        "may_open_pair": _may_open(actor) and actor.body == code and _owes(code, on),
        "may_change": may(actor, policies.EDIT_MAP) and policies.covers(actor, view.region),
    }  # fmt: skip
    return render(request, "organisations/body.html", context)


@require_POST
def open_pair(request: HttpRequest, code: str) -> HttpResponse:
    """Open the appointment of a leader and lead office and go to its form."""
    actor, at = ui.actor_of(request), timezone.now()
    _view_of(code, timezone.localdate(at))
    try:
        pair = operations.open_pair(body=code, actor=actor, at=at)
    except Refused as refused:
        context = {
            "heading": f"没有开办“{RESPONSIBLE_PAIR.label}”",
            "sentences": [refusal.sentence for refusal in refused.refusals],
            "back": pages.body_url(code),
        }
        return render(request, "ui/refused.html", context, status=CONFLICT)
    return HttpResponseRedirect(reverse("ui:step", args=(pair.number, "submit")))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Rename, merge or split a body."""
    actor, at = ui.actor_of(request), timezone.now()
    view = _view_of(code, timezone.localdate(at))
    if not (may(actor, policies.EDIT_MAP) and policies.covers(actor, view.region)):
        raise Http404("没有这个页面。")
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(view, form.cleaned_data, actor=actor, at=at)
        except (MapRefused, policies.NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{view.short}”的变更已登记，原名称和历史都已保留。")
            return HttpResponseRedirect(pages.body_url(code))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "organisations/change.html", {"body": view, "form": form}, status=status)


def _change(view: BodyView, data: dict[str, Any], *, actor: Actor, at: Any) -> None:
    common = {"on": data["on"], "basis": data["basis"], "actor": actor, "at": at}
    if data["kind"] == "rename":
        if not data["name"]:
            raise MapRefused("请填写新名称。")
        operations.rename_body(view.code, name=data["name"], short=data["short"], **common)
    elif data["kind"] == "merge":
        found = queries.find(data["into"], on=data["on"])
        if len(found) != 1:
            raise MapRefused("没有找到要并入的机构，或者有多个机构同名。请填写机构代码。")
        operations.merge_bodies([view.code], into=found[0].code, **common)
    else:
        if not data["code"].startswith(f"{view.region}-"):
            raise MapRefused(f"分设机构代码应当以“{view.region}-”开头。")
        part = NewBody(view.region, view.line, data["name"], data["short"], code=data["code"])
        operations.split_body(view.code, [part], keeps=True, **common)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two imports."""

    key: str
    title: str
    permission: Any
    back: str


KINDS = {
    "bodies": _Kind("bodies", "导入机构", policies.EDIT_MAP, "organisations:directory"),
    "people": _Kind("people", "导入人员", policies.EDIT_PEOPLE, "organisations:people"),
}


def _kind(request: HttpRequest, key: str) -> _Kind:
    kind = KINDS.get(key)
    if kind is None or not may(ui.actor_of(request), kind.permission):
        raise Http404("没有这个页面。")
    return kind


def _sheet(kind: _Kind) -> SheetTemplate:
    if kind.key == "people":
        return sheets.people_template()
    return sheets.bodies_template(atlas.line_names())


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the workbook to fill in."""
    chosen = _kind(request, kind)
    sheet = _sheet(chosen)
    answer = HttpResponse(write_template((sheet,), title=chosen.title), content_type=XLSX)
    name = f"{sheet.name}导入模板.xlsx"
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Take an upload, show its preview, and on confirmation take over all of it."""
    chosen = _kind(request, kind)
    actor, at = ui.actor_of(request), timezone.now()
    place: dict[str, Any] = {"number": "import", "step": chosen.key, "actor": actor}
    context: dict[str, Any] = {"kind": chosen, "back": reverse(chosen.back)}
    if request.method != "POST":
        return render(request, "organisations/import.html", context)
    confirmed = request.POST.get("confirmed") == "yes"
    if confirmed:
        waiting = held.take(request.POST.getlist("token"), **place).get("file", [])
    else:
        held.forget(**place)
        waiting = [
            Upload(file.name or "", file.content_type or "", file.read())
            for file in request.FILES.getlist("file")
        ]
    if not waiting:
        context["faults"] = ["请先选择要导入的文件。文件保留一天，过期后请重新选择。"]
        return render(request, "organisations/import.html", context, status=UNPROCESSABLE)
    data = waiting[0].data
    try:
        preview = _checked(chosen, data, actor=actor, on=timezone.localdate(at))
        if confirmed:
            count = _import(chosen, preview, data, actor=actor, at=at)
            held.forget(**place)
            messages.success(request, f"{chosen.title}：共{count}行，全部导入。")
            return HttpResponseRedirect(context["back"])
    except WorkbookRefusedError as refusal:
        context["faults"] = [str(refusal)]
        return render(request, "organisations/import.html", context, status=UNPROCESSABLE)
    except operations.ImportRefusedError as refused:
        preview = refused.preview
    if preview.ok:
        held.hold({"file": waiting}, **place, at=at)
        context["tokens"] = [each.token for each in held.held_for(**place, at=at)]
    context |= {"preview": preview, "file_name": waiting[0].name}
    return render(
        request,
        "organisations/import.html",
        context,
        status=200 if preview.ok else UNPROCESSABLE,
    )


def _checked(kind: _Kind, data: bytes, *, actor: Actor, on: date) -> Preview:
    preview = read_sheet(data, _sheet(kind))
    if kind.key == "people":
        return operations.check_people(preview, actor=actor, on=on)
    return operations.check_bodies(preview, actor=actor)


def _import(kind: _Kind, preview: Preview, data: bytes, *, actor: Actor, at: Any) -> int:
    if kind.key == "people":
        on = timezone.localdate(at)
        return operations.import_people(preview, data=data, on=on, actor=actor, at=at)
    return operations.import_bodies(preview, data=data, actor=actor, at=at)
