"""Papers of a docket, drafted from its record: 征求意见函, 牵头意见请示, 牵头决定公布."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day, due, for_region
from bihuan.modules.documents import api as documents
from bihuan.modules.leads.effects.docket import said_in
from bihuan.modules.leads.models import DocketState, LeadDocket
from bihuan.modules.leads.rules import bodies
from bihuan.modules.leads.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from typing import Any

    from bihuan.kernel.access import Actor

CLERKS = frozenset({"handler", "office_head", "reviewer"})
LETTER, REQUEST, NOTICE = "consultation-letter", "lead-request", "lead-announcement"
LABELS: Mapping[str, str] = {LETTER: "征求意见函", REQUEST: "牵头意见请示", NOTICE: "牵头决定公布"}
WHEN: Mapping[str, str] = {
    DocketState.JUDGED.value: LETTER,
    DocketState.POSITIONS.value: LETTER,
    DocketState.OPINION.value: REQUEST,
    DocketState.SUBMITTED.value: REQUEST,
    DocketState.DECIDED.value: NOTICE,
    DocketState.PUBLISHED.value: NOTICE,
    DocketState.LISTED.value: NOTICE,
}
TITLE = 60
QUESTION = "请说明是否由本单位牵头、依据哪些规定、可以承担哪些工作。"


def paper_due(docket: LeadDocket, actor: Actor) -> str:
    """The kind of paper that fits where the docket stands, "" where this actor drafts none."""
    own = bool(actor.body) and actor.body == docket.office_body and bool(CLERKS & actor.roles)
    return WHEN.get(docket.state, "") if own else ""


def start_docket_paper(docket: LeadDocket, *, once: str = "", actor: Actor, at: datetime) -> str:
    """Begin the paper that fits now, with everything the record knows; answer its number.

    :raises PaperRefused: it cannot be kept so.
    :raises Refused: this actor may not begin a paper.
    """
    draft = draft_for(docket, kind=paper_due(docket, actor), on=civil_day(at))
    made = documents.start_paper(draft, source=docket.number, once=once, actor=actor, at=at)
    return str(made.number)


def record_now(number: str, kind: str, on: date) -> Mapping[str, Any] | None:
    """What a paper drafted that day would say of the docket as it is now."""
    docket = LeadDocket.objects.select_related("case").filter(case__number=number).first()
    if docket is None:
        return None
    return draft_for(docket, kind=kind, on=on).data if kind in LABELS else {}


def draft_for(docket: LeadDocket, *, kind: str, on: date) -> documents.Draft:
    """What the paper says; who to ask and the contact are left to the drafter."""
    matter = docket.title[:TITLE]
    if kind == LETTER:
        last = due(on, policy().limit("reply", on).span, for_region(docket.case.region)).on
        data: dict[str, Any] = {
            "matter": matter,
            "origin": f"{docket.matter}{docket.impact}",
            "proposal": docket.question or QUESTION,
            "due": last.isoformat(),
        }
        return documents.Draft(kind=kind, data=data, recipients=tuple(docket.candidates))
    said = said_in(docket, on=on)
    if kind == REQUEST:
        data = {
            "matter": matter,
            "facts": f"{docket.matter}{docket.impact}",
            "views": [
                [item.name, item.stance_label, f"{item.reason}{item.basis}" or "--"]
                for item in said
            ],
            "proposal": _proposal(docket, on=on),
        }
        return documents.Draft(kind=kind, data=data, recipients=(f"{docket.case.region}-gov",))
    names = bodies.split_names(docket.partners)
    codes = bodies.codes_of(names, region=docket.case.region, on=on)
    shares = {item.body: item.share for item in said}
    data = {
        "matter": matter,
        "basis": f"经{docket.decider}审定（{docket.decision_no}）",
        "lead": bodies.names_of([docket.lead_body], on=on)[docket.lead_body],
        "lead_duty": shares.get(docket.lead_body) or docket.division or docket.matter,
        "duties": [[name, shares.get(codes.get(name, ""), "") or "按职责配合"] for name in names],
        "effective": (docket.decided_on or on).isoformat(),
    }
    told = dict.fromkeys((docket.lead_body, *codes.values(), *docket.candidates))
    return documents.Draft(kind=kind, data=data, recipients=tuple(told))


def _proposal(docket: LeadDocket, *, on: date) -> str:
    lead = bodies.names_of([docket.lead_body], on=on)[docket.lead_body]
    partners = f"，{docket.partners}配合" if docket.partners else ""
    return f"建议由{lead}牵头{partners}。{docket.division}"
