"""Publishing a month: the very text, its fingerprints, and an entry in the ledger.

What was published stays at its address for good. A correction is the next version: it says what
was corrected, and the version before is no longer current. A month that should not be relied on
before it can be corrected is withdrawn: its address says since when and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality import policies
from bihuan.modules.quality.events import PUBLISHED, WITHDRAWN
from bihuan.modules.quality.models import MonthPublication
from bihuan.modules.quality.queries.publishing import NotReady, month_text
from bihuan.modules.quality.rules import months

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.publishing import MonthText

LONGEST_NOTE = 300


class CannotWithdraw(ValueError):
    """There is nothing to withdraw, or no reason; the message is a sentence."""


def publish_month(period: str, *, actor: Actor, at: datetime, note: str = "") -> MonthPublication:
    """Publish the figures of a month such as 2026-09; the same text is published once.

    A month that was published or withdrawn before is corrected: `note` says why, and is published
    with it.

    :raises NotReady: it is no single month, not over, lacks readings, or lacks the note.
    :raises NotAllowed: for whoever may not publish.
    """
    policies.require(actor, policies.PUBLISH)
    made = month_text(period, actor=actor, today=civil_day(at))
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise NotReady(f"更正说明有{len(note)}字，请写在{LONGEST_NOTE}字以内。")
    with transaction.atomic():
        ledger.lock()
        before = MonthPublication.objects.filter(month=made.month).order_by("-version").first()
        if before is not None and before.current and before.sm3 == made.sm3:
            return before
        if before is not None and not note:
            what = "数据有变化" if before.current else "后来撤下"
            raise NotReady(f"{made.title}已经公布过，{what}。更正公布要写明更正说明。")
        return _write(made, before, period=period, note=note, actor=actor, at=at)


def withdraw_month(period: str, *, actor: Actor, at: datetime, reason: str) -> MonthPublication:
    """Withdraw the current publication of a month; it stays at its address and says why.

    :raises CannotWithdraw: the month is not published, or there is no reason.
    :raises NotAllowed: for whoever may not withdraw.
    """
    policies.require(actor, policies.WITHDRAW)
    reason = " ".join(reason.split()).rstrip("。")
    if not reason:
        raise CannotWithdraw("没有写原因。公众会在原来的地址看到撤下的原因，请写明。")
    if len(reason) >= LONGEST_NOTE:
        raise CannotWithdraw(f"原因有{len(reason)}字，请写在{LONGEST_NOTE}字以内。")
    try:
        month = months.parse(period).start
    except ValueError as fault:
        raise CannotWithdraw(str(fault)) from fault
    with transaction.atomic():
        ledger.lock()
        found = MonthPublication.objects.filter(month=month, current=True).first()
        if found is None:
            raise CannotWithdraw("这个月没有现行的公布，不需要撤下。")
        found.current, found.withdrawn_on = False, civil_day(at)
        found.withdrawn_reason = f"{reason}。"
        found.save(update_fields=["current", "withdrawn_on", "withdrawn_reason"])
        ledger.record(
            WITHDRAWN.key,
            actor=actor,
            at=at,
            subject=f"quality:month:{period}",
            facts={"month": period, "version": found.version, "reason": reason},
            evidence=(f"sm3:{found.sm3}",),
        )
        return found


def _write(
    made: MonthText,
    before: MonthPublication | None,
    *,
    period: str,
    note: str,
    actor: Actor,
    at: datetime,
) -> MonthPublication:
    version = 1 if before is None else before.version + 1
    note = "" if before is None else note
    address = period if before is None else f"{period}-v{version}"
    entry = ledger.record(
        PUBLISHED.key,
        actor=actor,
        at=at,
        subject=f"quality:month:{period}",
        facts={
            "month": period,
            "version": version,
            "edition": made.edition,
            "note": note,
            "replaces": "" if before is None else before.address,
        },
        evidence=(f"sm3:{made.sm3}",),
    )
    if before is not None:
        MonthPublication.objects.filter(pk=before.pk).update(current=False)
    return MonthPublication.objects.create(
        address=address,
        month=made.month,
        version=version,
        title=made.title,
        edition=made.edition,
        limits=made.limits,
        text=made.text,
        sm3=made.sm3,
        sha256=made.sha256,
        note=note,
        by_body=actor.body,
        by_body_name=actor.body_name,
        published_at=at,
        seq=entry.seq,
    )
