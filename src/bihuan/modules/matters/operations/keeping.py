"""After every change of a list: its fingerprint, how it stands today, and what its rows cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.modules.matters.models import Citation, ContentDay, ContentSnapshot
from bihuan.modules.matters.rules import guards
from bihuan.modules.matters.rules.bases import bases_of
from bihuan.modules.matters.rules.content import canonical, digest

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.modules.matters.models import MatterList

BATCH = 500


def touch(held: MatterList, *, at: datetime) -> MatterList:
    """Store the fingerprint of the content as it is now and count the change."""
    text = canonical(guards.content_now(held))
    held.content_digest = digest(text)
    held.content_revision += 1
    held.save(update_fields=["content_digest", "content_revision"])
    _keep_day(held, text, at=at)
    _keep_citations(held)
    return held


def _keep_day(held: MatterList, text: str, *, at: datetime) -> None:
    """Remember how the list stands at the end of this day; what stood at noon is overwritten."""
    snapshot, _new = ContentSnapshot.objects.get_or_create(
        digest=held.content_digest, defaults={"canonical": text}
    )
    rows = held.rows.order_by("position", "pk")
    identities = list(rows.values_list("identity", flat=True))
    day = ContentDay.objects.filter(matter_list=held, on=civil_day(at)).first()
    if day is None:
        ContentDay.objects.create(
            matter_list=held, on=civil_day(at), snapshot=snapshot, identities=identities
        )
        return
    earlier = day.snapshot_id
    day.snapshot, day.identities = snapshot, identities
    day.save(update_fields=["snapshot", "identities"])
    if earlier != snapshot.pk:
        ContentSnapshot.objects.filter(pk=earlier, seals=None, days=None).delete()


def _keep_citations(held: MatterList) -> None:
    wanted = {
        (pk, base.instrument, base.article)
        for pk, bases in held.rows.values_list("pk", "legal_bases")
        for base in bases_of(bases)
    }
    present = {
        (row, instrument, article): pk
        for pk, row, instrument, article in Citation.objects.filter(matter_list=held).values_list(
            "pk", "row_id", "instrument", "article"
        )
    }
    gone = [pk for key, pk in present.items() if key not in wanted]
    if gone:
        Citation.objects.filter(pk__in=gone).delete()
    Citation.objects.bulk_create(
        [
            Citation(matter_list=held, row_id=row, instrument=instrument, article=article)
            for row, instrument, article in sorted(wanted - set(present))
        ],
        batch_size=BATCH,
    )
