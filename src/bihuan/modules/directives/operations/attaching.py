"""What a case that moves means for duties: evidence comes, evidence goes, a duty is born."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from bihuan.kernel import events
from bihuan.modules.directives.events import DutiesChanged
from bihuan.modules.directives.models import (
    Duty,
    DutyExemption,
    DutyRecord,
    Evidence,
    Exemption,
)
from bihuan.modules.directives.operations import history, settling
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.values import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.kernel.process import CaseOpened, StepPerformed
    from bihuan.modules.directives.queries.loaded import Loaded, Shows

EXEMPTION = "duty-exemption"
APPROVED = "approved"


def note_opening(event: CaseOpened) -> None:
    """Mark the duties a new case is about as begun."""
    if event.sealed:
        return
    item = packs.for_place(event.region)
    if item is None:
        return
    told = {
        (show.clause_id, show.predicate.match): show  # many states may show the same
        for (process, _), shows in item.shows.items()
        if process == event.process
        for show in shows
        if show.predicate.match == "body" or show.code == event.topic
    }
    duties: list[Duty] = []
    for show in told.values():
        duties += _duties(show, event.body, event.period, event.number)
    fresh = [duty for duty in _once(duties) if duty.opened_on is None]
    if not fresh:
        return
    day = timezone.localtime(event.at).date()
    for duty in fresh:
        duty.opened_on = day
    Duty.objects.filter(pk__in=[duty.pk for duty in fresh]).update(opened_on=day)
    settle(fresh, event)


def note_step(event: StepPerformed) -> None:
    """Take evidence back, make duties and attach evidence, as this step demands."""
    if event.sealed or event.before == event.after:
        return
    item = packs.for_place(event.region)
    if item is None:
        history.note_strays(event)
        return
    touched = _take_back(item, event)
    touched += _relieve(item, event)
    reached = (event.process, event.after)
    if reached in item.triggers or reached in item.shows:
        happened = _happened(event)
        _trigger(item, happened)
        touched += _attach(item, happened)
    history.note_strays(event)
    settle(_once(touched), event)


def settle(duties: list[Duty], event: CaseOpened | StepPerformed) -> None:
    """Recompute the duties and tell whoever listens."""
    if not duties:
        return
    settling.settle_duties(duties)
    day = timezone.localtime(event.at).date()
    events.publish(DutiesChanged(tuple(duty.pk for duty in duties), day))


def _once(duties: Iterable[Duty]) -> list[Duty]:
    return list({duty.pk: duty for duty in duties}.values())


def _happened(event: StepPerformed) -> history.Happened:
    day = timezone.localtime(event.at).date()
    happened_on = None
    if event.process == RECORD:
        happened_on = (
            DutyRecord.objects.filter(pk=event.case_id)
            .values_list("happened_on", flat=True)
            .first()
        )
    return history.Happened(
        process=event.process,
        state=event.after,
        number=event.number,
        title=event.title,
        body=event.body,
        region=event.region,
        period=event.period,
        topic=event.topic,
        recorded_on=day,
        on=happened_on or day,
        seq=event.seq,
    )


def _duties(show: Shows, body: str, period: str, number: str) -> list[Duty]:
    duties = Duty.objects.filter(clause_id=show.clause_id)
    match show.predicate.match:
        case "clause":
            duties = duties.filter(body=body, period=period)
        case "case":
            duties = duties.filter(period=number)
        case _:
            duties = duties.filter(body=body)
    return list(duties)


def _attach(item: Loaded, row: history.Happened) -> list[Duty]:
    found, evidence = [], []
    for show in item.shows.get((row.process, row.state), ()):
        if show.predicate.match == "clause" and row.topic != show.code:
            continue
        for duty in _duties(show, row.body, row.period, row.number):
            evidence.append(history.new_evidence(duty, show, row))
            found.append(duty)
    Evidence.objects.bulk_create(evidence)
    return found


def _take_back(item: Loaded, event: StepPerformed) -> list[Duty]:
    if event.after not in item.until:
        return []
    day = timezone.localtime(event.at).date()
    live = Evidence.objects.filter(
        number=event.number, process=event.process, ended_on__isnull=True
    ).select_related("duty")
    found = []
    for evidence in live:
        clause = item.pack.clause(item.codes.get(evidence.duty.clause_id, ""))
        if clause is None or event.after not in clause.evidence[evidence.predicate].until:
            continue
        history.end(evidence, on=day, why=history.turned(event.process, event.after), lapsed=True)
        evidence.save(update_fields=["ended_on", "ended_why", "lapsed"])
        found.append(evidence.duty)
    return found


def _trigger(item: Loaded, row: history.Happened) -> None:
    codes = item.triggers.get((row.process, row.state), ())
    if not codes:
        return
    owners = (row.body, f"{row.region}-office")
    members = {code: packs.member_on(code, row.recorded_on) for code in owners}
    for code in codes:
        duty = history.triggered(item, code, members, row)
        if duty is None:
            continue
        exists = Duty.objects.filter(
            clause_id=duty.clause_id, body=duty.body, period=duty.period
        ).exists()
        if not exists:
            duty.save(force_insert=True)
            settling.recount([(duty.region, duty.clause_id, duty.starts_on, duty.due_on)])
            settling.settle_duties([duty])  # its place may have decided before it was born


def _relieve(item: Loaded, event: StepPerformed) -> list[Duty]:
    if event.process != EXEMPTION or event.after != APPROVED:
        return []
    clause_id = item.ids.get(event.topic)
    if clause_id is None:
        return []
    detail = DutyExemption.objects.get(pk=event.case_id)
    Exemption.objects.create(
        clause_id=clause_id,
        body=event.body,
        period=event.period,
        every_period=detail.every_period,
        kind=detail.kind,
        reason=detail.reason,
        number=event.number,
        recorded_on=timezone.localtime(event.at).date(),
        seq=event.seq,
    )
    scope = Q() if detail.every_period else Q(period=event.period)
    return list(Duty.objects.filter(scope, clause_id=clause_id, body=event.body))
