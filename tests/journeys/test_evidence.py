"""One piece of evidence is taken back: exactly the duties that rest on it change, and say so."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.models import Evidence
from tests.journeys.planting import WATER, sign_in

REASON = "清单所附依据有误，须重新编制"
OFFICE = "510000-office"
RESTS_ON = {(WATER, f"2.1.{number}") for number in range(1, 6)} | {(OFFICE, "2.1.9")}
"""The department's own five, and the office's duty to take in what it filed."""

Standing = tuple[str, str, tuple[str, ...]]


def standings() -> dict[tuple[str, str, str], Standing]:
    """How every duty of the province stands today, with its sentence and evidence."""
    lines = directives.status(on=timezone.localdate(), actor=system_actor("tests"))
    return {
        (line.body, line.clause, line.period): (line.status, line.sentence, line.evidence)
        for line in lines
    }


@pytest.mark.usefixtures("demo")
def test_one_record_taken_back_changes_exactly_the_duties_that_rest_on_it() -> None:
    own = Evidence.objects.filter(duty__body=WATER, duty__clause__code="2.1.3")
    held, newer = own.filter(ended_on__isnull=True).order_by("pk")
    director = sign_in("hwb-principal")
    address = reverse("directives:withdraw", args=(newer.duty_id, newer.number))
    assert director.post(address, {"reason": REASON}).status_code == 302
    before = standings()
    assert len(before) > 10_000
    address = reverse("directives:withdraw", args=(held.duty_id, held.number))
    assert director.post(address, {"reason": ""}).status_code == 200
    assert standings() == before, "without a reason nothing is taken back"
    assert director.post(address, {"reason": REASON}).status_code == 302

    after = standings()
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert {(body, clause) for body, clause, _ in changed} == RESTS_ON
    for key in changed:
        was, _, resting = before[key]
        now, sentence, left = after[key]
        assert was in {"met", "met_late"}
        assert now == "overdue"
        assert held.number in resting
        assert held.number not in left
        for word in (held.number, "被撤回", REASON):
            assert word in sentence, (key, sentence)
    page = director.get(reverse("directives:cell", args=("2.1.3", WATER))).content.decode()
    assert "不再有效" in page
    assert REASON in page
    told = [line.verb for line in ledger.entries(subject=f"case:{held.number}")]
    assert told.count("directives.evidence_withdrawn") == 1
    assert ledger.verify().ok
