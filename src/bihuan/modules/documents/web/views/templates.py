"""文种模板: what a body has made of the kinds, the form to adapt one, its live preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import may
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.documents.operations.adapting import Adapted, TemplateRefused, adapt, specimen
from bihuan.modules.documents.policies import DRAFT_PAPER, KEEP_TEMPLATES
from bihuan.modules.documents.queries.templates import templates_on, versions_of
from bihuan.modules.documents.rules import adapting
from bihuan.modules.documents.rules.press import press
from bihuan.modules.documents.rules.values import FORMS, BadPaper
from bihuan.modules.documents.web import forms
from bihuan.modules.documents.web.previewing import Preview, shown
from bihuan.modules.documents.web.views.finding import found_kind

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.step_form import FieldView
    from bihuan.modules.documents.models import OfficeTemplate
    from bihuan.modules.documents.rules.adapting import Place
    from bihuan.modules.documents.rules.values import Kind

UNPROCESSABLE = 422
WORDS, REST = "w-", "f-"
STANDARD = "国标行距"
Typed = dict[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the page lists it: its row, its state on the day, what it says otherwise."""

    row: OfficeTemplate
    stands: str
    said: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """Show every kind, and which this body has adapted."""
    actor = _writer(request)
    own = templates_on(actor.body, clock.today())
    groups = [
        (group, [(kind, FORMS[kind.form], own.get(kind.key)) for kind in members])
        for group, members in groupby(press().kinds(), lambda kind: kind.group)
    ]
    context = {"groups": groups, "adapted": len(own), "may_change": may(actor, KEEP_TEMPLATES)}
    return render(request, "documents/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the words of a kind at this body with every version; keep a further one."""
    actor, chosen = _writer(request), found_kind(kind)
    versions = versions_of(actor.body, chosen.key)
    values, errors = _stored(chosen, versions[0] if versions else None), {}
    if request.method == "POST":
        values = _typed(request, chosen)
        if request.POST.get("act") != "preview":
            try:
                made = adapt(
                    _wanted(chosen, values),
                    seen=ui.whole(request.POST.get("seen")),
                    actor=actor,
                    at=clock.now(),
                )
            except TemplateRefused as refusal:
                errors = refusal.errors
            else:
                said = f"已保存“{chosen.label}”第{made.version}版，{made.from_on}起用于新的文稿。"
                messages.success(request, said)
                return HttpResponseRedirect(reverse("documents:template", args=(chosen.key,)))
    today = clock.today()
    context = {
        "kind": chosen,
        "form_label": FORMS[chosen.form],
        "fields": _fields(chosen, values, errors),
        "reading": [(place.label, values[WORDS + place.key]) for place in adapting.places(chosen)],
        "holes": [f"{{{field.label}}}" for field in chosen.fields],
        "faults": tuple(Fault(said, _id(key) if key else "") for key, said in errors.items()),
        "seen": versions[0].version if versions else 0,
        "versions": _listed(chosen, versions, today),
        "may_change": may(actor, KEEP_TEMPLATES),
        "preview": _preview(chosen, values, actor=actor),
        "preview_url": reverse("documents:template-preview", args=(chosen.key,)),
        "back": reverse("documents:templates"),
    }
    status = UNPROCESSABLE if errors else 200
    return render(request, "documents/template.html", context, status=status)


@require_POST
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the example of the kind in the words typed so far; nothing is kept."""
    actor, chosen = _writer(request), found_kind(kind)
    made = _preview(chosen, _typed(request, chosen), actor=actor)
    return render(request, "documents/parts/preview.html", {"preview": made})


def _writer(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if not actor.body or not may(actor, DRAFT_PAPER):
        raise Http404
    return actor


def _id(place: str) -> str:
    return place.replace(".", "_")


def _typed(request: HttpRequest, kind: Kind) -> Typed:
    names = [WORDS + place.key for place in adapting.places(kind)]
    names += [REST + name for name in ("head", "pitch", "why", "from_on")]
    return {name: request.POST.get(name, "").strip() for name in names}


def _stored(kind: Kind, row: OfficeTemplate | None) -> Typed:
    own = row.wording if row else {}
    values = {
        WORDS + place.key: adapting.shown(own.get(place.key, place.words), kind)
        for place in adapting.places(kind)
    }
    return values | {
        REST + "head": row.head if row else "",
        REST + "pitch": row.pitch if row else "",
        REST + "why": "",
        REST + "from_on": clock.today().isoformat(),
    }


def _wanted(kind: Kind, values: Typed) -> Adapted:
    """What the operation takes.

    :raises TemplateRefused: the day is none.
    """
    day = values[REST + "from_on"]
    try:
        from_on = date.fromisoformat(day) if day else None
    except ValueError:
        sentence = "启用日期不是日期，请写成2026-09-05的样式。"
        raise TemplateRefused({"from_on": sentence}) from None
    return Adapted(
        kind=kind.key,
        wording={
            place.key: adapting.typed(values[WORDS + place.key], kind)
            for place in adapting.places(kind)
        },
        head=values[REST + "head"],
        pitch=values[REST + "pitch"],
        why=values[REST + "why"],
        from_on=from_on,
    )


def _preview(kind: Kind, values: Typed, *, actor: Actor) -> Preview:
    try:
        return shown(specimen(_wanted(kind, values), body=actor.body, on=clock.today()))
    except TemplateRefused as refusal:
        return Preview(faults=tuple(refusal.errors.values()), checked=False)
    except BadPaper as fault:
        return Preview(faults=fault.faults, checked=False)


def _fields(kind: Kind, values: Typed, errors: dict[str, str]) -> tuple[FieldView, ...]:
    headed = kind.form in adapting.HEADED
    words = [
        forms.plain_field(
            _id(place.key), place.label, values[WORDS + place.key], name=WORDS + place.key,
            widget="text" if place.heading else "textarea", help_text=_own(kind, place, values),
            fault=errors.get(place.key, ""),
        )
        for place in adapting.places(kind)
    ]  # fmt: skip
    rows: list[tuple[str, str, str, str, str]] = [
        (
            "head",
            "发文机关标志（红头）",
            "不填的，用本单位全称；文件、纪要字样自动加上。",
            "text",
            "",
        ),
        ("pitch", "行距", "本单位印制习惯的行距；排不下印章时系统仍会自动调整。", "radio", ""),
        ("why", "改写理由", "写给以后查看版本的人，例如：按本单位公文处理办法第六条。", "text", ""),
        ("from_on", "启用日期", "启用日以前拟的稿不变。", "text", "date"),
    ]
    pitches = (("", STANDARD), *((each, f"{each} 磅") for each in adapting.PITCHES))
    rest = [
        forms.plain_field(
            name, label, values[REST + name], help_text=said, widget=widget,
            type_=type_ or "text", choices=pitches if name == "pitch" else (),
            fault=errors.get(name, ""),
        )
        for name, label, said, widget, type_ in rows
        if headed or name != "head"
    ]  # fmt: skip
    return (*(rest[:1] if headed else ()), *words, *(rest[1:] if headed else rest))


def _own(kind: Kind, place: Place, values: Typed) -> str:
    """Show the words every office begins from where this one has others."""
    own = adapting.shown(place.words, kind)
    return "" if values[WORDS + place.key] in ("", own) else f"通用模板：{own}"


def _listed(kind: Kind, rows: tuple[OfficeTemplate, ...], today: date) -> tuple[Version, ...]:
    current = next((row.version for row in rows if row.from_on <= today), 0)
    labels = {place.key: place.label for place in adapting.places(kind)}
    found = []
    for row in rows:
        stands = "现行" if row.version == current else "待启用" if row.from_on > today else "已更替"
        said = [("发文机关标志", row.head)] if row.head else []
        said += [("行距", f"{row.pitch} 磅")] if row.pitch else []
        said += [
            (labels.get(key, key), adapting.shown(words, kind))
            for key, words in row.wording.items()
        ]
        found.append(Version(row, stands, tuple(said)))
    return tuple(found)
