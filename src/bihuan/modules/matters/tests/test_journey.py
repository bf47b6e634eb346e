from __future__ import annotations

from datetime import date

import pytest

from bihuan.kernel.process import Refused
from bihuan.modules.matters.models import (
    ListState,
    MatterList,
    Publication,
    ReceiptSeries,
    SearchEntry,
)
from bihuan.modules.matters.operations import (
    NoteRefused,
    answer_note,
    change_row,
    remove_note,
    write_note,
)
from bihuan.modules.matters.queries.lists import notes_for
from bihuan.modules.matters.queries.publications import published_list

from .conftest import BODY, Drive, Take, person, when

OFFICE = person("510000-office", "handler")


def test_a_list_goes_from_import_to_the_public(published: MatterList) -> None:
    assert published.case.state == ListState.PUBLISHED
    assert published.receipt_no == "省环委办备〔2023〕1号"
    assert published.rows.count() == 10
    copy = published_list("510000-agriculture-2023-1")
    assert copy is not None
    assert (copy.count, copy.late_days, copy.due_on) == (10, 0, date(2023, 6, 30))
    assert copy.formed_on == date(2023, 6, 5)


def test_a_list_published_in_december_says_how_late_it_is(drive: Drive) -> None:
    drive(
        opened=date(2023, 10, 16),
        certified=date(2023, 11, 22),
        filed=date(2023, 12, 1),
        accepted=date(2023, 12, 1),
        published=date(2023, 12, 1),
    )
    copy = published_list("510000-agriculture-2023-1")
    assert copy is not None
    assert copy.late_days == 154
    assert "2023年6月底" in copy.due_basis


def test_receipt_numbers_have_no_gap_even_when_a_step_is_refused(drive: Drive, take: Take) -> None:
    drive(certified=date(2023, 6, 5), filed=date(2023, 6, 8), accepted=date(2023, 6, 9))
    second = drive("510000-water", certified=date(2023, 6, 5), filed=date(2023, 6, 8))
    write_note(
        matter_list=second,
        row_id=second.rows.get(position=1).pk,
        text="意见",
        actor=OFFICE,
        at=when(6, 9),
    )
    with pytest.raises(Refused) as refused:
        take(second, "accept", OFFICE, when(6, 10))
    assert "notes_open" in refused.value.codes
    note = second.notes.get()
    remove_note(matter_list=second, note_id=note.pk, actor=OFFICE, at=when(6, 10))
    second = take(second, "accept", OFFICE, when(6, 10, 12))
    assert second.receipt_no == "省环委办备〔2023〕2号"
    assert ReceiptSeries.objects.get().last == 2


def test_a_return_stands_on_the_very_row_and_is_answered_before_it_comes_back(
    filed: MatterList, take: Take
) -> None:
    row = filed.rows.get(code="NY-04")
    with pytest.raises(Refused) as refused:
        take(filed, "return", OFFICE, when(6, 12), return_reason="请补正。")
    assert refused.value.codes == ("no_row_note",)
    write_note(matter_list=filed, row_id=row.pk, text="措施不具体。", actor=OFFICE, at=when(6, 12))
    returned = take(filed, "return", OFFICE, when(6, 12, 10), return_reason="请补正。")
    note = returned.notes.get()
    assert (note.row_id, note.row_code) == (row.pk, "NY-04")
    assert note.released_at is not None

    clerk = person(BODY, "handler")
    with pytest.raises(Refused) as open_note:
        take(returned, "correct", clerk, when(6, 13))
    assert "事项NY-04的审核意见“措施不具体。”还没有补正说明。" in str(open_note.value)
    change_row(
        matter_list=returned,
        row_id=row.pk,
        values={"measures": "按季度抽测；建立清单；公开结果"},
        revision=row.revision,
        actor=clerk,
        at=when(6, 13),
    )
    answer_note(
        matter_list=returned, note_id=note.pk, answer="已补充。", actor=clerk, at=when(6, 13)
    )
    again = take(returned, "correct", clerk, when(6, 13, 10))
    assert again.case.state == ListState.CERTIFYING_DEPUTY
    for step, role, hour in (
        ("certify_deputy", "deputy", 11),
        ("certify_principal", "principal", 12),
    ):
        who = person(BODY, role)
        again = take(again, step, who, when(6, 13, hour), content_digest=again.content_digest)
    url = "https://agriculture.example/list"
    again = take(
        again, "file", clerk, when(6, 14), publication_url=url, planned_publish_on="2023-06-20"
    )
    assert again.filing_round == 2
    assert again.filed_on == date(2023, 6, 8)


