"""What people do with findings and relations: judge, docket, return, dismiss. All recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.algebra.models import (
    Finding,
    FindingKind,
    FindingState,
    Judgement,
    Relation,
    Verdict,
)
from bihuan.modules.algebra.policies import may_work
from bihuan.modules.algebra.rules import verbs
from bihuan.modules.leads import api as leads
from bihuan.modules.matters import api as matters
from bihuan.modules.matters.api import comparing

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor

WORKABLE = (FindingState.OPEN, FindingState.RETURNED)
WHY = {FindingKind.OVERLAP: "overlap", FindingKind.GAP: "gap", FindingKind.ONE_SIDED: "overlap"}
IMPACT = {
    FindingKind.GAP: "责任清单规定的职责没有部门承担，相关环境问题可能无人处理。",
    FindingKind.OVERLAP: "两家都写牵头，遇到问题容易互相等待或者重复处理。",
    FindingKind.ONE_SIDED: "牵头单位依靠的配合没有落到对方的清单里，工作可能没有人做。",
}
OTHER_IMPACT = "清单与规定或者与上级清单不一致，执行中可能没有依据或者没有人负责。"


class WorkRefused(ValueError):
    """The act is refused; the message is a sentence."""


@transaction.atomic
def to_docket(*, finding: Finding, once: str = "", actor: Actor, at: datetime) -> str:
    """Register the finding as a docket; answer its number.

    :raises WorkRefused: not the office of the region, or no longer open.
    :raises Refused: the docket cannot be opened, with every reason.
    """
    held = _hold(finding, actor=actor)
    docket = leads.open_docket(
        region=held.region,
        title=held.subject[:120],
        matter=held.sentence[:1000],
        impact=IMPACT.get(FindingKind(held.kind), OTHER_IMPACT),
        source="finding",
        origin=f"清单比对发现{held.pk}",
        why_unowned=WHY.get(FindingKind(held.kind), "overlap"),
        candidates=_departments(held),
        once=once,
        actor=actor,
        at=at,
    )
    held.link = docket.number
    _decide(held, FindingState.DOCKET, "", verbs.DOCKET.key, actor=actor, at=at)
    return docket.number


@transaction.atomic
def return_note(*, finding: Finding, text: str, actor: Actor, at: datetime) -> bool:
    """Ask the body to correct its matter; answer whether the note stands in a list being checked.

    A list that is no longer checked carries no notes, nor does a duty no list has: the body reads
    it among its findings.

    :raises WorkRefused: not the office, nothing written, or no matter to return.
    """
    held = _hold(finding, actor=actor)
    if not text.strip():
        raise WorkRefused("修订意见是空的。请写明这一项哪里需要修订。")
    if not returnable(held):
        raise WorkRefused("责任清单没有写明是哪个单位的职责，不能退请修订。请登记会商。")
    noted = False
    if held.kind != FindingKind.GAP and held.first_row is not None:
        noted = matters.note_row(row_id=held.first_row, text=text, actor=actor, at=at)
        known = comparing.matters_known([held.first_row]).get(held.first_row)
        held.link = known.list_number if known else ""
    _decide(held, FindingState.RETURNED, text.strip(), verbs.RETURNED.key, actor=actor, at=at)
    return noted


@transaction.atomic
def dismiss(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> None:
    """Say why this is no problem; it comes back when the texts change.

    :raises WorkRefused: not the office, or no reason.
    """
    held = _hold(finding, actor=actor)
    if not reason.strip():
        raise WorkRefused("理由是空的。请写明为什么不作问题处理。")
    _decide(held, FindingState.DISMISSED, reason.strip(), verbs.DISMISSED.key, actor=actor, at=at)


@transaction.atomic
def judge(*, finding: Finding, verdict: str, reason: str, actor: Actor, at: datetime) -> Judgement:
    """Confirm or reject the relation of the two matters of a finding.

    A rejected relation is no finding any more, in every later version with the same words.

    :raises WorkRefused: not the office, no relation, or no reason.
    """
    held = _hold(finding, actor=actor)
    relation = Relation.objects.filter(first=held.first, second=held.second).first()
    if relation is None:
        raise WorkRefused("这条发现不是两个事项之间的关系，不需要判断。")
    if verdict not in Verdict.values or not reason.strip():
        raise WorkRefused("理由是空的。请写明为什么这样判断。")
    made = Judgement.objects.create(
        first=relation.first,
        second=relation.second,
        wording=relation.wording,
        verdict=verdict,
        kind=relation.kind,
        reason=reason.strip(),
        by=actor.name,
        by_key=actor.key,
        at=at,
    )
    facts = {"verdict": verdict, "kind": relation.kind}
    ledger.record(verbs.JUDGED.key, actor=actor, at=at, subject=_subject(held), facts=facts)
    if verdict == Verdict.REJECTED:
        held.state, held.reason = FindingState.DISMISSED, reason.strip()
        held.decided_by, held.decided_at = actor.name, at
        held.save()
    return made


def returnable(finding: Finding) -> bool:
    """Whether there is a body to write to: whose matter it is, or whose the duty should be."""
    if finding.kind == FindingKind.GAP:
        return bool(finding.body)
    return finding.first_row is not None


def judgements_of(finding: Finding) -> tuple[Judgement, ...]:
    """Everything that was said of this pair, oldest first."""
    if not finding.second:
        return ()
    found = Judgement.objects.filter(first=finding.first, second=finding.second)
    return tuple(found.order_by("pk"))


def _hold(finding: Finding, *, actor: Actor) -> Finding:
    ledger.lock()
    held = Finding.objects.select_for_update().get(pk=finding.pk)
    if not may_work(actor, held):
        raise WorkRefused("只有本级环委办的经办人或者处室负责人可以处理这条发现。")
    if held.state not in WORKABLE:
        raise WorkRefused("这条发现已经处理过。请刷新页面。")
    return held


def _departments(finding: Finding) -> tuple[str, ...]:
    codes = (finding.body, finding.other_body)
    return tuple(dict.fromkeys(code for code in codes if code.startswith(f"{finding.region}-")))


def _decide(
    held: Finding, state: FindingState, reason: str, verb: str, *, actor: Actor, at: datetime
) -> None:
    held.state, held.reason = state, reason
    held.decided_by, held.decided_at = actor.name, at
    held.save()
    facts = {"kind": held.kind, "link": held.link}
    ledger.record(verb, actor=actor, at=at, subject=_subject(held), facts=facts)


def _subject(held: Finding) -> str:
    return f"finding:{held.pk}"
