"""A finding follows the docket it opened to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, get
from bihuan.kernel.process import api as process
from bihuan.modules.algebra import handlers
from bihuan.modules.algebra.models import Finding, FindingState
from bihuan.modules.algebra.operations.comparing import compare_all
from bihuan.modules.algebra.operations.working import to_docket
from bihuan.modules.algebra.tests.planting import AT, plant
from bihuan.modules.leads.events import DocketLeft, MatterTaken
from tests.personas import actor

OFFICE = actor("510000-office", "handler")
LATER = AT + timedelta(days=40)


@pytest.fixture
def docket(mapped: None, db: None) -> str:
    """Register one duty nobody claims as a docket; answer its number."""
    del mapped, db
    plant(7)
    compare_all(at=AT)
    found = Finding.objects.filter(kind="gap", state=FindingState.OPEN).order_by("pk")[0]
    return to_docket(finding=found, actor=OFFICE, at=AT)


def taken(docket: str) -> MatterTaken:
    return MatterTaken(
        docket=docket,
        lead_body="510000-water",
        list_number="QD-1",
        row_code=docket,
        on=civil_day(LATER),
        at=LATER,
    )


def carried(docket: str, *, to: str) -> DocketLeft:
    return DocketLeft(
        docket=docket,
        outcome="已并案",
        successor=to,
        carried_on=True,
        at=LATER,
    )


def test_a_matter_in_the_list_of_its_lead_settles_the_finding_for_these_words(docket: str) -> None:
    handlers.on_matter_taken(taken(docket))
    found = Finding.objects.get(link=docket)
    assert found.state == FindingState.SETTLED
    assert "QD-1" in found.reason
    compare_all(at=LATER)  # the lead has yet to file its list
    found.refresh_from_db()
    assert found.state == FindingState.SETTLED
    Finding.objects.filter(pk=found.pk).update(wording="以前的文字")
    compare_all(at=LATER)
    found.refresh_from_db()
    assert found.state == FindingState.OPEN
    assert ledger.verify().ok


def test_a_docket_without_a_decision_leaves_its_outcome_with_the_finding(docket: str) -> None:
    definition = get("lead-docket")
    step = definition.step("not_obvious")
    assert step is not None
    process.perform(
        definition,
        step,
        process.detail_of(process.case_by_number(docket, OFFICE)),
        actor=actor("510000-office", "office_head"),
        at=LATER,
        inputs=Inputs(fields={"opinion": "影响很小。"}),
    )
    found = Finding.objects.get(link=docket)
    assert (found.state, found.reason) == (
        FindingState.DISMISSED,
        "会商没有作出决定：影响不明显。",
    )


def test_a_finding_follows_the_docket_that_carries_its_matter_on(docket: str) -> None:
    handlers.on_docket_left(carried(docket, to="HS-9"))
    handlers.on_matter_taken(taken(docket))
    found = Finding.objects.get(link="HS-9")
    assert found.state == FindingState.DOCKET
    handlers.on_matter_taken(taken("HS-9"))
    found.refresh_from_db()
    assert found.state == FindingState.SETTLED
