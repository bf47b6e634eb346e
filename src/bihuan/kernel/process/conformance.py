"""Every step × state × persona of a process, and what the engine answers: allowed, or which codes.

A new process is tested before its author writes a test. The rows are compared with a file under
`tests/conformance/`; a change there is a change of who may do what, and is reviewed as such.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from bihuan.kernel.access import ROLES, VISITOR, Actor, system_actor
from bihuan.kernel.process.definition import EMPTY, Attempt, D
from bihuan.kernel.process.desks import ORGAN_SUFFIX, organ_fields
from bihuan.kernel.process.judging import draft_of, judge
from bihuan.kernel.process.models import Case, CaseDetail, Party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from bihuan.kernel.process.definition import Inputs, Process, Step

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
REGION = "510000"
STRANGER = "510100-stranger"
ALLOWED = "可办"

_VALUES: tuple[tuple[type[models.Field[Any, Any]], object], ...] = (
    (models.DateTimeField, AT),
    (models.DateField, AT.date()),
    (models.BooleanField, False),
    (models.DecimalField, Decimal(0)),
    (models.IntegerField, 1),
    (models.JSONField, {}),
)


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who tries every step."""

    name: str
    actor: Actor


def conformance_rows(
    process: Process[D],
    personas: Iterable[Persona] | None = None,
    *,
    case: Callable[[str], D] | None = None,
    inputs: Mapping[str, Inputs] | None = None,
) -> list[str]:
    """Return one line per step, state and answer, naming the personas who get it.

    Without `personas`, one is made for every role the rules speak of, in the body it belongs to and
    in a foreign one. `case` builds a stored case in a state; without it one is built from the
    model. Inputs are given by step key; a step without any answers with what it needs.
    """
    rows: list[str] = []
    with transaction.atomic():
        for state in process.states:
            detail = case(state.value) if case else _stored_case(process, state.value)
            tried = tuple(personas or personas_for(process, detail))
            for step in process.steps:
                answers: dict[str, list[str]] = {}
                for persona in tried:
                    given = (inputs or {}).get(step.key, EMPTY)
                    codes = _codes(process, step, detail, persona.actor, given)
                    answers.setdefault(" ".join(codes) or ALLOWED, []).append(persona.name)
                rows += [
                    f"{state.value} | {step.key} | {answer} | {'、'.join(names)}"
                    for answer, names in answers.items()
                ]
        transaction.set_rollback(True)  # the cases were stored to be judged, not to stay
    return rows


def _codes(
    process: Process[D], step: Step[D], detail: D, actor: Actor, inputs: Inputs
) -> list[str]:
    at = max(AT, detail.case.moved_at)
    judged = judge(Attempt(process, step, draft_of(detail), actor, at, inputs))
    return [refusal.code for refusal in judged.refusals]


def personas_for(process: Process[Any], detail: CaseDetail) -> list[Persona]:
    """Return the visitor, the system, and every role of the rules at home and in a foreign body."""
    rules = [process.opens_by, *(step.by for step in process.steps)]
    pairs = dict.fromkeys(pair for rule in rules for pair in rule.roles() if pair[0])
    people = [
        Persona(f"{organ}·{ROLES[role]}", _person(detail.organ(organ), role))
        for organ, role in pairs
    ]
    foreign = dict.fromkeys(role for _, role in pairs)
    people += [Persona(f"外单位·{ROLES[role]}", _person(STRANGER, role)) for role in foreign]
    return [*people, Persona("系统", system_actor("conformance")), Persona("访客", VISITOR)]


def compare(rows: Iterable[str], snapshot: Path, *, write: bool) -> list[str]:
    """Compare the rows with the committed file; with `write`, make the file say them.

    Returns the lines that differ, "+" for new and "-" for gone.
    """
    wanted = list(rows)
    there = snapshot.read_text(encoding="utf-8").splitlines() if snapshot.exists() else []
    if write:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_bytes(("\n".join(wanted) + "\n").encode())
        return []
    gone = [f"- {line}" for line in there if line not in wanted]
    return gone + [f"+ {line}" for line in wanted if line not in there]


def _stored_case(process: Process[D], state: str) -> D:
    """Store a plain case in `state`: the caller's transaction is rolled back."""
    case = Case(
        number=f"{process.number_prefix}-0000-{state}",
        process=process.key,
        version=process.version,
        state=state,
        title=process.label,
        body=f"{REGION}-owner",
        region=REGION,
        line="owner",
        opened_at=AT,
        moved_at=AT,
        closed_at=AT if process.is_final(state) else None,
    )
    case.save(force_insert=True)
    detail = process.detail(case=case)
    for organ, _ in organ_fields(detail):
        setattr(detail, organ + ORGAN_SUFFIX, f"{REGION}-{organ}"[:40])
    for field in detail._meta.concrete_fields:  # noqa: SLF001 - Django's documented way
        if getattr(detail, field.attname) is None and not field.null:
            setattr(detail, field.attname, _plain_value(field))
    detail.save(force_insert=True)
    Party.objects.bulk_create(
        Party(case=case, body=f"{REGION}-{part}"[:40], part=part) for part in detail.parts
    )
    return detail


def _plain_value(field: models.Field[Any, Any]) -> object:
    for kind, value in _VALUES:
        if isinstance(field, kind):
            return value
    message = f"{field.name} cannot be filled in by itself: give conformance_rows a `case`."
    raise TypeError(message)


def _person(body: str, role: str) -> Actor:
    region, _, line = body.partition("-")
    return Actor(
        key=f"post:{body}:{role}",
        name=ROLES[role],
        post=ROLES[role],
        body=body,
        body_name=body,
        region=region,
        line=line,
        roles=frozenset({role}),
    )
