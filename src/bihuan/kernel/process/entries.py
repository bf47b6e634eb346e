"""What the ledger is told of a case: verbs, facts, and the sentence they make."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bihuan.kernel import ledger
from bihuan.kernel.process.definition import OPINION, Field
from bihuan.kernel.process.files import sm3
from bihuan.kernel.process.filling import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.kernel.ledger import JSON, Line
    from bihuan.kernel.process.definition import Attempt, Process
    from bihuan.kernel.process.models import CaseDetail

LONGEST_VALUE = 300
"""A longer value is recorded by its length and digest; the text itself is on the case."""


def sentence_of(line: Line) -> str:
    """Say who did what, from which state to which, in the words of the process."""
    who = f"{line.actor_body_name}{line.actor_name}"
    if line.on_behalf_of:
        who += f"（代{line.on_behalf_of}）"
    act = line.facts.get("label", "办理")
    title = line.facts.get("title")
    what = f"{line.subject.removeprefix('case:')}" + (f"《{title}》" if title else "")
    states = line.facts.get("states")
    if isinstance(states, list | tuple) and line.before != line.after and line.before:
        return f"{who}对{what}办理“{act}”，由“{states[0]}”转为“{states[1]}”。"
    return f"{who}对{what}办理“{act}”。"


OPENED = ledger.Verb("case.open", "开办", formatter=sentence_of)
STEPPED = ledger.Verb("case.step", "办理", formatter=sentence_of)


def step_facts(
    attempt: Attempt[CaseDetail], *, before: CaseDetail, written: Sequence[str]
) -> Mapping[str, JSON]:
    """Return the facts of one step: what it was, and each field it changed, before and after."""
    draft, step, process = attempt.case, attempt.step, attempt.process
    changes: dict[str, JSON] = {}
    for name in written:
        old, new = _stored(before, name), _stored(draft, name)
        if old != new:
            label = label_of(type(draft), _field_of(step.fields, name))
            changes[name] = [label, _plain(old), _plain(new)]
    facts: dict[str, JSON] = {
        "changes": changes,
        "label": step.label,
        "process": process.key,
        "states": [process.state_label(before.state), process.state_label(draft.state)],
        "step": step.key,
        "title": draft.title,
        "version": process.version,
    }
    if attempt.opinion:
        facts["opinion"] = _plain(attempt.opinion)
    return sealed_facts(facts) if draft.case.sealed else facts


def opening_facts(
    process: Process[Any], detail: CaseDetail, *, fields: Mapping[str, object]
) -> Mapping[str, JSON]:
    """Return the facts of an opening."""
    case = detail.case
    values: dict[str, JSON] = {name: _plain(_stored(detail, name)) for name in sorted(fields)}
    facts: dict[str, JSON] = {
        "body": case.body,
        "fields": values,
        "label": f"开办{process.label}",
        "parent": case.parent.number if case.parent else "",
        "period": case.period,
        "process": process.key,
        "title": case.title,
        "topic": case.topic,
        "version": process.version,
    }
    return sealed_facts(facts) if case.sealed else facts


def sealed_facts(facts: dict[str, JSON]) -> Mapping[str, JSON]:
    """Return what may be written of a sealed case: the kind of act, and a digest of the rest."""
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    kept = {name: facts[name] for name in ("label", "process", "version") if name in facts}
    return {**kept, "sealed": True, "content_sm3": sm3(content)}


def _field_of(fields: Sequence[Field], name: str) -> Field:
    return next((field for field in fields if field.name == name), OPINION)


def _stored(detail: CaseDetail, name: str) -> object:
    field = detail._meta.get_field(name)  # noqa: SLF001 - Django's documented way
    return getattr(detail, getattr(field, "attname", name))


def _plain(value: object) -> JSON:
    """Return a value the ledger can hold: no floats, long texts by digest."""
    if value is None or isinstance(value, bool | int):
        return value
    text = value if isinstance(value, str) else _text(value)
    if len(text) <= LONGEST_VALUE:
        return text
    return {"length": len(text), "sm3": sm3(text.encode())}


def _text(value: object) -> str:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)
