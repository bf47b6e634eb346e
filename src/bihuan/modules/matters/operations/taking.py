"""Taking a matter into a body's list because somebody above decided that this body leads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import EMPTY, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import IntakeState, MatterIntake, MatterRole, MatterRow
from bihuan.modules.matters.operations.editing import EditRefused, add_row
from bihuan.modules.matters.operations.opening import open_list
from bihuan.modules.matters.process.companions import MATTER_INTAKE, PLACE, SHOWN
from bihuan.modules.matters.queries.bodies import office_of
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.companions import list_in_hand
from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.rules.dates import level_of
from bihuan.modules.matters.rules.faults import LONG_TERM
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor

ACTOR = system_actor("matters.intake")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Where a decided matter stands: its own case with its own clock, and the row once placed."""

    number: str
    list_number: str
    row_identity: str

    @property
    def placed(self) -> bool:
        """Whether the row stands in a draft already."""
        return bool(self.list_number)


@transaction.atomic
def take_in(
    *, body: str, origin: str, values: Mapping[str, Any], actor: Actor, at: datetime
) -> TakenIn:
    """Hand a decided matter to the body that leads it.

    A case of its own (确定事项列入清单, 20 working days) waits until the matter stands in the
    public list. The row goes into the draft in hand, or into a new version of the list in force;
    while a list lies with the office it cannot be changed, and the body places the row later.
    `origin` is the number of the deciding case, carried by the row. `values` are fields of a
    matter (`name` and `category` at least). Called again with the same `body` and `origin`, it
    answers with what there is.

    :raises EditRefused: a value cannot be used.
    :raises UnknownBody: there is no such body on that day.
    """
    ledger.lock()
    view = organisations.body(body, on=civil_day(at))
    known = MatterIntake.objects.select_related("case").filter(case__body=body, origin=origin)
    there = known.exclude(case__state=IntakeState.CANCELLED).first()
    if there is not None:
        return _answer(there)
    row = _values(values, body=body, region=view.region, origin=origin)
    case = process.open_case(
        MATTER_INTAKE,
        title=f"列入清单：{row['name']}"[:200],
        body=body,
        region=view.region,
        line=view.line,
        fields={"office_body": office_of(view.region), "origin": origin, "values": row},
        topic=origin,
        actor=ACTOR,
        at=at,
    )
    ledger.record(
        verbs.TAKEN_IN.key,
        actor=actor,
        at=at,
        subject=case.case.subject,
        facts={"origin": origin, "body": body},
    )
    try:
        with transaction.atomic():
            process.perform(MATTER_INTAKE, PLACE, case, actor=ACTOR, at=at, inputs=EMPTY)
    except Refused as refused:
        if {refusal.code for refusal in refused.refusals} != {"list_is_fixed"}:
            raise
    return _answer(MatterIntake.objects.select_related("case").get(pk=case.pk))


def place_row(*, number: str, at: datetime) -> None:
    """Put the decided matter into the list in hand, or into a new version of the one in force.

    Runs in the transaction of the step `place`.
    """
    intake = MatterIntake.objects.select_related("case").get(case__number=number)
    held = list_in_hand(intake.body)
    if held is None:
        held = open_list(body=intake.body, year=civil_day(at).year, actor=ACTOR, at=at)
    present = held.rows.filter(origin=intake.origin).first()
    row = present or add_row(
        matter_list=held, values=intake.values, origin=intake.origin, actor=ACTOR, at=at
    )
    intake.list_number, intake.row_identity = held.number, row.identity
    intake.save(update_fields=["list_number", "row_identity"])


def close_shown(*, body: str, list_number: str, at: datetime) -> None:
    """Close the cases whose matter stands in the list that was just published."""
    rows = MatterRow.objects.filter(matter_list__case__number=list_number).exclude(origin="")
    origins = rows.values_list("origin", flat=True)
    waiting = MatterIntake.objects.select_related("case").filter(
        case__body=body,
        case__state__in=(IntakeState.WAITING, IntakeState.PLACED),
        origin__in=list(origins),
    )
    for case in waiting.order_by("pk"):
        process.perform(MATTER_INTAKE, SHOWN, case, actor=ACTOR, at=at)


def _values(values: Mapping[str, Any], *, body: str, region: str, origin: str) -> dict[str, Any]:
    unknown = set(values) - set(ROW_FIELDS)
    if unknown:
        raise EditRefused({"": f"事项没有这些字段：{'、'.join(sorted(unknown))}。"})
    row: dict[str, Any] = {
        "code": origin,
        "role": MatterRole.LEAD.value,
        "level": level_of(region).value,
        "completion": LONG_TERM,
        "publishable": True,
        **values,
    }
    faults: dict[str, str] = {}
    if not str(row.get("name", "")).strip():
        faults["name"] = "没有写明事项名称。"
    if row.get("category") not in policy().categories:
        faults["category"] = "类别不在类别字典里。请从列表中选择。"
    if body in row.get("co_bodies", ()):
        faults["co_bodies"] = "牵头单位不能同时是配合单位。"
    if faults:
        raise EditRefused(faults)
    return row


def _answer(case: MatterIntake) -> TakenIn:
    return TakenIn(case.number, case.list_number, case.row_identity)
