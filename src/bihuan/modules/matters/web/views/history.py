"""A list as it stood, and what differs: for one list, and for a body between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.modules.matters.queries import history
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules.content import shown
from bihuan.modules.matters.web.views.finding import case_url, found_list

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList
    from bihuan.modules.matters.queries.history import Standing

BAD = 422


@dataclass(frozen=True, slots=True)
class StoodRow:
    """One matter of a past day in words."""

    code: str
    name: str
    role: str
    partners: str
    bases: str
    lead_office: str
    measures: str
    completion: str


@require_safe
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a list changes against the version it replaces; `print=1` is the sheet."""
    held = found_list(request, number)
    today = clock.today()
    found = history.since_public(held, on=today)
    context = {
        "list": held,
        "base": found[0] if found else None,
        "comparison": found[1] if found else None,
        "back": case_url(number),
        "actor": ui.actor_of(request),
        "at": clock.now(),
    }
    name = "matters/changes_print.html" if request.GET.get("print") else "matters/changes.html"
    return render(request, name, context)


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """Show the lists of a body as they stood on a day, or what differs between two days."""
    actor, today = ui.actor_of(request), clock.today()
    if not history.lists_of(body, actor=actor, on=today):
        raise Http404
    typed = {name: request.GET.get(name, "").strip() for name in ("on", "since", "until", "list")}
    days, faults = _days(typed)
    on = days.get("on", today)
    context = {
        "body": body,
        "body_name": names_of([body], on=today)[body],
        "typed": {**typed, "on": on.isoformat()},
        "faults": faults,
        "on": on,
        "in_hand": _in_hand(body, actor, on),
        "actor": actor,
        "at": clock.now(),
    }
    if "since" in days and "until" in days:
        before, after, comparison = history.changes_between(
            body, since=days["since"], until=days["until"]
        )
        context |= {
            "before": before,
            "after": after,
            "comparison": comparison,
            "since": days["since"],
            "until": days["until"],
        }
    chosen = _chosen(body, typed["list"], actor, on)
    context |= {"chosen": chosen, "rows": _rows(chosen) if chosen else ()}
    sheet = bool(request.GET.get("print")) and "comparison" in context
    name = "matters/body_print.html" if sheet else "matters/body.html"
    return render(request, name, context, status=BAD if faults else 200)


def _days(typed: dict[str, str]) -> tuple[dict[str, date], list[str]]:
    days: dict[str, date] = {}
    faults: list[str] = []
    for name in ("on", "since", "until"):
        if not typed[name]:
            continue
        try:
            days[name] = date.fromisoformat(typed[name])
        except ValueError:
            faults.append(f"“{typed[name][:20]}”不是有效的日期。请按 2023-06-30 的样子填写。")
    if "since" in days and "until" in days and days["until"] < days["since"]:
        faults.append("截止日期早于起始日期。请核对两个日期。")
        del days["since"], days["until"]
    return days, faults


def _in_hand(body: str, actor: Actor, on: date) -> list[Standing]:
    stood = (history.as_it_stood(held, on=on) for held in _visible(body, actor, on))
    return [standing for standing in stood if standing is not None]


def _visible(body: str, actor: Actor, on: date) -> tuple[MatterList, ...]:
    return history.lists_of(body, actor=actor, on=on)


def _chosen(body: str, number: str, actor: Actor, on: date) -> Standing | None:
    if not number:
        standing = history.in_force(body, on=on)
        seen = {held.number for held in _visible(body, actor, on)}
        return standing if standing is not None and standing.number in seen else None
    held = next((each for each in _visible(body, actor, on) if each.number == number), None)
    if held is None:
        raise Http404
    return history.as_it_stood(held, on=on)


def _rows(standing: Standing) -> tuple[StoodRow, ...]:
    rows = standing.version.content["rows"]
    names = names_of({code for row in rows for code in row["co_bodies"]}, on=standing.on)
    return tuple(
        StoodRow(
            code=row["code"],
            name=row["name"],
            role=shown("role", row["role"], names),
            partners=shown("co_bodies", row["co_bodies"], names),
            bases=shown("legal_bases", row["legal_bases"], names),
            lead_office=row["lead_office"],
            measures=row["measures"],
            completion=row["completion"],
        )
        for row in rows
    )
