"""登记线下签收: the issuer's registrar enters a receipt that a recipient signed on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.documents.effects.moving import MACHINE
from bihuan.modules.documents.models import Receiving
from bihuan.modules.documents.operations.handling import HandlingRefused
from bihuan.modules.documents.policies import may_register_receipt
from bihuan.modules.documents.process.receiving import RECEIVING, SIGN_ON_PAPER
from bihuan.modules.documents.rules import verbs

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process import Upload


@transaction.atomic
def register_receipt(
    receiving: Receiving,
    *,
    signed_by: str,
    on: date | None,
    scan: Upload | None,
    actor: Actor,
    at: datetime,
) -> Receiving:
    """Enter who signed on paper, when, with the scanned receipt.

    The product itself takes the step in the recipient's case: the issuer stays no party of it.

    :raises HandlingRefused: this actor does not register receipts of this paper.
    :raises Refused: it is signed for already, or something is missing or wrong.
    """
    ledger.lock()  # before the rows: docs/develop/locking.md
    held = Receiving.objects.select_related("case", "sending__case").get(pk=receiving.pk)
    if not may_register_receipt(actor, held):
        raise HandlingRefused("线下签收由发文单位的经办人或者办公室登记。")
    fields = {"signed_by": signed_by, "paper_receipt_on": on, "paper_receipt_by": actor.name}
    documents = {"receipt": (scan,)} if scan else {}
    passage = process.perform(
        RECEIVING,
        SIGN_ON_PAPER,
        held,
        actor=MACHINE,
        at=at,
        inputs=Inputs(fields=fields, documents=documents),
    )
    ledger.record(
        verbs.RECEIPT_REGISTERED.key,
        actor=actor,
        at=at,
        subject=held.sending.case.subject,
        facts={
            "recipient": held.case.body,
            "signed_by": held.signed_by,
            "on": held.paper_receipt_on.isoformat() if held.paper_receipt_on else "",
        },
        evidence=tuple(passage.attachments.values_list("sm3", flat=True)),
    )
    return held
