"""The one door: `perform` checks, moves, sets clocks, writes the ledger, runs effects; or nothing.

Order of locks (docs/develop/locking.md): the ledger's append lock first, then the case row. Judging
needs no lock: the UPDATE that moves the case names the state and the revision that were judged.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import attachments, clocks, desks, entries, notifying
from bihuan.kernel.process.definition import EMPTY, D, Refusal
from bihuan.kernel.process.events import StepPerformed
from bihuan.kernel.process.filling import model_field
from bihuan.kernel.process.judging import begin, judge
from bihuan.kernel.process.locked import overwrite
from bihuan.kernel.process.models import Case, Passage
from bihuan.kernel.process.refusals import LostRace, NotFound, Refused
from bihuan.kernel.process.registry import get
from bihuan.kernel.process.visibility import hides

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Attempt, Inputs, Process, Step
    from bihuan.kernel.process.files import Paper

Placed = list[tuple["Paper", str]]


def perform(
    process: Process[D],
    step: Step[D],
    case: D,
    *,
    actor: Actor,
    at: dt.datetime,
    inputs: Inputs = EMPTY,
    seen: int | None = None,
    once: str = "",
) -> Passage:
    """Take a step on a case, in one transaction, and bring `case` up to date.

    `seen` is the revision the actor was looking at; `once` names this press of the button, so that
    a retry after a lost answer finds its first effect instead of having a second.

    :raises Refused: with every reason at once.
    :raises LostRace: when somebody else moved the case first.
    :raises NotFound: when the case is sealed against this actor.
    """
    if timezone.is_naive(at):
        message = "`at` needs a time zone."
        raise ValueError(message)
    if hides(case.case, actor):
        raise NotFound(case.number)
    with transaction.atomic():
        earlier = _done_before(case.case, step.key, actor, once)
        if earlier is not None:
            case.refresh_from_db()
            return earlier
        if seen is not None and seen != case.case.revision:
            raise lost_race(case.case, step.label)
        process, step = as_born(process, step, case.case)
        judgement = judge(begin(process, step, case, actor=actor, at=at, inputs=inputs))
        if judgement.refusals:
            raise Refused(judgement.refusals)
        placed = attachments.keep(judgement.papers, at)
        try:
            attempt = _carry_out(judgement.attempt, before=case, placed=placed, once=once)
        except LostRace:
            attachments.discard(placed)
            earlier = _done_before(case.case, step.key, actor, once)
            if earlier is None:
                raise
            return earlier
        except BaseException:
            attachments.discard(placed)
            raise
    _bring_up_to_date(case, attempt.case)
    if attempt.passage is None:  # pragma: no cover - _carry_out always writes one
        raise AssertionError
    return attempt.passage


def as_born(process: Process[D], step: Step[D], case: Case) -> tuple[Process[D], Step[D]]:
    """Return process and step in the version the case was born under."""
    if case.process != process.key:
        message = f"{case.number} is a {case.process!r} case, not a {process.key!r} case."
        raise ValueError(message)
    born: Process[D] = (
        process if case.version == process.version else get(case.process, case.version)
    )
    own = born.step(step.key)
    if own is None:
        sentence = f"本办件按第{born.version}版流程办理，没有“{step.label}”这一步。"
        raise Refused((Refusal("version", sentence),))
    return born, own


def lost_race(case: Case, label: str) -> LostRace:
    """Say what happened meanwhile."""
    last = Passage.objects.filter(case_id=case.pk).order_by("-pk").first()
    who = (
        f"{last.actor_body_name}{last.actor_name}已先办理“{last.label}”" if last else "办件已有变化"
    )
    return LostRace(f"“{label}”没有办成：{who}。请刷新页面，看清最新情况后再办。")


def _carry_out(attempt: Attempt[D], *, before: D, placed: Placed, once: str) -> Attempt[D]:
    """Write everything, in the order that keeps two transactions from waiting for each other."""
    step, draft, at = attempt.step, attempt.case, attempt.at
    ledger.lock()
    _move(attempt)
    written = [name for name in attempt.inputs.fields if model_field(type(draft), name)]
    if written:
        draft.save(update_fields=written)
    entry = ledger.record(
        "case.step",
        actor=attempt.actor,
        at=at,
        subject=draft.case.subject,
        before=before.state,
        after=draft.state,
        facts=entries.step_facts(attempt, before=before, written=written),
        evidence=[paper.sm3 for paper, _ in placed],
    )
    passage = write_passage(attempt, before=before.state, seq=entry.seq, once=once)
    attachments.record(passage, placed)
    attempt = replace(attempt, passage=passage)
    clocks.set_clocks(attempt)
    desks.sync_parties(draft, actor=attempt.actor)
    for effect in step.effects:
        effect(attempt)
    settle(attempt.process, draft)
    event = _event(attempt, before=before.state, seq=entry.seq)
    events.publish(event)
    transaction.on_commit(partial(notifying.tell, event), robust=True)
    return attempt


def _move(attempt: Attempt[D]) -> None:
    """Move the case row if, and only if, it still is what was judged."""
    step, case, at = attempt.step, attempt.case.case, attempt.at
    values: dict[str, Any] = {
        "state": step.target.value,
        "moved_at": at,
        "closed_at": at if attempt.process.is_final(step.target.value) else None,
    }
    same = Case.objects.filter(pk=case.pk, state=case.state, revision=case.revision)
    # The base class: CaseQuerySet.update refuses to move a case, here it is meant.
    if models.QuerySet.update(same, revision=F("revision") + 1, **values) != 1:
        raise lost_race(case, step.label)
    overwrite(case, values | {"revision": case.revision + 1})


def write_passage(attempt: Attempt[D], *, before: str, seq: int, once: str) -> Passage:
    """Write who did what; names are copied."""
    actor = attempt.actor
    return Passage.objects.create(
        case=attempt.case.case,
        step=attempt.step.key,
        label=attempt.step.label,
        before=before,
        after=attempt.step.target.value,
        at=attempt.at,
        actor_key=actor.key,
        actor_name=actor.name,
        actor_post=actor.post,
        actor_body=actor.body,
        actor_body_name=actor.body_name,
        on_behalf_of=actor.on_behalf_of,
        opinion=attempt.opinion,
        seq=seq,
        once=once or None,
    )


def settle(process: Process[Any], draft: Any) -> None:
    """Recompute what is derived from the case: whose desk it lies on and when it is next due."""
    desks.recompute(process, draft)
    note_nearest(draft.case)


def note_nearest(case: Case) -> None:
    """Write on the case which of its clocks ends first."""
    nearest = clocks.next_due(case)
    if any(getattr(case, name) != value for name, value in nearest.items()):
        Case.objects.filter(pk=case.pk).update(**nearest)
        overwrite(case, nearest)


def used_form() -> Refusal:
    """Say that the name of this press belongs to another act."""
    return Refusal("once", "这张表单已经提交过，不能再用。请刷新页面，重新填写。")


def _done_before(case: Case, step: str, actor: Actor, once: str) -> Passage | None:
    if not once:
        return None
    earlier = Passage.objects.filter(once=once).first()
    if earlier is None:
        return None
    if (earlier.case_id, earlier.step, earlier.actor_key) != (case.pk, step, actor.key):
        raise Refused((used_form(),))
    return earlier


def _bring_up_to_date(case: D, draft: D) -> None:
    """Copy what was stored onto the caller's instance, without a query."""
    for field in draft._meta.concrete_fields:  # noqa: SLF001 - Django's documented way
        if field.attname in draft.__dict__:
            setattr(case, field.attname, draft.__dict__[field.attname])
    row = draft.case
    overwrite(case.case, {f.attname: row.__dict__[f.attname] for f in _held(row)})


def _held(row: Case) -> Sequence[Any]:
    return [f for f in Case._meta.concrete_fields if f.attname in row.__dict__]  # noqa: SLF001


def _event(attempt: Attempt[D], *, before: str, seq: int) -> StepPerformed:
    case = attempt.case.case
    return StepPerformed(
        process=case.process,
        version=case.version,
        step=attempt.step.key,
        case_id=case.pk,
        number=case.number,
        title=case.title,
        before=before,
        after=attempt.step.target.value,
        body=case.body,
        region=case.region,
        line=case.line,
        period=case.period,
        topic=case.topic,
        at=attempt.at,
        seq=seq,
        actor_body=attempt.actor.body,
        sealed=case.sealed,
    )
