"""Publishing a month: the very text, its fingerprints, and an entry in the ledger.

What was published stays at its address for good. A correction is the next version: it says what
was corrected, and the version before is withdrawn, not removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality import policies
from bihuan.modules.quality.events import PUBLISHED
from bihuan.modules.quality.models import MonthPublication
from bihuan.modules.quality.queries.publishing import NotReady, month_text

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.publishing import MonthText

LONGEST_NOTE = 300


def publish_month(period: str, *, actor: Actor, at: datetime, note: str = "") -> MonthPublication:
    """Publish the figures of a month such as 2026-09; the same text is published once.

    A month that was published before is corrected: `note` says why, and is published with it.

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
        before = MonthPublication.objects.filter(month=made.month, current=True).first()
        if before is not None and before.sm3 == made.sm3:
            return before
        if before is not None and not note:
            raise NotReady(f"{made.title}已经公布过，数据有变化。更正公布要写明更正说明。")
        return _write(made, before, period=period, note=note, actor=actor, at=at)


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
