"""Taking a step: the form, its errors, the page that asks to confirm, and the lost race."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.process import LostRace, NotFound, Refused
from bihuan.kernel.process import api as processes
from bihuan.kernel.process.definition import EMPTY
from bihuan.kernel.process.judging import begin, judge
from bihuan.kernel.ui import case_page, clock, drafts, held, presses, step_form
from bihuan.kernel.ui.components.flow import stamp
from bihuan.kernel.ui.names import bodies_for
from bihuan.kernel.ui.requests import actor_of, whole
from bihuan.kernel.ui.shell import home_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process import Inputs, Process, Refusal, Step
    from bihuan.kernel.process.models import Case, CaseDetail

CONFLICT = 409
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Place:
    """One step of one case, as one actor stands before it."""

    request: HttpRequest
    case: Case
    detail: CaseDetail
    process: Process[Any]
    step: Step[Any]
    actor: Actor
    at: datetime

    @property
    def is_yours(self) -> bool:
        """Say whether the actor is among those who take this step at all."""
        return self.step.by.permits(self.actor, self.detail)

    @property
    def form_key(self) -> dict[str, Any]:
        """Name this form in the tables of drafts and held files."""
        return {"number": self.case.number, "step": self.step.key, "actor": self.actor}


def _place(request: HttpRequest, number: str, key: str) -> Place:
    actor = actor_of(request)
    try:
        case = processes.case_by_number(number, actor)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    process = processes.process_of(case)
    step = process.step(key)
    if step is None:
        raise Http404(f"“{process.label}”没有这一步。")
    detail = processes.detail_of(case)
    return Place(request, detail.case, detail, process, step, actor, clock.now())


def _own_place(request: HttpRequest, number: str, key: str) -> Place:
    place = _place(request, number, key)
    if not place.is_yours:
        raise Http404(f"“{place.step.label}”不由您办理，没有草稿。")
    return place


@presses.keeps_presses
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Show the form of a step, or take the step."""
    place = _place(request, number, key)
    if request.method == "POST":
        return _take(place)
    processes.witness(place.case, actor=place.actor, at=place.at)
    options = processes.available(place.detail, actor=place.actor, at=place.at)
    option = next((each for each in options if each.step.key == key), None)
    if option is None or not option.allowed:
        return _not_now(place, option.refusals if option else ())
    draft = drafts.draft_of(**place.form_key)
    values = step_form.stored_values(place.detail, place.step)
    if draft is not None:
        values |= draft.values
    form = step_form.build(
        place.detail,
        place.step,
        values=values,
        held=held.held_for(**place.form_key, at=place.at),
        seen=place.case.revision,
        once=presses.press_name(),
        saves=draft.saves if draft else 0,
    )
    return _show(place, form, draft_at=draft.at if draft else None)


def _take(place: Place) -> HttpResponse:
    """Judge what came; show it again, ask to confirm, or act."""
    if not place.is_yours:
        # Whoever only reads the case leaves nothing in the store, not even a file that waits.
        return _not_now(place, _judged(place, EMPTY))
    post = place.request.POST
    values = step_form.typed(place.request, place.step)
    held.forget(**place.form_key, but=post.getlist("held"))
    held.hold(step_form.uploads(place.request, place.step), **place.form_key, at=place.at)
    waiting = held.held_for(**place.form_key, at=place.at)
    files = held.take([each.token for each in waiting], **place.form_key)
    inputs = step_form.inputs_of(place.step, values, files)
    seen = whole(post.get("seen"), place.case.revision)
    once = post.get("once", "")[:64] or presses.press_name()
    must_confirm = bool(place.step.confirm) and post.get("confirmed") != "yes"
    try:
        if must_confirm or "back" in post:
            refusals = () if "back" in post else _judged(place, inputs)
        else:
            return _perform(place, inputs, seen=seen, once=once)
    except LostRace as lost:
        return _lost(place, lost, values)
    except Refused as refused:
        refusals = refused.refusals
    draft = drafts.draft_of(**place.form_key)
    form = step_form.build(
        place.detail,
        place.step,
        values=values,
        held=waiting,
        refusals=refusals,
        seen=seen,
        once=once,
        saves=draft.saves if draft else 0,
    )
    if refusals or "back" in post:
        return _show(place, form, status=UNPROCESSABLE if refusals else 200)
    return _confirm(place, form)


