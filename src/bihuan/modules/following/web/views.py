"""Coverage, one place, one clause, changes; beginning to answer and writing answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel.access import may
from bihuan.kernel.process import NotFound, Refused
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Fault
from bihuan.modules.following.models import Base
from bihuan.modules.following.operations.answering import (
    AnswerConflict,
    AnswerRefused,
    look_again,
    set_answers,
)
from bihuan.modules.following.operations.opening import NotOpened, ask_places, open_following
from bihuan.modules.following.policies import ASK, OPEN, may_answer, sees_drafts
from bihuan.modules.following.queries.affected import affected_by, change_by_key
from bihuan.modules.following.queries.affected import changes as changes_for
from bihuan.modules.following.queries.answering import draft_lines, following_by_number
from bihuan.modules.following.queries.coverage import answers_of, answers_to, cases_of
from bihuan.modules.following.queries.coverage import coverage as coverage_of
from bihuan.modules.following.rules.comparing import WORDS
from bihuan.modules.following.rules.guards import stale
from bihuan.modules.following.rules.judging import Said
from bihuan.modules.following.rules.settings import policy
from bihuan.modules.following.web import pages, tables
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from bihuan.modules.following.models import Following
    from bihuan.modules.organisations.queries import RegionView

UNPROCESSABLE, CONFLICT = 422, 409
LEAD = (
    "通知要求市（州）、县（市、区）参照省级要求执行。这里看谁采用、谁调整、谁不适用、谁还没有答复。"
)
CHANGES_LEAD = (
    "上级条款改动以后，列出受影响的地区。它们确认以前，原答复继续有效，谁的答复都不会被改动。"
)


def _day(request: HttpRequest) -> date:
    """Return the day asked for, never a day to come."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), clock.today())
    except ValueError:
        return clock.today()


