"""Opening a case: born in the initial state, with a number, its parties, its clocks, its entry."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.access import backstop
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import clocks, desks, engine, entries, notifying
from bihuan.kernel.process.definition import EMPTY, Attempt, D, Field, Refusal, Step
from bihuan.kernel.process.events import CaseOpened
from bihuan.kernel.process.filling import model_field, write
from bihuan.kernel.process.models import Case, Passage
from bihuan.kernel.process.numbers import next_number
from bihuan.kernel.process.refusals import NotFound, Refused
from bihuan.kernel.process.visibility import hides

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Process
    from bihuan.kernel.process.models import CaseDetail

OPEN = "open"
"""The step key of the first passage of every case."""

NOTHING: Mapping[str, Any] = MappingProxyType({})
LONGEST_TITLE = 200


def open_case(  # noqa: PLR0913 - a case is born with everything it is found by
    process: Process[D],
    *,
    title: str,
    body: str,
    region: str,
    line: str,
    fields: Mapping[str, object] = NOTHING,
    parties: Mapping[str, str] = NOTHING,
    period: str = "",
    topic: str = "",
    parent: CaseDetail | None = None,
    sealed: str = "",
    once: str = "",
    actor: Actor,
    at: dt.datetime,
) -> D:
    """Open a case for `body` and return its detail.

    `fields` are fields of the detail model; `parties` names bodies by the part they play; `once`
    names one press of the button: a retry after a lost answer returns the case already opened.

    :raises Refused: with every reason at once.
    :raises NotFound: when the parent is sealed against this actor.
    """
    if timezone.is_naive(at):
        message = "`at` needs a time zone."
        raise ValueError(message)
    if parent is not None and hides(parent.case, actor):
        raise NotFound(parent.number)
    with backstop.seeing_also(sealed), transaction.atomic():
        case = Case(
            process=process.key,
            version=process.version,
            state=process.initial.value,
            title=title.strip(),
            body=body,
            region=region,
            line=line,
            period=period,
            topic=topic,
            parent=parent.case if parent else None,
            sealed=sealed,
            opened_at=at,
            moved_at=at,
        )
        draft = process.detail(case=case)
        refusals = _write_all(draft, fields) + _refusals(process, draft, actor, parent)
        if refusals:
            raise Refused(tuple(dict.fromkeys(refusals)))
        ledger.lock()  # from here on this is the only opening: a retry must see its first effect
        earlier = _opened_before(process, once, actor)
        if earlier is not None:
            return earlier
        year = timezone.localtime(at).year
        case.number = next_number(process.number_prefix, year, sealed=sealed)
        _store(draft)
        desks.place(process, draft, parties=parties, actor=actor)
        _follow_up(process, draft, fields=fields, actor=actor, at=at, once=once)
    return draft


def open_child(
    process: Process[D],
    parent: CaseDetail,
    *,
    title: str,
    body: str,
    region: str = "",
    line: str = "",
    fields: Mapping[str, object] = NOTHING,
    parties: Mapping[str, str] = NOTHING,
    topic: str = "",
    actor: Actor,
    at: dt.datetime,
) -> D:
    """Open a case under another: it inherits the period, the seal and, where not given, the place.

    Parallel work is child cases; the parent waits for them with the guard `all_children_closed`.
    """
    above = parent.case
    return open_case(
        process,
        title=title,
        body=body,
        region=region or above.region,
        line=line or above.line,
        fields=fields,
        parties=parties,
        period=above.period,
        topic=topic or above.topic,
        parent=parent,
        sealed=above.sealed,
        actor=actor,
        at=at,
    )


def _write_all(draft: CaseDetail, fields: Mapping[str, object]) -> list[Refusal]:
    refusals: list[Refusal] = []
    for name in fields:
        stored = model_field(type(draft), name)
        if stored is None or name == "case":
            sentence = f"“{name}”不是这类办件的内容，系统没有保存。"
            refusals.append(Refusal("not_asked", sentence, name))
            continue
        must = not (stored.blank or stored.null or isinstance(stored, models.BooleanField))
        refusals += write(draft, Field(name, required=must), fields)
    for stored in draft._meta.concrete_fields:  # noqa: SLF001 - Django's documented way
        if stored.name == "case" or stored.name in fields or stored.null:
            continue
        if getattr(draft, stored.attname) is None:
            sentence = f"“{stored.verbose_name}”还没有填写。"
            refusals.append(Refusal(f"missing.{stored.name}", sentence, stored.name))
    return refusals


def _refusals(
    process: Process[D], draft: D, actor: Actor, parent: CaseDetail | None
) -> list[Refusal]:
    case, refusals = draft.case, []
    if not process.opens_by.permits(actor, draft):
        who = f"您（{actor.body_name}{actor.name}）" if actor.name else "您"
        rule = f"{process.opens_by.label}开办（{process.opens_basis}）"
        refusals.append(Refusal("role", f"“{process.label}”由{rule}，{who}不在其中。"))
    for name, label in (("title", "标题"), ("body", "责任单位"), ("region", "区划")):
        if not getattr(case, name):
            refusals.append(Refusal(f"missing.{name}", f"“{label}”还没有填写。", name))
    if len(case.title) > LONGEST_TITLE:
        sentence = f"“标题”最多{LONGEST_TITLE}字，现在有{len(case.title)}字。"
        refusals.append(Refusal("invalid.title", sentence, "title"))
    if parent is not None and parent.case.sealed and case.sealed != parent.case.sealed:
        sentence = "上级办件是密封的，下级办件必须在同一密封范围内。"
        refusals.append(Refusal("sealed", sentence))
    return refusals


def _store(draft: CaseDetail) -> None:
    case = draft.case
    case.save(force_insert=True)
    draft.case = case  # takes the new key over, without forgetting the row it names
    draft.save(force_insert=True)


def _opened_before(process: Process[D], once: str, actor: Actor) -> D | None:
    if not once:
        return None
    passage = Passage.objects.filter(once=once).select_related("case").first()
    if passage is None:
        return None
    made = (passage.step, passage.actor_key, passage.case.process)
    if made != (OPEN, actor.key, process.key):
        raise Refused((engine.used_form(),))
    rows = process.detail._default_manager.select_related("case")  # noqa: SLF001 - any model has one
    return rows.get(pk=passage.case_id)


def _follow_up(
    process: Process[D],
    draft: D,
    *,
    fields: Mapping[str, object],
    actor: Actor,
    at: dt.datetime,
    once: str,
) -> None:
    """Write everything that hangs on the new case."""
    case = draft.case
    opening: Step[Any] = Step(
        OPEN,
        f"开办{process.label}",
        process.initial,
        process.initial,
        by=process.opens_by,
        basis=process.opens_basis,
    )
    attempt = Attempt(process, opening, draft, actor, at, EMPTY)
    entry = ledger.record(
        "case.open",
        actor=actor,
        at=at,
        subject=case.subject,
        after=case.state,
        facts=entries.opening_facts(process, draft, fields=fields),
    )
    engine.write_passage(attempt, before="", seq=entry.seq, once=once)
    if process.starts:
        clocks.start_clocks(process.starts, draft, actor=actor, at=at)
        engine.note_nearest(case)
    event = _event(draft, actor=actor, at=at, seq=entry.seq)
    events.publish(event)
    transaction.on_commit(partial(notifying.tell, event), robust=True)


def _event(draft: CaseDetail, *, actor: Actor, at: dt.datetime, seq: int) -> CaseOpened:
    case = draft.case
    return CaseOpened(
        process=case.process,
        version=case.version,
        case_id=case.pk,
        number=case.number,
        title=case.title,
        state=case.state,
        body=case.body,
        region=case.region,
        line=case.line,
        period=case.period,
        topic=case.topic,
        at=at,
        seq=seq,
        actor_body=actor.body,
        parent_id=case.parent_id,
        sealed=case.sealed,
    )
