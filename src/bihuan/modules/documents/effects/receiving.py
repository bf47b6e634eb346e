"""收文: the number under which it is registered, and what the issuer hears of it."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.calendar import SHANGHAI, civil_day
from bihuan.kernel.process import says
from bihuan.modules.documents.effects.moving import SENDING, move
from bihuan.modules.documents.events import PaperReceived
from bihuan.modules.documents.models import Receiving, ReceivingState, Sending, SendingState
from bihuan.modules.documents.rules.allotting import allot
from bihuan.modules.documents.rules.numbers import in_no

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt

IN_WORD = "收"


@says("按单位和年度取收文编号，记下签收人和时间，回执送达发文单位")
def sign_for_paper(attempt: Attempt[Receiving]) -> None:
    """Register the paper; when it was the last one awaited, the issuer's case moves on."""
    receiving = attempt.case
    receiving.signed_by, receiving.signed_at = attempt.actor.name, attempt.at
    _register(attempt, civil_day(attempt.at))


@says("按单位和年度取收文编号，签收时间取签收单上的日期")
def sign_for_on_paper(attempt: Attempt[Receiving]) -> None:
    """Register a paper signed for on paper, as of the day on the receipt."""
    receiving = attempt.case
    on = receiving.paper_receipt_on or civil_day(attempt.at)
    receiving.signed_at = datetime.combine(on, time(), tzinfo=SHANGHAI)
    _register(attempt, on)


def _register(attempt: Attempt[Receiving], on: date) -> None:
    receiving = attempt.case
    year = civil_day(attempt.at).year  # of the register, whenever it was signed on paper
    serial = allot(body=receiving.case.body, word=IN_WORD, year=year)
    receiving.in_no = in_no(year, serial)
    receiving.save(update_fields=["in_no", "signed_by", "signed_at"])
    sending = Sending.objects.select_related("case").get(pk=receiving.sending_id)
    events.publish(
        PaperReceived(
            case_id=sending.pk,
            number=sending.number,
            kind=sending.kind,
            issuer=sending.issuer,
            doc_no=sending.doc_no,
            source=sending.source,
            recipient=receiving.case.body,
            on=on,
        )
    )
    waiting = Receiving.objects.filter(sending=sending, case__state=ReceivingState.ARRIVED)
    if sending.case.state == SendingState.DISPATCHED and not waiting.exists():
        move(SENDING, "acknowledge", sending, at=attempt.at)
