"""拟稿: choosing a kind, filling in its form beside a live preview, changing the draft."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import may
from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.names import bodies_for
from bihuan.modules.documents.operations.drafting import (
    PaperConflict,
    PaperRefused,
    default_word,
    findings_of,
    preview,
    save_paper,
    start_paper,
)
from bihuan.modules.documents.policies import DRAFT_PAPER, may_edit
from bihuan.modules.documents.queries.papers import receiving_by_number, words_of
from bihuan.modules.documents.queries.templates import template_on, templates_on
from bihuan.modules.documents.rules.making import kind_named
from bihuan.modules.documents.rules.press import press
from bihuan.modules.documents.rules.values import FORMS, BadPaper
from bihuan.modules.documents.web import forms
from bihuan.modules.documents.web.previewing import Preview, shown
from bihuan.modules.documents.web.views.finding import case_url, found_kind, found_sending
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.models import Receiving, Sending
    from bihuan.modules.documents.rules.values import Kind

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose what kind of paper to draft."""
    _drafter(request)
    kinds = press().kinds()
    grouped = groupby(sorted(kinds, key=lambda kind: _place(kinds, kind)), lambda kind: kind.group)
    own = templates_on(ui.actor_of(request).body, clock.today())
    groups = [
        (group, [(kind, FORMS[kind.form], own.get(kind.key)) for kind in members])
        for group, members in grouped
    ]
    answers = request.GET.get("answers", "")
    return render(request, "documents/new.html", {"groups": groups, "answers": answers})


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Fill in the form of a kind and begin the paper."""
    actor, chosen, today = _drafter(request), found_kind(kind), clock.today()
    asked = _answered(request, actor)
    given = _answer_values(asked, today) if asked else {}
    word = default_word(actor.body, chosen.form)
    values = forms.blank(chosen, actor=actor, on=today, given=given | {"f-word": word})
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = forms.typed(request, chosen)
        if request.POST.get("act") != "preview":
            try:
                made = start_paper(
                    forms.draft_of(values, chosen, actor=actor, on=today),
                    answers=asked,
                    once=request.POST.get("once", "")[:64],
                    actor=actor,
                    at=clock.now(),
                )
            except (PaperRefused, forms.FormRefused) as refusal:
                errors = refusal.errors
            except Refused as refused:
                errors = {"": str(refused)}
            else:
                messages.success(request, f"已拟稿 {made.number}。核对无误后送部门审核。")
                return HttpResponseRedirect(case_url(made.number))
    return _show(request, chosen, values, errors, actor=actor, asked=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a paper while it is drafted or reviewed."""
    sending, actor, today = found_sending(request, number), ui.actor_of(request), clock.today()
    chosen = kind_named(sending.kind)
    if chosen is None or not may_edit(actor, sending):
        raise Http404
    values, errors, status = forms.stored(sending, chosen, on=today), {}, 200
    if request.method == "POST":
        values = forms.typed(request, chosen)
        if request.POST.get("act") != "preview":
            try:
                save_paper(
                    sending,
                    forms.draft_of(values, chosen, actor=actor, on=today),
                    revision=ui.whole(request.POST.get("revision")),
                    actor=actor,
                    at=clock.now(),
                )
            except PaperConflict as conflict:
                errors, status = conflict.errors, CONFLICT
            except (PaperRefused, forms.FormRefused) as refusal:
                errors, status = refusal.errors, UNPROCESSABLE
            else:
                messages.success(request, "文稿已保存。")
                return HttpResponseRedirect(case_url(number))
    return _show(request, chosen, values, errors, actor=actor, sending=sending, status=status)


@require_POST
def preview_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the pages of what has been typed so far; nothing is kept."""
    actor, chosen = _drafter(request), found_kind(kind)
    made = _preview(chosen, forms.typed(request, chosen), actor=actor)
    return render(request, "documents/parts/preview.html", {"preview": made})


def _preview(kind: Kind, values: forms.Typed, *, actor: Actor) -> Preview:
    today = clock.today()
    try:
        made = forms.draft_of(values, kind, actor=actor, on=today)
        paper = preview(made, body=actor.body, on=today)
        return shown(paper, findings_of(kind, paper, made, body=actor.body, on=today))
    except (PaperRefused, forms.FormRefused) as refusal:
        return Preview(faults=tuple(refusal.errors.values()))
    except BadPaper as fault:
        return Preview(faults=fault.faults)


def _show(
    request: HttpRequest,
    kind: Kind,
    values: forms.Typed,
    errors: dict[str, str],
    *,
    actor: Actor,
    asked: Receiving | None = None,
    sending: Sending | None = None,
    status: int = 0,
) -> HttpResponse:
    context: dict[str, Any] = {
        "kind": kind,
        "form_label": FORMS[kind.form],
        "fields": forms.kind_fields(kind, values, errors),
        "common": forms.common_fields(kind, values, errors, actor=actor),
        "stored": _stored(kind, sending, actor=actor) if status == CONFLICT else (),
        "faults": forms.faults_of(errors, kind),
        "bodies": bodies_for(actor),
        "preview": _preview(kind, values, actor=actor),
        "preview_url": reverse("documents:preview", args=(kind.key,)),
        "asked": asked,
        "sending": sending,
        "template": template_on(actor.body, kind.key, clock.today()),
        "back": case_url(sending.number) if sending else reverse("documents:new"),
        "has_words": bool(words_of(actor.body)),
    }
    return render(
        request,
        "documents/draft.html",
        context,
        status=status or (UNPROCESSABLE if errors else 200),
    )


def _stored(kind: Kind, sending: Sending | None, *, actor: Actor) -> tuple[tuple[str, str], ...]:
    """What the paper holds now, for whoever typed while somebody else saved."""
    if sending is None:
        return ()
    sending.refresh_from_db()
    now = forms.stored(sending, kind, on=clock.today())
    fields = (
        *forms.kind_fields(kind, now, {}),
        *forms.common_fields(kind, now, {}, actor=actor),
    )
    return tuple(
        (each.label, dict(each.choices).get(each.value, each.value))
        for each in fields
        if each.value
    )


def _drafter(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if not actor.body or not may(actor, DRAFT_PAPER):
        raise Http404
    return actor


def _answered(request: HttpRequest, actor: Actor) -> Receiving | None:
    number = request.GET.get("answers") or request.POST.get("answers", "")
    if not number:
        return None
    try:
        return receiving_by_number(number, actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def _answer_values(asked: Receiving, today: Any) -> dict[str, str]:
    """What an answer most likely says: to whom, and on what."""
    sender = organisations.name_on(asked.sender, today)
    subject = asked.title.removeprefix("关于").removesuffix("的函").removesuffix("的通知")
    came = f"贵单位《{asked.title}》（{asked.sending.doc_no}）收悉。现将有关情况函复如下：\n"
    return {
        "f-recipients": sender,
        "k-subject": f"{subject}办理情况",
        "k-content": came,
        "k-ending": "特此函复。",
    }


def _place(kinds: tuple[Kind, ...], kind: Kind) -> int:
    """The place of a kind's group: groups stay together in the order of the catalogue."""
    return next(number for number, each in enumerate(kinds) if each.group == kind.group)
