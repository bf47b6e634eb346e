"""Papers on their way: the sent, the received, the co-signed, as pages of a case need them.

The caller holds a case it was allowed to open; these follow from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from bihuan.modules.documents.models import Cosigning, Receiving, ReceivingState, Sending

if TYPE_CHECKING:
    from collections.abc import Iterable


def sending_of(pk: int) -> Sending:
    """Return a sent paper with its case."""
    return Sending.objects.select_related("case").get(pk=pk)


def receiving_of(pk: int) -> Receiving:
    """Return a received paper with its case and the paper itself."""
    return Receiving.objects.select_related("case", "sending").get(pk=pk)


def recipient_of(sending: Sending, pk: int) -> Receiving | None:
    """Return one recipient of a paper, ``None`` when it is not one of its own."""
    return Receiving.objects.filter(sending=sending, pk=pk).first()


def cosignings_of(sending: Sending) -> list[Cosigning]:
    """Return who was asked to co-sign, in the order of asking."""
    return list(Cosigning.objects.filter(sending=sending).select_related("case").order_by("pk"))


def receipts_of(sendings: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return for each paper how many have signed for it, and how many it went to."""
    signed = ~Q(case__state=ReceivingState.ARRIVED)
    rows = (
        Receiving.objects.filter(sending__in=list(sendings))
        .values("sending")
        .annotate(all=Count("pk"), signed=Count("pk", filter=signed))
    )
    return {row["sending"]: (row["signed"], row["all"]) for row in rows}
