"""Consequences of the steps of a docket."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.kernel.vault import api as vault
from bihuan.modules.leads.effects.opening import Found, open_in
from bihuan.modules.leads.events import DecisionPublished, LeadDecided
from bihuan.modules.leads.models import Decision, LeadDocket, LeadPosition, Source
from bihuan.modules.leads.rules import bodies, dates, verbs
from bihuan.modules.leads.rules.opinions import Said, assemble
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt

DRAFTED = ("lead_body", "partners", "division", "opinion_text")


def said_in(docket: LeadDocket, *, on: date) -> tuple[Said, ...]:
    """What every department said, in the order they were asked."""
    rows = list(
        LeadPosition.objects.select_related("case")
        .filter(case__parent_id=docket.pk)
        .order_by("case__number")
    )
    names = bodies.names_of((row.body for row in rows), on=on)
    return tuple(
        Said(row.body, names[row.body], row.state, row.stance, row.reason, row.basis, row.share)
        for row in rows
    )


@says("按部门意见、依据和会商情况，生成牵头意见初稿")
def draft_opinion(attempt: Attempt[LeadDocket]) -> None:
    """Draft lead, partners, division and the text from the record; people change it after."""
    docket, on = attempt.case, civil_day(attempt.at)
    draft = assemble(
        title=docket.title,
        matter=docket.matter,
        impact=docket.impact,
        decider=docket.decider,
        met_on=docket.met_on or on,
        attended=docket.attended,
        minutes=docket.minutes,
        said=said_in(docket, on=on),
    )
    docket.lead_body = draft.lead
    docket.partners = "、".join(draft.partners)
    docket.division = draft.division
    docket.opinion_text = draft.text
    docket.save(update_fields=list(DRAFTED))


@says("通报审定结果")
def announce_decision(attempt: Attempt[LeadDocket]) -> None:
    """Tell higher modules who leads now."""
    docket = attempt.case
    events.publish(
        LeadDecided(
            case_id=docket.case_id,
            number=docket.number,
            region=docket.case.region,
            title=docket.title,
            lead_body=docket.lead_body,
            decision_no=docket.decision_no,
            decided_on=docket.decided_on or civil_day(attempt.at),
        )
    )


@says("固定公开副本，以指纹锁定；随后交牵头部门列入清单")
def freeze(attempt: Attempt[LeadDocket]) -> None:
    """Copy the public words into a table of their own; the handler then hands the matter over."""
    docket, on = attempt.case, civil_day(attempt.at)
    decided = docket.decided_on or on
    copy = _public_copy(docket, on=on, decided=decided)
    vault.let_out([copy])
    copy.sm3 = fingerprint(copy)
    copy.save(force_insert=True)
    ledger.record(
        verbs.PUBLISHED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=docket.case.subject,
        facts={"lead": copy.lead_name, "decision_no": copy.decision_no},
        evidence=(copy.sm3,),
    )
    events.publish(
        DecisionPublished(
            number=docket.number,
            region=docket.case.region,
            lead_body=docket.lead_body,
            published_on=on,
        )
    )


@says("在下级地区登记同一事项的会商")
def open_below(attempt: Attempt[LeadDocket]) -> None:
    """Open the docket one level below; the clock there runs from its own registration."""
    docket = attempt.case
    below = open_in(
        Found(
            title=docket.title,
            matter=docket.matter,
            impact=docket.impact,
            source=Source.FROM_ABOVE,
            origin=docket.number,
            why_unowned=docket.why_unowned,
        ),
        region=docket.passed_region,
        actor=system_actor("leads"),
        at=attempt.at,
    )
    docket.passed_to = below.number
    docket.save(update_fields=["passed_to"])
    ledger.record(
        verbs.PASSED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=docket.case.subject,
        facts={"to": below.number, "region": docket.passed_region},
    )


def _public_copy(docket: LeadDocket, *, on: date, decided: date) -> Decision:
    registered = civil_day(docket.case.opened_at)
    return Decision(
        number=docket.number,
        region=docket.case.region,
        region_name=organisations.region(docket.case.region).name,
        title=docket.title,
        matter=docket.matter,
        lead_body=docket.lead_body,
        lead_name=organisations.name_on(docket.lead_body, on),
        partner_names=docket.partners,
        division=docket.division,
        decider=docket.decider,
        decision_no=docket.decision_no,
        decided_on=decided,
        registered_on=registered,
        decision_due_on=dates.two_months(registered, docket.case.region).on,
        published_on=on,
        publication_due_on=dates.publication(docket),
        link=docket.public_link,
    )


def fingerprint(copy: Decision) -> str:
    """The SM3 digest of everything the public copy says."""
    skipped = {"id", "sm3"}
    values = {
        field.attname: getattr(copy, field.attname)
        for field in copy._meta.concrete_fields  # noqa: SLF001 - Django's documented way
        if field.attname not in skipped
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.new("sm3", text.encode()).hexdigest()
