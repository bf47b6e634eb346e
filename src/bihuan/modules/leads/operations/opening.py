"""Registering a docket, beginning a joint study, choosing candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.leads.effects.opening import Found, open_in
from bihuan.modules.leads.models import JointStudy, LeadDocket, WhyUnowned
from bihuan.modules.leads.operations.keeping import keep_version
from bihuan.modules.leads.policies import may_choose
from bihuan.modules.leads.process import JOINT_STUDY
from bihuan.modules.leads.rules import bodies, verbs
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


class CandidatesRefused(ValueError):
    """Candidates cannot be chosen so; the message is a sentence."""


@transaction.atomic
def open_docket(
    *,
    region: str,
    title: str,
    matter: str,
    impact: str,
    source: str,
    origin: str = "",
    why_unowned: str = WhyUnowned.NEW.value,
    candidates: Sequence[str] = (),
    once: str = "",
    actor: Actor,
    at: datetime,
) -> LeadDocket:
    """Register a matter that nobody leads with the commission office of its region.

    `source` is one of `Source` (finding, complaint, inspection, new_law, proposal, …); `origin`
    names the record it came from. A department that proposes a matter is remembered as its
    proposer and may follow it.

    :raises Refused: with every reason at once.
    :raises CandidatesRefused: a candidate is no department of the region.
    """
    _check_candidates(candidates, region=region, on=civil_day(at))
    own = actor.body if actor.body and actor.line not in bodies.WIDE else ""
    found = Found(
        title=title,
        matter=matter,
        impact=impact,
        source=source,
        origin=origin,
        why_unowned=why_unowned,
        candidates=tuple(candidates),
        proposer=own,
    )
    return open_in(found, region=region, actor=actor, at=at, once=once)


@transaction.atomic
def open_study(
    *,
    title: str,
    kind: str,
    subject_matter: str,
    origin: str,
    happened_on: date,
    participants: Sequence[str],
    once: str = "",
    actor: Actor,
    at: datetime,
) -> JointStudy:
    """Begin a joint study of a new policy or a new situation for the actor's body.

    :raises Refused: with every reason at once.
    :raises CandidatesRefused: a participant is no department of the region.
    """
    _check_candidates(participants, region=actor.region, on=civil_day(at))
    if actor.body in participants:
        raise CandidatesRefused("参加单位里不要再选本单位：本单位是发起单位。")
    study: JointStudy = process.open_case(
        JOINT_STUDY,
        title=title,
        body=actor.body,
        region=actor.region,
        line=actor.line,
        fields={
            "kind": kind,
            "subject_matter": subject_matter,
            "origin": origin,
            "happened_on": happened_on,
            "candidates": list(dict.fromkeys(participants)),
            "office_body": bodies.office_of(actor.region),
        },
        once=once,
        actor=actor,
        at=at,
    )
    return study


@transaction.atomic
def set_candidates(
    *, docket: LeadDocket, candidates: Sequence[str], actor: Actor, at: datetime
) -> LeadDocket:
    """Choose who will be asked.

    :raises CandidatesRefused: not allowed, not now, or no such department.
    """
    ledger.lock()
    held = (
        LeadDocket.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .get(pk=docket.pk)
    )
    if not may_choose(actor, held):
        raise CandidatesRefused("候选部门由组织会商的环委办在征求意见之前选定。")
    _check_candidates(candidates, region=held.case.region, on=civil_day(at))
    held.candidates = list(dict.fromkeys(candidates))
    held.save(update_fields=["candidates"])
    ledger.record(
        verbs.CANDIDATES.key,
        actor=actor,
        at=at,
        subject=held.case.subject,
        facts={"candidates": held.candidates},
    )
    keep_version(held, at=at)
    return held


def _check_candidates(codes: Sequence[str], *, region: str, on: date) -> None:
    known = {code for code, _name in bodies.departments(region, on=on)}
    strange = [code for code in dict.fromkeys(codes) if code not in known]
    if strange:
        names = organisations.names(strange, on)
        listed = "、".join(names.get(code, code) for code in strange)
        raise CandidatesRefused(f"“{listed}”不是本地区的部门。请从列出的部门中选择。")
