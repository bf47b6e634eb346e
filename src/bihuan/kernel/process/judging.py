"""Judging an attempt: every reason against it at once, and nothing written."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic

from bihuan.kernel.access import one_page
from bihuan.kernel.process.definition import Attempt, D, Inputs, Refusal
from bihuan.kernel.process.filling import fill_in, papers_for, value_on

if TYPE_CHECKING:
    import datetime as dt

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Process, Step
    from bihuan.kernel.process.files import Paper


@dataclass(frozen=True, slots=True)
class Judgement(Generic[D]):
    """An attempt with everything that speaks against it."""

    attempt: Attempt[D]
    papers: tuple[Paper, ...]
    refusals: tuple[Refusal, ...]


def draft_of(case: D) -> D:
    """Return a copy to write on, so that a refused or rolled-back act leaves the original alone."""
    draft = copy.copy(case)
    draft.case = copy.copy(case.case)
    return draft


def judge(attempt: Attempt[D]) -> Judgement[D]:
    """Judge an attempt on a draft with its inputs as they came.

    State, role, preconditions and needs are always judged together. Guards are judged as soon as
    every need is met: they may rely on what was filled in. Nothing is written meanwhile, so what
    several of them ask is read once.
    """
    step, draft = attempt.step, attempt.case
    papers, wrong_papers = papers_for(step.documents, attempt.inputs, step.label)
    wrong_fields = fill_in(draft, step, attempt.inputs.fields)
    understood = replace(attempt, inputs=_understood(attempt))
    unmet = wrong_fields + wrong_papers
    with one_page():
        refusals = [*standing(understood), *unmet]
        if not unmet and step.leaves(draft.state):
            refusals += verdicts(step.guards, understood)
    return Judgement(understood, tuple(papers), tuple(dict.fromkeys(refusals)))


def standing(attempt: Attempt[D]) -> list[Refusal]:
    """Judge what does not depend on inputs: the state, the actor, the time, the preconditions."""
    step, draft, process = attempt.step, attempt.case, attempt.process
    refusals = []
    in_place = step.leaves(draft.state)
    if not in_place:
        wanted = "、".join(f"“{source.label}”" for source in step.sources)
        now = process.state_label(draft.state)
        sentence = f"“{step.label}”只能在{wanted}状态办理，本办件现在是“{now}”。"
        refusals.append(Refusal("state", sentence))
    if not step.by.permits(attempt.actor, draft):
        refusals.append(Refusal("role", not_yours(step, attempt.actor)))
    if attempt.at < draft.case.moved_at:
        sentence = "办理时间早于上一步的时间。请核对日期，办件只能按先后顺序办理。"
        refusals.append(Refusal("time", sentence))
    if in_place:
        refusals += verdicts(step.preconditions, attempt)
    return refusals


def not_yours(step: Step[Any], actor: Actor) -> str:
    """Say who can help instead."""
    who = f"您（{actor.body_name}{actor.name}）" if actor.name else "您"
    return f"“{step.label}”由{step.by.label}办理（{step.basis}），{who}不在其中。"


def verdicts(guards: tuple[Any, ...], attempt: Attempt[Any]) -> list[Refusal]:
    """Ask each guard and keep what it refuses."""
    return [refusal for guard in guards if (refusal := guard(attempt)) is not None]


def begin(
    process: Process[D],
    step: Step[D],
    case: D,
    *,
    actor: Actor,
    at: dt.datetime,
    inputs: Inputs,
) -> Attempt[D]:
    """Return the attempt, on a draft of the case."""
    return Attempt(process, step, draft_of(case), actor, at, inputs)


def _understood(attempt: Attempt[D]) -> Inputs:
    given = attempt.inputs.fields
    fields = {
        field.name: value_on(attempt.case, field, given)
        for field in attempt.step.fields
        if field.name in given
    }
    return replace(attempt.inputs, fields=fields)
