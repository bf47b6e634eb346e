"""After publication: the matter goes into the list of its lead, and the docket hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.leads.events import DocketLeft, MatterTaken
from bihuan.modules.leads.models import DocketState, LeadDocket
from bihuan.modules.leads.operations.keeping import DOCKET, keep_version
from bihuan.modules.leads.process import LEAD_DOCKET
from bihuan.modules.leads.process.docket import TAKEN_IN
from bihuan.modules.leads.queries.dockets import positions_under
from bihuan.modules.leads.rules import bodies, verbs
from bihuan.modules.leads.rules.citing import cited
from bihuan.modules.matters import api as matters

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.process import StepPerformed

INTAKE, PLACED = "matter-intake", "placed"
ACTOR = system_actor("leads")
CARRIED_ON = (DocketState.MERGED, DocketState.PASSED_DOWN)
LEFT = {state.value for state in (DocketState.ALREADY_LED, DocketState.NOT_OBVIOUS, *CARRIED_ON)}


def hand_over(event: StepPerformed) -> None:
    """A published decision: have its lead take the matter into its list."""
    if (event.process, event.after) != (DOCKET, DocketState.PUBLISHED.value):
        return
    docket = LeadDocket.objects.select_related("case").get(pk=event.case_id)
    taken = matters.take_in(
        body=docket.lead_body, origin=docket.number, values=_row(docket), actor=ACTOR, at=event.at
    )
    docket.refresh_from_db()  # placing may have closed it meanwhile
    docket.intake_number = taken.number
    docket.list_number = taken.list_number
    docket.save(update_fields=["intake_number", "list_number"])
    keep_version(docket, at=event.at)


def note_placed(event: StepPerformed) -> None:
    """The matter stands in a list: the docket is done."""
    if (event.process, event.after) != (INTAKE, PLACED) or not event.topic:
        return
    docket = (
        LeadDocket.objects.select_related("case")
        .filter(case__number=event.topic, case__state=DocketState.PUBLISHED)
        .first()
    )
    if docket is not None:
        _close(docket, event.number, event.at)


def tell_left(event: StepPerformed) -> None:
    """Tell higher modules that a docket ended without a decision, and who carries it on."""
    if event.process != DOCKET or event.after not in LEFT:
        return
    docket = LeadDocket.objects.get(pk=event.case_id)
    state = DocketState(event.after)
    successor = docket.passed_to if state == DocketState.PASSED_DOWN else docket.merged_into
    events.publish(
        DocketLeft(
            docket=event.number,
            outcome=str(state.label),
            successor=successor,
            carried_on=state in CARRIED_ON,
            at=event.at,
        )
    )


def _close(docket: LeadDocket, intake: str, at: datetime) -> None:
    number = str(vars(process.detail_of(process.case_by_number(intake, ACTOR)))["list_number"])
    docket.intake_number, docket.list_number = intake, number
    docket.save(update_fields=["intake_number", "list_number"])
    ledger.record(
        verbs.TAKEN.key,
        actor=ACTOR,
        at=at,
        subject=docket.case.subject,
        facts={"lead": docket.lead_body, "list": number, "intake": intake},
    )
    process.perform(LEAD_DOCKET, TAKEN_IN, docket, actor=ACTOR, at=at)
    events.publish(
        MatterTaken(
            docket=docket.number,
            lead_body=docket.lead_body,
            list_number=number,
            row_code=docket.number,
            on=civil_day(at),
            at=at,
        )
    )


def _row(docket: LeadDocket) -> dict[str, object]:
    """The row as the decision gives it; the lead completes it in its own list."""
    on = civil_day(docket.case.moved_at)
    names = bodies.split_names(docket.partners)
    codes = bodies.codes_of(names, region=docket.case.region, on=on)
    return {
        "name": docket.title,
        "category": docket.category,
        "description": f"{docket.matter}（{docket.decider}审定，{docket.decision_no}）",
        "co_bodies": [codes[name] for name in names if name in codes],
        "legal_bases": _bases(docket),
        "measures": docket.division,
    }


def _bases(docket: LeadDocket) -> list[dict[str, str]]:
    """What the lead itself cited when it answered."""
    answer = next((p for p in positions_under(docket.pk) if p.body == docket.lead_body), None)
    return [base.as_data() for base in cited(answer.basis)] if answer else []
