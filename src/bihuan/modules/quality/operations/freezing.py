"""Freezing a trigger sheet: its very text, its digest, and an entry in the ledger."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality import policies
from bihuan.modules.quality.events import FROZEN
from bihuan.modules.quality.models import FrozenSheet
from bihuan.modules.quality.queries import sheets

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


def freeze_sheet(
    place: str,
    *,
    on: date,
    actor: Actor,
    at: datetime,
    year: int | None = None,
    edition: str = "",
) -> FrozenSheet:
    """Freeze the sheet of a city on a day; the same text is frozen once and named again.

    :raises UnknownPlace: there is no such city, or the actor does not answer for it.
    :raises ValueError: when the day lies before the rule, or the edition is none.
    :raises NotAllowed: for whoever may not freeze.
    """
    policies.require(actor, policies.FREEZE)
    sheet = sheets.trigger_sheet(place, on=on, actor=actor, year=year, edition=edition)
    text = sheets.sheet_text(sheet)
    digest = hashlib.new("sm3", text.encode()).hexdigest()
    fired = [row.rule for row in sheet.fired]
    with transaction.atomic():
        ledger.lock()
        before = FrozenSheet.objects.filter(digest=digest).first()
        if before is not None:
            return before
        entry = ledger.record(
            FROZEN.key,
            actor=actor,
            at=at,
            subject=f"quality:{place}",
            facts={
                "place": sheet.name,
                "on": on.isoformat(),
                "edition": sheet.edition,
                "fired": "、".join(fired),
                "tier": sheet.tier,
            },
            evidence=(f"sm3:{digest}",),
        )
        return FrozenSheet.objects.create(
            place=place,
            place_name=sheet.name,
            on=on,
            edition=sheet.edition,
            policy=sheet.policy,
            tier=sheet.tier,
            fired=fired,
            text=text,
            digest=digest,
            by_key=actor.key,
            by_name=actor.name,
            at=at,
            seq=entry.seq,
        )
