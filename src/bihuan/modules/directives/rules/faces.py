"""A clause as whoever follows it reads it: words only, so that two versions can be compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import Span
from bihuan.modules.directives.rules.pack import CADENCE_WORDS, LEVEL_WORDS

if TYPE_CHECKING:
    from bihuan.modules.directives.rules.pack import Clause, Deadline, Pack, Parameter


@dataclass(frozen=True, slots=True)
class ClauseFace:
    """What a clause says, aspect by aspect, with a fingerprint of all of it."""

    code: str
    path: str
    name: str
    wording: str
    due: str
    actors: tuple[str, ...]
    levels: tuple[str, ...]
    mark: str
    due_mark: str
    has_duty: bool
    has_due: bool
    aspects: tuple[tuple[str, str], ...]

    @property
    def print(self) -> str:
        """Return the fingerprint: two clauses that read alike have the same."""
        text = "\x1f".join("\x1e".join(aspect) for aspect in self.aspects)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def faces_of(pack: Pack) -> tuple[ClauseFace, ...]:
    """Return every clause of a pack as it reads."""
    return tuple(_face(pack, clause) for clause in pack.clauses)


def _face(pack: Pack, clause: Clause) -> ClauseFace:
    deadline = clause.deadline
    due = f"{deadline.basis}（{deadline.mark.word}）"
    aspects = (
        ("名称", clause.name),
        ("要求", clause.wording),
        ("谁负责", "、".join(pack.actor_set(key).label for key in clause.actors)),
        ("层级", "、".join(LEVEL_WORDS[level] for level in clause.levels)),
        ("期限", "；".join((due, *_counted(pack, deadline)))),
        ("凭什么算做到", "、".join(item.label for item in clause.evidence) or clause.no_duty),
        ("报送对象", "、".join(clause.recipients)),
        ("公开", clause.publish),
    )
    return ClauseFace(
        code=clause.id,
        path=clause.path,
        name=clause.name,
        wording=clause.wording,
        due=due,
        actors=clause.actors,
        levels=clause.levels,
        mark=clause.mark.value,
        due_mark=deadline.mark.value,
        has_duty=clause.is_checkable,
        has_due=deadline.kind != "none",
        aspects=aspects,
    )


def _counted(pack: Pack, deadline: Deadline) -> list[str]:
    """Say the days a deadline is made of: dates, spans, and dated numbers with their values."""
    said = [str(deadline.on)] if deadline.on else []
    said += [f"{day.month}月{day.day}日" for day in deadline.days]
    said += [str(deadline.span)] if deadline.span else []
    for key in (deadline.parameter, deadline.grace, deadline.later):
        if key:
            said += [f"{item.label}{value_word(item)}" for item in pack.steps(key)]
    return said


def value_word(parameter: Parameter) -> str:
    """Say the value of a parameter."""
    if parameter.value in CADENCE_WORDS:
        return CADENCE_WORDS[parameter.value]
    try:
        return str(Span.parse(parameter.value))
    except ValueError:
        month, day = parameter.value.split("-")
        return f"{int(month)}月{int(day)}日"
