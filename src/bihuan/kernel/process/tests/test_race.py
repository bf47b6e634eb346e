"""Twenty people press one button at the same instant: one wins, nineteen hear why not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Refused, api
from bihuan.kernel.process.models import Case, Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair

PRESSES = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_press_one_button_and_one_wins() -> None:
    number = who.opened().number
    entries = ledger.count()
    together = threading.Barrier(PRESSES)

    def press(i: int) -> str:
        presser = who.actor("handler", who.OWNER, name=f"第{i}人", key=f"post:{i}")
        case = Repair.objects.select_related("case").get(case__number=number)
        connection.close()
        together.wait()
        try:
            api.perform(sample.REPAIR, sample.SIGN, case, actor=presser, at=who.AT)
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
    assert all("已先办理“签收”" in answer and answer.endswith("。") for answer in lost)
    case = Case.objects.get(number=number)
    assert (case.state, case.revision) == ("planning", 1)
    assert Passage.objects.filter(case=case, step="sign").count() == 1
    steps = [line for line in ledger.entries(subject=case.subject) if line.verb == "case.step"]
    assert len(steps) == 1
    assert ledger.count() > entries
    assert ledger.verify().ok


@pytest.mark.django_db(transaction=True)
def test_cases_opened_together_get_numbers_without_a_gap() -> None:
    together = threading.Barrier(8)

    def open_one(_: int) -> str:
        together.wait()
        try:
            return who.opened().number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(open_one, range(8)))
    assert numbers == [f"ZG-2026-{n:04d}" for n in range(1, 9)]
