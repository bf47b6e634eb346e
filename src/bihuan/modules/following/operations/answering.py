"""Writing answers: one answer for as many clauses as were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Answer, Following, Kind
from bihuan.modules.following.policies import may_answer
from bihuan.modules.following.queries.holding import asked_in
from bihuan.modules.following.rules import verbs
from bihuan.modules.following.rules.judging import Said, fault_in, fault_of, mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor


class AnswerRefused(ValueError):
    """Answers cannot be written so; `faults` are (sentence, field)."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        """Keep every reason."""
        super().__init__(" ".join(sentence for sentence, _ in faults))
        self.faults = faults


class AnswerConflict(AnswerRefused):
    """What was to be overwritten is no longer what was seen."""


@transaction.atomic
def set_answers(
    *,
    case: Following,
    codes: Sequence[str],
    said: Said,
    seen: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Answer some clauses alike; "adopted" takes their exceptions away. Return how many.

    `seen` holds the marks of the exceptions the actor was looking at, by clause.

    :raises AnswerRefused: with every reason at once.
    :raises AnswerConflict: somebody answered one of them otherwise meanwhile.
    """
    ledger.lock()
    held = _held(case, actor)
    asked = asked_in(held.case.region)
    chosen = [code for code in dict.fromkeys(codes) if code in held.asked and code in asked]
    faults = [] if chosen else [("请勾选要写例外的条款。", "codes")]
    if fault := fault_of(said):
        faults.append(fault)
    faults += [(text, "codes") for code in chosen if (text := fault_in(asked[code], said))]
    if faults:
        raise AnswerRefused(*faults)
    if seen is not None and (moved := _moved(held, chosen, seen)):
        text = f"条款 {'、'.join(moved)} 在您打开之后已有人另行作答，没有保存。"
        raise AnswerConflict((f"{text}请对照列表里现在的答复，需要改的再写入一次。", "codes"))
    Answer.objects.filter(following=held, code__in=chosen).delete()
    if said.kind != Kind.ADOPTED:
        days = said.days if said.kind == Kind.ADAPTED else 0
        text = said.own_text.strip() if said.kind == Kind.ADAPTED else ""
        Answer.objects.bulk_create(
            Answer(
                following=held,
                code=code,
                kind=said.kind,
                own_text=text,
                days=days,
                reason=said.reason.strip(),
            )
            for code in chosen
        )
    ledger.record(
        verbs.ANSWERED.key,
        actor=actor,
        at=at,
        subject=held.case.subject,
        facts={"clauses": tuple(chosen), "answer": said.kind},
    )
    return len(chosen)


def _moved(held: Following, chosen: Sequence[str], seen: Mapping[str, str]) -> list[str]:
    """Return the chosen clauses whose answer is another than the one that was seen."""
    rows = Answer.objects.filter(following=held, code__in=chosen)
    now = {
        row.code: mark_of(Said(row.kind, own_text=row.own_text, days=row.days, reason=row.reason))
        for row in rows
    }
    return [code for code in chosen if now.get(code, "") != seen.get(code, "")]


@transaction.atomic
def look_again(*, case: Following, actor: Actor, at: datetime) -> int:
    """Take note of how the asked clauses read now; return how many had changed.

    Clauses that are asked about no longer leave the answer, with their exceptions.
    """
    ledger.lock()
    held = _held(case, actor)
    notice = places.notice_for(held.case.region)
    now = {face.code: face.print for face in notice.clauses} if notice else {}
    asked = asked_in(held.case.region)
    fresh = {code: now[code] for code in held.asked if code in asked}
    changed: int = sum(fresh.get(code) != seen for code, seen in held.asked.items())
    held.asked = fresh
    held.save(update_fields=["asked"])
    Answer.objects.filter(following=held).exclude(code__in=list(fresh)).delete()
    ledger.record(
        verbs.REFRESHED.key,
        actor=actor,
        at=at,
        subject=held.case.subject,
        facts={"changed": changed},
    )
    return changed


def _held(case: Following, actor: Actor) -> Following:
    rows = Following.objects.select_related("case").select_for_update(of=("self", "case"))
    held = rows.get(pk=case.pk)
    if not may_answer(actor, held):
        raise AnswerRefused(("逐条作答由本地环委办经办人在送审以前填写。", ""))
    return held
