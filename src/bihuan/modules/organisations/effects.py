"""What an appointment does to the register. Runs inside the transaction of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel import events as bus
from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Refused, says
from bihuan.kernel.process import api as process
from bihuan.modules.organisations import events
from bihuan.modules.organisations.models import PairEntry
from bihuan.modules.organisations.rules import guards

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt
    from bihuan.modules.organisations.models import ResponsiblePair


@says("登记为生效的负责领导与牵头处室，原登记自同日起被接替")
def enter_register(attempt: Attempt[ResponsiblePair]) -> None:
    """Enter the pair; the one before is replaced on the same day.

    The guard has agreed before the lock was taken; somebody may have been quicker, so it is asked
    once more here, where nobody can be.
    """
    refusal = guards.starts_after_last(attempt)
    if refusal is not None:
        raise Refused((refusal,))
    pair, leader = attempt.case, attempt.case.leader
    if leader is None or pair.starts_on is None:  # pragma: no cover - the guards have seen to it
        raise AssertionError
    before = (
        PairEntry.objects.filter(body_id=pair.body, valid_to__isnull=True)
        .select_related("pair__case")
        .first()
    )
    if before is not None:
        before.valid_to = pair.starts_on
        before.end_reason = f"由{pair.number}接替"
        before.save(update_fields=["valid_to", "end_reason"])
    PairEntry.objects.create(
        body_id=pair.body,
        pair=pair,
        leader_name=leader.person.name,
        leader_title=leader.title,
        leader_rank=leader.rank,
        office=pair.office,
        office_head=pair.office_head,
        contact=pair.contact,
        phone=pair.phone,
        document_no=pair.document_no,
        public_name=pair.public_name,
        valid_from=pair.starts_on,
    )
    ledger.record(
        events.PAIR_IN_FORCE.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=f"body:{pair.body}",
        before=before.leader_name if before else "",
        after=leader.person.name,
        facts={
            "case": pair.number,
            "office": pair.office,
            "starts_on": pair.starts_on.isoformat(),
            "post": leader.pk,
        },
    )
    if before is not None:
        _replace(attempt, before)
    bus.publish(events.ResponsiblePairChanged(pair.body, pair.starts_on, active=True))


def _replace(attempt: Attempt[ResponsiblePair], before: PairEntry) -> None:
    """Close the case of the pair that was replaced."""
    step = attempt.process.step("replace")
    if step is None:  # pragma: no cover - the process has it
        raise AssertionError
    process.perform(
        attempt.process,
        step,
        before.pair,
        actor=system_actor("organisations"),
        at=attempt.at,
    )


@says("终止登记，自终止之日起本单位负责领导与牵头处室空缺")
def leave_register(attempt: Attempt[ResponsiblePair]) -> None:
    """End the pair in the register; the body has none from that day on."""
    pair = attempt.case
    if pair.ends_on is None:  # pragma: no cover - needed by the step
        raise AssertionError
    entry = PairEntry.objects.get(pair=pair)
    entry.valid_to = pair.ends_on
    entry.end_reason = pair.end_reason
    entry.save(update_fields=["valid_to", "end_reason"])
    ledger.record(
        events.PAIR_ENDED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=f"body:{pair.body}",
        before=entry.leader_name,
        facts={"case": pair.number, "ends_on": pair.ends_on.isoformat()},
    )
    bus.publish(events.ResponsiblePairChanged(pair.body, pair.ends_on, active=False))
