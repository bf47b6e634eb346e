"""Taking evidence or an exemption back: with a reason, in the ledger, and never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives import policies
from bihuan.modules.directives.events import EXEMPTION_ENDED, WITHDRAWN, DutiesChanged
from bihuan.modules.directives.models import Duty, Evidence, Exemption
from bihuan.modules.directives.operations import history, settling
from bihuan.modules.directives.rules.measures import MEASURED

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


class NothingToWithdraw(LookupError):
    """There is no such evidence, or none that still counts; the message says so."""


class NoReason(ValueError):
    """Evidence is not taken back without a reason."""


def withdraw_evidence(
    number: str, *, reason: str, state: str = "", actor: Actor, at: datetime
) -> tuple[int, ...]:
    """Take back what a case was evidence of (or one state of it); return the duties that change.

    :raises NoReason: without a reason.
    :raises NothingToWithdraw: when nothing of this record counts, or the actor may not see it.
    :raises NotAllowed: for whoever may not take evidence back.
    """
    if not reason.strip():
        raise NoReason("撤回佐证要写明原因。")
    day = timezone.localtime(at).date()
    with transaction.atomic():
        ledger.lock()
        live = Evidence.objects.filter(number=number, ended_on__isnull=True)
        live = live.exclude(process=MEASURED)  # figures are corrected, not withdrawn
        if state:
            live = live.filter(state=state)
        rows = list(live.filter(policies.visible_to(actor, path="duty__")).select_related("duty"))
        if not rows:
            raise NothingToWithdraw(f"办件 {number} 没有仍然有效的佐证，或者您无权查看。")
        for row in rows:
            policies.require_withdrawal(actor, body=row.duty.body, region=row.duty.region)
            history.end(row, on=day, why=reason.strip(), lapsed=False)
        Evidence.objects.bulk_update(rows, ["ended_on", "ended_why", "lapsed"], batch_size=100)
        duties = list({row.duty_id: row.duty for row in rows}.values())
        ledger.record(
            WITHDRAWN.key,
            actor=actor,
            at=at,
            subject=f"case:{number}",
            facts={
                "reason": reason.strip(),
                "states": tuple(sorted({row.state for row in rows})),
                "duties": tuple(sorted(duty.pk for duty in duties)),
            },
        )
        settling.settle_duties(duties)
        changed = tuple(sorted(duty.pk for duty in duties))
        events.publish(DutiesChanged(changed, day))
    return changed


def end_exemption(number: str, *, reason: str, actor: Actor, at: datetime) -> tuple[int, ...]:
    """End an exemption; return the duties that are owed again.

    :raises NoReason: without a reason.
    :raises NothingToWithdraw: when there is no such exemption that still holds.
    :raises NotAllowed: for whoever may not.
    """
    if not reason.strip():
        raise NoReason("终止不适用或豁免要写明原因。")
    day = timezone.localtime(at).date()
    with transaction.atomic():
        ledger.lock()
        row = Exemption.objects.filter(number=number, ended_on__isnull=True).first()
        region = row.body.partition("-")[0] if row else ""
        if row is None or not policies.sees(
            actor, body=row.body, region=region, line=row.body.partition("-")[2]
        ):
            raise NothingToWithdraw(f"没有编号为 {number} 的有效豁免，或者您无权查看。")
        policies.require_withdrawal(actor, body=row.body, region=region)
        row.ended_on, row.ended_why = day, reason.strip()
        row.save(update_fields=["ended_on", "ended_why"])
        scope = Q() if row.every_period else Q(period=row.period)
        duties = list(Duty.objects.filter(scope, clause_id=row.clause_id, body=row.body))
        ledger.record(
            EXEMPTION_ENDED.key,
            actor=actor,
            at=at,
            subject=f"case:{number}",
            facts={"reason": reason.strip()},
        )
        settling.settle_duties(duties)
        changed = tuple(sorted(duty.pk for duty in duties))
        if changed:
            events.publish(DutiesChanged(changed, day))
    return changed
