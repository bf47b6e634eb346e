"""Twenty of the office accept one filing at the same instant: one does, nineteen are told so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.process.models import Passage
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.models import ListState, MatterList, ReceiptSeries
from tests.personas import actor

PRESSES = 20


@pytest.mark.usefixtures("demo")
def test_twenty_accept_one_filing_and_one_receipt_is_issued() -> None:
    lists = MatterList.objects.select_related("case")
    filed = lists.get(case__body="510000-transport", case__state=ListState.FILED)
    at = timezone.now()
    issued = ReceiptSeries.objects.filter(
        office_body="510000-office", year=timezone.localtime(at).year
    )
    before = sum(issued.values_list("last", flat=True))
    together = threading.Barrier(PRESSES)

    def press(number: int) -> str:
        presser = actor("510000-office", "handler", post=str(number))
        mine = lists.get(pk=filed.pk)
        connection.close()
        together.wait()
        try:
            process.perform(
                steps.MATTER_LIST, steps.ACCEPT, mine, actor=presser, at=at, inputs=Inputs()
            )
        except Refused as refused:
            return str(refused)
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, range(PRESSES)))

    lost = [answer for answer in answers if answer]
    assert len(lost) == PRESSES - 1
    assert all("已先办理“予以备案”" in answer and answer.endswith("。") for answer in lost), lost
    done = lists.get(pk=filed.pk)
    assert done.case.state == ListState.ACCEPTED
    assert done.receipt_no
    assert Passage.objects.filter(case=done.case, step="accept").count() == 1
    assert sum(issued.values_list("last", flat=True)) == before + 1
    taken = [
        line
        for line in ledger.entries(subject=done.case.subject)
        if line.verb == "case.step" and line.after == ListState.ACCEPTED
    ]
    assert len(taken) == 1
    assert ledger.verify().ok