def _region(code: str, level: str = "") -> RegionView:
    try:
        found = organisations.region(code)
    except LookupError as error:
        raise Http404(str(error)) from error
    if level and found.level != level:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def coverage(request: HttpRequest) -> HttpResponseBase:
    """Show how far every city is, or every county of one city; POST exports what is shown."""
    actor, on = ui.actor_of(request), _day(request)
    within = request.GET.get("within", "")
    city = _region(within, "city") if within else None
    if city is not None and actor.region[:2] != within[:2]:
        raise Http404
    lines = coverage_of(actor=actor, on=on, within=within)
    where = city.name if city else "各市（州）"
    title = f"{where}参照执行情况" if not city else f"{where}各县（市、区）参照执行情况"
    context = {
        "page": pages.coverage_page(lines, on=on, city=city),
        "lead": LEAD,
        "may_open": may(actor, OPEN) and pages.has_answer_to_give(actor),
        "may_follow_city": pages.is_county(actor),
        "may_ask": may(actor, ASK) and not pages.is_county(actor),
        "changes": changes_for(actor=actor)[:3],
        "on": on,
        "is_past": on < clock.today(),
    }
    table = tables.places_table(title, counties=bool(within))
    return ui.render_table(
        request, table, lines, template="following/coverage.html", context=context
    )


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, region: str) -> HttpResponseBase:
    """Show what one place answers, clause by clause."""
    actor, on = ui.actor_of(request), _day(request)
    view = _region(region)
    lines = answers_of(region, actor=actor, on=on)
    if lines is None:
        raise Http404
    context = {
        "page": pages.place_page(lines),
        "place": view,
        "city": organisations.region(view.parent) if view.level == "county" else None,
        "cases": cases_of(region, actor=actor)[:5],
        "on": on,
        "is_past": on < clock.today(),
        "published": pages.newest_copy(region, on),
    }
    table = tables.answers_table(f"{view.name}参照执行逐条表")
    return ui.render_table(request, table, lines, template="following/place.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def clause(request: HttpRequest, clause: str) -> HttpResponseBase:
    """Show what every city, or every county of one, answers to a clause."""
    actor, on = ui.actor_of(request), _day(request)
    within = request.GET.get("within", "")
    if within:
        _region(within, "city")
    face = pages.clause_face(clause, actor)
    if face is None:
        raise Http404
    lines = answers_to(clause, actor=actor, on=on, within=within)
    context = {"face": face, "on": on, "asked": lines[0].asked if lines else None}
    table = tables.clause_table(f"条款 {face.code} {face.name}：各地参照执行")
    return ui.render_table(request, table, lines, template="following/clause.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest) -> HttpResponseBase:
    """Show what changed above since places answered."""
    lines = changes_for(actor=ui.actor_of(request))
    return ui.render_table(request, tables.CHANGES, lines, context={"lead": CHANGES_LEAD})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, change: int) -> HttpResponseBase:
    """Show one change: the difference, and who is affected."""
    actor = ui.actor_of(request)
    found = change_by_key(change, actor=actor)
    if found is None:
        raise Http404
    lines = affected_by(found, actor=actor)
    waiting = sum(line.settled_on is None for line in lines)
    context = {
        "change": found,
        "differences": [{**item, "word": WORDS[item["what"]]} for item in found.differences],
        "waiting": waiting,
        "affected": len(lines),
        "limit": policy().limit("reconfirm", found.on),
    }
    table = tables.affected_table(
        "受影响的地区", lambda region: sees_drafts(actor, region) and bool(actor.body)
    )
    return ui.render_table(request, table, lines, template="following/change.html", context=context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to answer for one's own place."""
    actor = ui.actor_of(request)
    if not may(actor, OPEN):
        raise Http404
    base = request.POST.get("base", Base.PROVINCE)
    try:
        made = open_following(
            region=actor.region,
            base=base if base in Base.values else Base.PROVINCE,
            once=request.POST.get("once", "")[:64],
            actor=actor,
            at=clock.now(),
        )
    except NotOpened as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("following:coverage"))
    except Refused as refused:
        messages.error(request, " ".join(x.sentence for x in refused.refusals))
        return HttpResponseRedirect(reverse("following:coverage"))
    messages.success(request, f"已开办 {made.number}。没有写例外的条款，一律按“采用”答复。")
    return HttpResponseRedirect(reverse("following:answers", args=(made.number,)))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask every place below that has not answered."""
    actor = ui.actor_of(request)
    if not may(actor, ASK):
        raise Http404
    try:
        asked = ask_places(actor=actor, at=clock.now())
    except NotOpened as refusal:
        messages.error(request, str(refusal))
    else:
        told = f"已要求{asked}个地区答复，答复办件在对方待办里。" if asked else "没有需要发出的。"
        messages.success(request, told)
    return HttpResponseRedirect(reverse("following:coverage"))


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """Write exceptions: choose clauses, give one answer for all of them."""
    actor = ui.actor_of(request)
    try:
        case = following_by_number(number, actor=actor)
    except NotFound as error:
        raise Http404(str(error)) from error
    if not may_answer(actor, case):
        raise Http404
    form = pages.AnswerForm(request.POST or None)
    faults: list[Fault] = []
    refused_as = UNPROCESSABLE
    chosen = request.POST.getlist("codes")
    if request.method == "POST":
        try:
            _write(request, case, form, chosen)
        except AnswerRefused as refused:
            faults = [Fault(text, field) for text, field in refused.faults]
            refused_as = CONFLICT if isinstance(refused, AnswerConflict) else UNPROCESSABLE
        else:
            return HttpResponseRedirect(reverse("following:answers", args=(number,)))
    lines = draft_lines(case, on=clock.today())
    context = {
        "case": case,
        "groups": pages.grouped(lines),
        "counts": pages.draft_counts(lines),
        "chosen": frozenset(chosen or request.GET.getlist("codes")),
        "seen": pages.seen_answers(lines),
        "form": form,
        "faults": faults,
        "stale": stale(case),
        "back": reverse("ui:case", args=(number,)),
    }
    status = refused_as if faults else 200
    return render(request, "following/answers.html", context, status=status)


def _write(request: HttpRequest, case: Following, form: pages.AnswerForm, codes: list[str]) -> None:
    actor, at = ui.actor_of(request), clock.now()
    if request.POST.get("act") == "look":
        changed = look_again(case=case, actor=actor, at=at)
        messages.success(request, f"已按最新条款核对，{changed}条有变化。")
        return
    if not form.is_valid():
        raise AnswerRefused(
            *((str(text), name) for name, texts in form.errors.items() for text in texts)
        )
    said = Said(
        kind=form.cleaned_data["kind"],
        own_text=form.cleaned_data["own_text"],
        days=form.signed_days(),
        reason=form.cleaned_data["reason"],
    )
    # A page of before this was asked says nothing of what it showed.
    shown = request.POST.get("seen")
    seen = None if shown is None else pages.answers_seen(shown)
    count = set_answers(case=case, codes=codes, said=said, seen=seen, actor=actor, at=at)
    messages.success(request, f"{count}条已按“{form.kind_label()}”答复。")
