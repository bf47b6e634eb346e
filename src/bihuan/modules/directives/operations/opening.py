"""Opening a record or an application for a duty: what can be known is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import api as process
from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.process import DUTY_EXEMPTION, DUTY_RECORD
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.occurrences import period_word

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.models import DutyExemption, DutyRecord


class NoSuchDuty(LookupError):
    """There is no such duty for this actor."""


def open_record(duty_id: int, *, actor: Actor, at: datetime) -> DutyRecord:
    """Open a record of fulfilment for a duty and return it.

    :raises NoSuchDuty: when there is none that the actor may see.
    :raises Refused: when the actor may not open records for this body.
    """
    duty = _duty(duty_id, actor)
    _, clause = packs.find(duty.clause_id)
    receiver = f"{duty.region}-{clause.receipt}" if clause.receipt else ""
    return process.open_case(
        DUTY_RECORD,
        title=title_of(duty, clause.name),
        body=duty.body,
        region=duty.region,
        line=duty.line,
        fields={
            "clause_code": clause.id,
            "receiver_body": receiver,
            "must_publish": bool(clause.publish),
        },
        period=duty.period,
        topic=clause.id,
        actor=actor,
        at=at,
    )


def open_exemption(duty_id: int, *, actor: Actor, at: datetime) -> DutyExemption:
    """Open an application that a duty should not count and return it.

    :raises NoSuchDuty: when there is none that the actor may see.
    :raises Refused: when the actor may not apply for this body.
    """
    duty = _duty(duty_id, actor)
    item, clause = packs.find(duty.clause_id)
    # An office does not excuse itself: the office of the province, or the government, decides.
    office = f"{duty.region}-office"
    if duty.line == "office":
        top = f"{item.pack.notice.region}-office"
        office = top if top != duty.body else f"{duty.region}-gov"
    return process.open_case(
        DUTY_EXEMPTION,
        title=f"{title_of(duty, clause.name)} 不适用申请",
        body=duty.body,
        region=duty.region,
        line=duty.line,
        fields={"clause_code": clause.id, "office_body": office},
        period=duty.period,
        topic=clause.id,
        actor=actor,
        at=at,
    )


def _duty(duty_id: int, actor: Actor) -> Duty:
    duty = Duty.objects.filter(policies.visible_to(actor), pk=duty_id).first()
    if duty is None:
        raise NoSuchDuty("没有这一项应办事项，或者您无权查看。")
    return duty


def title_of(duty: Duty, name: str) -> str:
    """Return the title of a record: period, clause, what it arose from."""
    parts = (period_word(duty.period), name, duty.event)
    return " ".join(part for part in parts if part)[:180]