def test_a_note_is_the_office_s_own_until_the_list_is_returned(filed: MatterList) -> None:
    row = filed.rows.get(position=1)
    write_note(matter_list=filed, row_id=row.pk, text="初步看法", actor=OFFICE, at=when(6, 12))
    assert len(notes_for(filed, actor=OFFICE)) == 1
    assert notes_for(filed, actor=person(BODY, "handler")) == ()


def test_nobody_but_the_receiving_office_writes_notes(filed: MatterList) -> None:
    row = filed.rows.get(position=1)
    for who in (person(BODY, "handler"), person("510100-office", "handler")):
        with pytest.raises(NoteRefused):
            write_note(matter_list=filed, row_id=row.pk, text="x", actor=who, at=when(6, 12))


@pytest.mark.usefixtures("published")
def test_a_second_edition_supersedes_the_first_and_counts_its_own_days(drive: Drive) -> None:
    drive(
        year=2024,
        opened=date(2024, 3, 4),
        certified=date(2024, 4, 1),
        filed=date(2024, 4, 2),
        accepted=date(2024, 4, 10),
        published=date(2024, 5, 20),
    )
    first, second = Publication.objects.order_by("year")
    assert (first.current, second.current) == (False, True)
    assert second.due_on == date(2024, 4, 29)
    assert second.late_days == 21
    assert first.matters.count() == 10
    current = SearchEntry.objects.filter(until__isnull=True)
    assert not current.filter(address=first.address).exists(), "the search reads current copies"


def test_filing_names_every_row_that_lacks_something_at_once(
    certified: MatterList, take: Take
) -> None:
    clerk = person(BODY, "handler")
    for code, values in (
        ("NY-02", {"lead_office": ""}),
        ("NY-05", {"legal_bases": [], "sanding_clause": "", "duty_list_clause": ""}),
    ):
        row = certified.rows.get(code=code)
        change_row(
            matter_list=certified,
            row_id=row.pk,
            values=values,
            revision=row.revision,
            actor=clerk,
            at=when(6, 6),
        )
    with pytest.raises(Refused) as refused:
        take(certified, "file", clerk, when(6, 7))
    assert set(refused.value.codes) == {
        "missing.publication_url",
        "missing.planned_publish_on",
        "seal_stale",
        "row_incomplete",
    }
    said = str(refused.value)
    assert "第2行（NY-02）" in said
    assert "没有填写牵头处室" in said
    assert "第5行（NY-05）" in said
    assert "没有依据来源" in said


def test_two_bodies_cannot_both_lead_the_same_matter_alone(drive: Drive, take: Take) -> None:
    drive(certified=date(2023, 6, 5), filed=date(2023, 6, 8))
    other = drive("510000-water", certified=date(2023, 6, 5))
    name = "牵头改善农村人居环境，推进农村户厕改造和村庄清洁。"
    row = other.rows.get(position=1)
    clerk = person("510000-water", "handler")
    change_row(
        matter_list=other,
        row_id=row.pk,
        values={"name": name},
        revision=row.revision,
        actor=clerk,
        at=when(6, 9),
    )
    with pytest.raises(Refused) as refused:
        take(other, "file", clerk, when(6, 10))
    assert "lead_claimed_twice" in refused.value.codes
    assert "提请明确牵头部门" in str(refused.value)


def test_a_law_repealed_on_the_day_of_effect_cannot_be_cited(drive: Drive) -> None:
    with pytest.raises(Refused) as refused:
        drive(opened=date(2026, 8, 10), year=2023, certified=date(2026, 9, 10))
    assert refused.value.codes == ("law_repealed",)
    assert "《中华人民共和国土壤污染防治法》自2026-08-15起废止" in str(refused.value)
