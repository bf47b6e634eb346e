"""Findings as work: docket, return, dismissal, judgement; what is remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.algebra.models import Finding, FindingState, Judgement, MeasuredList
from bihuan.modules.algebra.operations.comparing import compare_all, compare_body
from bihuan.modules.algebra.operations.working import (
    WorkRefused,
    dismiss,
    judge,
    return_note,
    to_docket,
)
from bihuan.modules.algebra.queries.findings import findings_for
from bihuan.modules.algebra.queries.matrix import sheet_for
from bihuan.modules.algebra.tests.planting import AT, plant
from bihuan.modules.algebra.web.views import finding
from bihuan.modules.matters.models import MatterRow, RowNote
from tests.personas import actor

if TYPE_CHECKING:
    from django.test import RequestFactory

    from bihuan.kernel.access import Actor

OFFICE = actor("510000-office", "handler")
LATER = AT + timedelta(days=1)


@pytest.fixture
def _lists(mapped: None, db: None) -> None:
    del mapped, db
    plant(7)
    compare_all(at=AT)


def shown(rf: RequestFactory, found: Finding, who: Actor) -> str:
    request = rf.get(f"/algebra/{found.pk}/")
    request.actor = who  # type: ignore[attr-defined]
    return finding(request, found.pk).content.decode()


def first(kind: str) -> Finding:
    return Finding.objects.filter(kind=kind, state=FindingState.OPEN).order_by("pk")[0]


@pytest.mark.usefixtures("_lists")
def test_a_gap_becomes_a_docket_in_one_press() -> None:
    found = first("gap")
    number = to_docket(finding=found, actor=OFFICE, at=LATER)
    found.refresh_from_db()
    assert (found.state, found.link) == (FindingState.DOCKET, number)
    with pytest.raises(WorkRefused, match="已经处理过"):
        to_docket(finding=found, actor=OFFICE, at=LATER)
    compare_all(at=LATER)
    found.refresh_from_db()
    assert found.state == FindingState.DOCKET
    assert ledger.verify().ok


@pytest.mark.usefixtures("_lists")
def test_a_return_writes_on_the_row_of_a_list_being_checked() -> None:
    found = first("one_sided")
    assert return_note(finding=found, text="请与对方核对。", actor=OFFICE, at=LATER)
    assert RowNote.objects.get().text == "请与对方核对。"


@pytest.mark.usefixtures("_lists")
def test_a_gap_is_returned_to_the_body_whose_duty_it_is() -> None:
    found = first("gap")
    Finding.objects.filter(pk=found.pk).update(body="510000-water")
    found.refresh_from_db()
    assert not return_note(finding=found, text="请在下一版补列这一项。", actor=OFFICE, at=LATER)
    found.refresh_from_db()
    assert (found.state, found.reason) == (FindingState.RETURNED, "请在下一版补列这一项。")
    assert not RowNote.objects.exists()
    assert found in findings_for(actor("510000-water", "handler"))
    compare_all(at=LATER)
    found.refresh_from_db()
    assert found.state == FindingState.RETURNED


@pytest.mark.usefixtures("_lists")
def test_a_duty_of_nobody_has_nobody_to_be_returned_to() -> None:
    found = first("gap")
    Finding.objects.filter(pk=found.pk).update(body="")
    found.refresh_from_db()
    with pytest.raises(WorkRefused, match="没有写明是哪个单位"):
        return_note(finding=found, text="请补列。", actor=OFFICE, at=LATER)


@pytest.mark.usefixtures("_lists")
def test_a_finding_names_both_bodies_and_who_works_on_it(rf: RequestFactory) -> None:
    found = Finding.objects.filter(kind="gap", state="open", first_row__isnull=False)[0]
    Finding.objects.filter(pk=found.pk).update(body="510000-water")
    found.refresh_from_db()
    page = shown(rf, found, OFFICE)
    assert "--</th>" not in page
    assert "退请修订" in page
    found.region = "510100"
    found.save()
    page = shown(rf, found, OFFICE)
    assert "由成都市生态环境保护委员会办公室" in page
    assert "登记会商</button>" not in page


@pytest.mark.usefixtures("_lists")
def test_a_rejected_relation_stays_rejected_until_the_words_change() -> None:
    found = first("overlap")
    judge(finding=found, verdict="rejected", reason="环节不同。", actor=OFFICE, at=LATER)
    compare_all(at=LATER)
    found.refresh_from_db()
    assert found.state == FindingState.DISMISSED
    MatterRow.objects.filter(identity=found.first).update(measures="改为另一种措施。")
    compare_body(body=found.body, at=LATER)
    found.refresh_from_db()
    assert found.state == FindingState.OPEN
    assert Judgement.objects.count() == 1


@pytest.mark.usefixtures("_lists")
def test_a_dismissal_needs_a_reason_and_the_office() -> None:
    found = first("overlap")
    with pytest.raises(WorkRefused, match="理由是空的"):
        dismiss(finding=found, reason=" ", actor=OFFICE, at=LATER)
    stranger = actor(found.body, "handler")
    with pytest.raises(WorkRefused, match="环委办"):
        dismiss(finding=found, reason="不是问题。", actor=stranger, at=LATER)


@pytest.mark.usefixtures("_lists")
def test_a_body_sees_only_what_concerns_it() -> None:
    seen = findings_for(actor("510000-water", "handler"))
    assert seen
    assert all("510000-water" in {each.body, each.other_body} for each in seen)
    assert seen.count() < findings_for(OFFICE).count()
    assert not findings_for(actor("510100-office", "handler"))


@pytest.mark.usefixtures("_lists")
def test_one_list_again_gives_what_everything_gives() -> None:
    before = set(Finding.objects.values_list("key", "state"))
    for body in MeasuredList.objects.values_list("body", flat=True):
        compare_body(body=body, at=LATER)
    assert set(Finding.objects.values_list("key", "state")) == before


@pytest.mark.parametrize(
    ("lines", "sheet", "told"),
    [
        (1, "a4", "一张 A4"),
        (36, "a4", "一张 A4"),
        (37, "a3", "一张 A3"),
        (140, "a3", "一张 A3"),
        (141, "a3", "约需 2 张 A3"),
    ],
)
def test_the_sheet_follows_the_number_of_matters(lines: int, sheet: str, told: str) -> None:
    found = sheet_for(lines)
    assert found.key == sheet
    assert told in found.sentence
