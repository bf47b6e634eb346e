"""The pages of the workbench, asked by the people who use them and by those who must not."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from bihuan.modules.matters.demo.wording import workbook_for
from bihuan.modules.matters.models import MatterList, Reminder, RowNote
from bihuan.modules.matters.web import forms

from .conftest import BODY, Drive, Visit, person

CLERK = person(BODY, "handler")
OFFICE = person("510000-office", "handler")
STRANGER = person("510104-water", "handler")


def row_data(held: MatterList, **changed: str) -> dict[str, str]:
    """What the row form posts for the first row."""
    row = held.rows.get(position=1)
    values = forms.row_typed(row, on=date(2023, 5, 9)) | changed
    return {f"f-{name}": value for name, value in values.items()} | {"revision": str(row.revision)}


def test_every_page_answers_those_it_is_for(draft: MatterList, visit: Visit) -> None:
    row = draft.rows.get(position=1)
    for path in (
        "/matters/",
        "/matters/new/",
        "/matters/template.xlsx",
        f"/matters/{draft.number}/header/",
        f"/matters/{draft.number}/rows/",
        f"/matters/{draft.number}/rows/new/",
        f"/matters/{draft.number}/rows/{row.pk}/",
        f"/matters/{draft.number}/import/",
        f"/matters/{draft.number}/list.xlsx",
        f"/cases/{draft.number}/",
    ):
        assert visit(path, CLERK).status_code == 200, path


def test_a_stranger_learns_nothing(draft: MatterList, visit: Visit) -> None:
    row = draft.rows.get(position=1)
    for path in (
        f"/matters/{draft.number}/header/",
        f"/matters/{draft.number}/rows/",
        f"/matters/{draft.number}/rows/{row.pk}/",
        f"/matters/{draft.number}/rows/{row.pk}/note/",
        f"/matters/{draft.number}/import/",
        f"/matters/{draft.number}/list.xlsx",
        f"/cases/{draft.number}/",
    ):
        with pytest.raises(Http404):
            visit(path, STRANGER)
    assert draft.number not in visit("/matters/", STRANGER).content.decode()
    for path in ("/matters/filings/",):
        with pytest.raises(Http404):
            visit(path, STRANGER)


def test_the_office_sees_but_does_not_edit(draft: MatterList, visit: Visit) -> None:
    assert visit(f"/matters/{draft.number}/rows/", OFFICE).status_code == 200
    with pytest.raises(Http404):
        visit(f"/matters/{draft.number}/header/", OFFICE)
    page = visit(f"/cases/{draft.number}/", OFFICE).content.decode()
    assert "导入 Excel" not in page


def test_a_row_is_changed_and_a_second_editor_is_shown_both(
    draft: MatterList, visit: Visit
) -> None:
    row = draft.rows.get(position=1)
    path = f"/matters/{draft.number}/rows/{row.pk}/"
    posted = row_data(draft, target="新目标")
    assert visit(path, CLERK, **posted).status_code == 302
    row.refresh_from_db()
    assert row.target == "新目标"
    answer = visit(path, CLERK, **(posted | {"f-target": "另一个"}))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "没有保存" in text
    assert "新目标" in text
    assert "另一个" in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("co_bodies", "火星局", "不在机构名册里"),
        ("legal_bases", "水法第八条", "看不出是哪部法律"),
        ("completion", "尽快", "不能作完成时限"),
        ("category", "", "不在类别字典里"),
        ("code", "NY-02", "已经有了"),
        ("name", "", "事项名称"),
    ],
)
def test_a_fault_is_said_beside_its_field(
    draft: MatterList, visit: Visit, field: str, value: str, said: str
) -> None:
    row = draft.rows.get(position=1)
    path = f"/matters/{draft.number}/rows/{row.pk}/"
    answer = visit(path, CLERK, **row_data(draft, **{field: value}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert f'id="{field}-fault"' in text


def test_a_row_is_removed_only_after_confirmation(draft: MatterList, visit: Visit) -> None:
    row = draft.rows.get(position=1)
    path = f"/matters/{draft.number}/rows/{row.pk}/remove/"
    assert "确认删去" in visit(path, CLERK, revision="0").content.decode()
    assert draft.rows.count() == 10
    visit(path, CLERK, revision="0", confirmed="yes")
    assert draft.rows.count() == 9


def test_an_import_is_previewed_then_confirmed(draft: MatterList, visit: Visit) -> None:
    path = f"/matters/{draft.number}/import/"
    data = workbook_for(BODY, leader="周演示", on=date(2023, 5, 9))
    answer = visit(path, CLERK, file=SimpleUploadedFile("list.xlsx", data))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "检查通过" in text
    assert not draft.rows.filter(leader="周演示").exists()
    token = text.split('name="held" value="')[1].split('"')[0]
    assert visit(path, CLERK, held=token).status_code == 302
    assert draft.rows.filter(leader="周演示").count() == 10
    expired = visit(path, CLERK, held=token)
    assert "预览已经过期" in expired.content.decode()


def test_a_bad_file_is_refused_with_its_faults(draft: MatterList, visit: Visit) -> None:
    path = f"/matters/{draft.number}/import/"
    answer = visit(path, CLERK, file=SimpleUploadedFile("list.xlsx", b"not a workbook"))
    assert answer.status_code == 422
    assert "这不是 .xlsx 工作簿" in answer.content.decode()


def test_the_case_page_shows_seals_and_what_changed(certified: MatterList, visit: Visit) -> None:
    row = certified.rows.get(position=1)
    posted = row_data(certified, lead_office="新处室")
    visit(f"/matters/{certified.number}/rows/{row.pk}/", CLERK, **posted)
    text = visit(f"/cases/{certified.number}/", CLERK).content.decode()
    assert "已失效" in text
    assert "第1行（NY-01）“牵头处室”由“农村社会事业促进处”改为“新处室”" in text
    assert "改动后重新送签" in text


def test_the_office_notes_a_row_and_reminds(drive: Drive, filed: MatterList, visit: Visit) -> None:
    del drive
    row = filed.rows.get(code="NY-04")
    path = f"/matters/{filed.number}/rows/{row.pk}/note/"
    assert visit(path, OFFICE).status_code == 200
    visit(path, OFFICE, **{"f-text": "措施不具体"})
    note = RowNote.objects.get()
    assert "措施不具体" in visit(f"/cases/{filed.number}/", OFFICE).content.decode()
    assert "措施不具体" not in visit(f"/cases/{filed.number}/", CLERK).content.decode()
    visit(f"/matters/{filed.number}/notes/{note.pk}/remove/", OFFICE, go="1")
    assert not RowNote.objects.exists()
    text = visit("/matters/filings/?year=2023", OFFICE).content.decode()
    assert "应报备 12 个单位，已报备 1 个" in text
    visit("/matters/filings/remind/", OFFICE, body="510000-water", year="2023")
    assert Reminder.objects.get().body == "510000-water"


def test_a_new_list_is_begun_once(province: None, visit: Visit) -> None:
    del province
    assert visit("/matters/new/", CLERK, year="2023").status_code == 302
    answer = visit("/matters/new/", CLERK, year="2023")
    assert answer.status_code == 422
    assert "已有一份在办的清单" in answer.content.decode()
    assert visit("/matters/new/", CLERK, year="二三").status_code == 422


def test_header_dates_are_judged(draft: MatterList, visit: Visit) -> None:
    path = f"/matters/{draft.number}/header/"
    values = forms.header_typed(draft) | {"valid_from": "2023-07-01", "valid_to": "2023-01-01"}
    posted = {f"f-{name}": value for name, value in values.items()}
    posted["revision"] = str(draft.content_revision)
    answer = visit(path, CLERK, **posted)
    assert answer.status_code == 422
    assert "失效日期早于生效日期" in answer.content.decode()
    answer = visit(path, CLERK, **(posted | {"f-valid_to": ""}))
    assert answer.status_code == 302
