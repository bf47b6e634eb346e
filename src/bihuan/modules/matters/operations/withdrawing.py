"""Taking a list in force from the public: said with a reason, kept at its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.events import PublicationWithdrawn
from bihuan.modules.matters.models import Publication
from bihuan.modules.matters.policies import may_withdraw_public
from bihuan.modules.matters.rules import verbs

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList

LONGEST_REASON = 300
NOT_YOURS = "只有本单位主要负责人可以撤下公开的清单。"


class WithdrawalRefused(ValueError):
    """The public copy stays; the message is a sentence."""


@transaction.atomic
def withdraw_public(
    *, matter_list: MatterList, reason: str, actor: Actor, at: datetime
) -> Publication:
    """Take the public copy of a list out of force; its address and its words stay.

    :raises WithdrawalRefused: not the principal of the body, not in force, or no reason.
    """
    ledger.lock()
    case, said = matter_list.case, " ".join(reason.split())
    if not may_withdraw_public(actor, case.body):
        raise WithdrawalRefused(NOT_YOURS)
    if not said:
        raise WithdrawalRefused("没有写原因。公众会在原来的地址看到撤下的原因，请写明。")
    if len(said) > LONGEST_REASON:
        raise WithdrawalRefused(f"原因请写在{LONGEST_REASON}个字以内。")
    held = Publication.objects.select_for_update().defer("csv_file")
    copy = held.filter(case_number=case.number, current=True).first()
    if copy is None:
        raise WithdrawalRefused("这份清单不是现行的公开版，不需要撤下。")
    copy.current, copy.withdrawn_on, copy.withdrawn_reason = False, civil_day(at), said
    copy.save(update_fields=["current", "withdrawn_on", "withdrawn_reason"])
    copy.matters.update(current=False)
    ledger.record(
        verbs.PUBLIC_WITHDRAWN.key,
        actor=actor,
        at=at,
        subject=case.subject,
        facts={"address": copy.address, "reason": said},
    )
    events.publish(
        PublicationWithdrawn(
            number=case.number,
            body=case.body,
            address=copy.address,
            on=copy.withdrawn_on,
            at=at,
        )
    )
    return copy