def _judged(place: Place, inputs: Inputs) -> tuple[Refusal, ...]:
    attempt = begin(
        place.process, place.step, place.detail, actor=place.actor, at=place.at, inputs=inputs
    )
    return judge(attempt).refusals


def _perform(place: Place, inputs: Inputs, *, seen: int, once: str) -> HttpResponse:
    try:
        passage = processes.perform(
            place.process,
            place.step,
            place.detail,
            actor=place.actor,
            at=place.at,
            inputs=inputs,
            seen=seen,
            once=once,
        )
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    drafts.forget(**place.form_key)
    held.forget(**place.form_key)
    messages.success(place.request, f"“{place.step.label}”已办理，账本编号 #{passage.seq:,}。")
    seen_still = processes.cases_for(place.actor).filter(pk=place.case.pk).exists()
    after = reverse("ui:case", args=(place.case.number,)) if seen_still else home_address()
    return HttpResponseRedirect(after)


def _base(place: Place) -> dict[str, Any]:
    return {
        "case": place.case,
        "process": place.process,
        "step": place.step,
        "case_url": reverse("ui:case", args=(place.case.number,)),
        "state": place.process.state_label(place.case.state),
        "target": place.process.state_label(place.step.target.value),
    }


def _show(
    place: Place,
    form: step_form.StepForm,
    *,
    draft_at: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    proposes = any(field.widget == "body" for field in form.fields)
    context = _base(place) | {
        "form": form,
        "draft_at": draft_at,
        "bodies": bodies_for(place.actor) if proposes else (),
    }
    return render(place.request, "ui/step.html", context, status=status)


def _confirm(place: Place, form: step_form.StepForm) -> HttpResponse:
    context = _base(place) | {"form": form, "facts": step_form.said(form)}
    return render(place.request, "ui/step_confirm.html", context)


def _not_now(place: Place, refusals: tuple[Refusal, ...]) -> HttpResponse:
    if not refusals:
        wanted = "、".join(f"“{source.label}”" for source in place.step.sources)
        now = place.process.state_label(place.case.state)
        sentences: tuple[str, ...] = (
            f"“{place.step.label}”只能在{wanted}状态办理，本办件现在是“{now}”。",
        )
    else:
        sentences = tuple(refusal.sentence for refusal in refusals)
    context = {
        "heading": f"现在不能办理“{place.step.label}”",
        "sentences": sentences,
        "back": reverse("ui:case", args=(place.case.number,)),
    }
    return render(place.request, "ui/refused.html", context, status=CONFLICT)


def _lost(place: Place, lost: LostRace, values: Mapping[str, str]) -> HttpResponse:
    """Show what happened meanwhile beside what was typed, so that nothing need be typed twice."""
    place.detail.refresh_from_db()
    case = processes.cases_for(place.actor).filter(pk=place.case.pk).first()
    newer = processes.history(case)[-3:] if case else ()
    context = _base(place) | {
        "sentences": tuple(refusal.sentence for refusal in lost.refusals),
        "log": tuple(case_page.log_entry(each, place.process) for each in reversed(newer)),
        "versions": step_form.versions(place.detail, place.step, values, shown=case is not None),
    }
    return render(place.request, "ui/lost_race.html", context, status=CONFLICT)


@require_POST
def draft(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Save what has been typed so far; the answer is the line that stands below the form."""
    place = _own_place(request, number, key)
    values = step_form.typed(request, place.step)
    seen = whole(request.POST.get("saves"), 0)
    try:
        saves = drafts.save(values, seen=seen, **place.form_key, at=place.at)
    except drafts.DraftConflictError:
        text = (
            "另一个窗口刚保存过这份草稿，这里的修改没有保存。请先复制要保留的文字，再刷新页面选用。"
        )
        return HttpResponse(text, status=CONFLICT, content_type="text/plain; charset=utf-8")
    except drafts.DraftTooLongError as refusal:
        return HttpResponse(
            str(refusal), status=UNPROCESSABLE, content_type="text/plain; charset=utf-8"
        )
    answer = HttpResponse(
        f"草稿已自动保存 {stamp(place.at)[11:]}", content_type="text/plain; charset=utf-8"
    )
    answer["X-Draft-Saves"] = str(saves)
    return answer


@require_POST
def forget_draft(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Drop the draft and the held files of a form."""
    place = _own_place(request, number, key)
    drafts.forget(**place.form_key)
    held.forget(**place.form_key)
    return HttpResponseRedirect(reverse("ui:step", args=(number, key)))
