"""一案一档 of a paper: what it answers, itself, its annexes, receipts and answers, in one PDF/A."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.documents.models import Receiving, Sending
from bihuan.modules.documents.operations.binding import bind
from bihuan.modules.documents.queries import files
from bihuan.modules.documents.rules import verbs
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.making import DEMO
from bihuan.modules.documents.rules.values import BadPaper, Evidence, Paper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


@transaction.atomic
def case_file(sending: Sending, *, actor: Actor, at: datetime) -> bytes:
    """Bind everything a numbered paper of the actor's body has brought with it, and record it.

    :raises BadPaper: it is not numbered yet, or a file cannot be bound.
    :raises Damaged: a stored file is not what was attached.
    """
    if not sending.final_text:
        raise BadPaper(("公文还没有编号，没有成文可以装订。编号以后再装订一案一档。",))
    pieces = list(_pieces(sending, at.date()))
    made = bind(
        title=f"{sending.title}案卷"[:200],
        code=sending.number,
        pieces=pieces,
        mark=DEMO if access.is_demo() else "",
    )
    ledger.record(
        verbs.BOUND.key,
        actor=actor,
        at=at,
        subject=sending.case.subject,
        facts={"doc_no": sending.doc_no, "pieces": len(pieces)},
        evidence=(sm3(made),),
    )
    return made


def _pieces(sending: Sending, on: date) -> Iterator[Paper | Evidence]:
    if sending.answers_id is not None:
        came = Receiving.objects.select_related("sending__case").get(pk=sending.answers_id)
        yield from _paper(came.sending)
    yield from _paper(sending)
    rows = list(
        Receiving.objects.filter(sending=sending)
        .select_related("case")
        .prefetch_related("answering__case")
        .order_by("-role", "case__pk")
    )
    names = organisations.names([row.case.body for row in rows], on)
    for row in rows:
        if row.paper_receipt_on is not None:
            scan = files.receipt_file(row)
            title = f"{names[row.case.body]}签收单"
            yield Evidence(title, scan.data, _kind(scan.name), scan.name)
    for row in rows:
        for answer in row.answering.all():
            if answer.dispatched_on is not None:
                yield from _paper(answer)


def _paper(sending: Sending) -> Iterator[Paper | Evidence]:
    """One numbered paper with the files that are its annexes."""
    yield Paper.from_json(sending.final_text)
    for place, title, name in files.annex_files(sending):
        stored = files.annex_file(sending, place)
        shown = f"{sending.doc_no}附件：{title}"
        yield Evidence(shown[:200], stored.data, _kind(stored.name), name)


def _kind(name: str) -> str:
    """The kind of a stored file: its name ends with what its bytes were found to be."""
    return name.rpartition(".")[2]
