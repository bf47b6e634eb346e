from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from bihuan.kernel.access import system_actor
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import WorkbookRefusedError
from bihuan.modules.matters.demo.wording import rows_for, workbook_for
from bihuan.modules.matters.models import MatterList
from bihuan.modules.matters.operations import EditRefused, import_for_body, import_matters
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules.sheet import SHEET, TITLE, filled_rows, template

from .conftest import BODY, person, when

CLERK = person(BODY, "handler")
ON = date(2023, 5, 8)


def workbook(rows: list[dict[str, object]]) -> bytes:
    return write_template([template()], title=TITLE, rows={SHEET: rows})


def good_rows(count: int) -> list[dict[str, object]]:
    base = rows_for(BODY, leader="张演示", on=ON)
    return [
        {**base[number % len(base)], "code": f"NY-{number:04d}", "name": f"第{number}件具体事项"}
        for number in range(count)
    ]


PLANTED: dict[int, tuple[str, object, str, str]] = {
    2: ("code", "", "事项编码", "必填"),
    3: ("name", "", "事项名称", "必填"),
    4: ("category", "海洋", "类别", "不在可选项里"),
    5: ("role", "主办", "本单位角色", "不在可选项里"),
    6: ("co_bodies", ("火星局",), "配合单位", "“火星局”不在机构名册里"),
    7: ("legal_bases", "农业法第六十五条", "法律法规依据", "看不出是哪部法律"),
    8: ("legal_bases", "《水法》第八条（2016-13-40）", "法律法规依据", "不是有效的日期"),
    9: ("level", "乡级", "事项层级", "不在可选项里"),
    10: ("measures", "", "主要措施", "必填"),
    11: ("completion", "尽快", "完成时限", "不能作完成时限"),
    12: ("completion", "2023-02-30", "完成时限", "不是有效的日期"),
    13: ("leader", "", "责任领导", "必填"),
    14: ("lead_office", "", "牵头处室", "必填"),
    15: ("publishable", "大概", "是否公开", "看不出是或否"),
    16: ("publishable", False, "不公开理由", "没有写明理由"),
    17: ("public_contact", "", "公众咨询电话", "没有填写公众咨询电话"),
    18: ("code", "NY-0000", "事项编码", "重复"),
    19: ("name", "长" * 201, "事项名称", "最多200个字"),
    20: ("co_bodies", ("四川省农业农村厅",), "配合单位", "就是本单位"),
    21: ("name", "其他", "事项名称", "一句具体的话"),
}


def test_twenty_planted_errors_are_each_named_by_sheet_row_and_column(draft: MatterList) -> None:
    rows = good_rows(40)
    for row, (key, value, _label, _words) in PLANTED.items():
        rows[row - 1] |= {key: value}  # sheet row 2 is the first, rows[1] stands in sheet row 3
    outcome = import_matters(
        matter_list=draft, data=workbook(rows), dry_run=False, actor=CLERK, at=when(5, 9)
    )
    assert not outcome.ok
    assert not outcome.done
    found = {(error.row - 1, error.column): error.message for error in outcome.preview.errors}
    for row, (_key, _value, label, words) in PLANTED.items():
        assert words in found.pop((row, label)), (row, label)
    assert not found, "no error is invented"
    assert all(error.sheet == SHEET for error in outcome.preview.errors)
    assert draft.rows.count() == 10, "one fault, and nothing is taken over"


def test_no_source_at_all_is_an_error_of_the_row(draft: MatterList) -> None:
    rows = good_rows(3)
    rows[1] |= {"legal_bases": "", "sanding_clause": "", "duty_list_clause": ""}
    outcome = import_matters(
        matter_list=draft, data=workbook(rows), dry_run=True, actor=CLERK, at=when(5, 9)
    )
    (error,) = outcome.preview.errors
    assert (error.row, error.column) == (3, "法律法规依据")
    assert "2.1.2" in error.message


def test_a_dry_run_says_what_would_happen_and_changes_nothing(draft: MatterList) -> None:
    rows = rows_for(BODY, leader="张演示", on=ON)
    kept = [{**row, "leader": draft.rows.get(position=1).leader} for row in rows[:8]]
    kept[0] |= {"target": "新的目标"}
    kept.append({**good_rows(1)[0], "code": "NEW-1"})
    before = draft.content_digest
    outcome = import_matters(
        matter_list=draft, data=workbook(kept), dry_run=True, actor=CLERK, at=when(5, 9)
    )
    assert outcome.added == ("NEW-1",)
    assert outcome.changed == ("NY-01",)
    assert set(outcome.removed) == {"NY-09", "NY-10"}
    assert outcome.unchanged == 7
    assert MatterList.objects.get(pk=draft.pk).content_digest == before


def test_the_same_file_twice_changes_nothing(draft: MatterList) -> None:
    data = workbook_for(BODY, leader=draft.rows.get(position=1).leader, on=ON)
    before = draft.content_digest
    outcome = import_matters(
        matter_list=draft, data=data, dry_run=False, actor=CLERK, at=when(5, 9)
    )
    assert (outcome.added, outcome.changed, outcome.removed) == ((), (), ())
    assert MatterList.objects.get(pk=draft.pk).content_digest == before


def test_a_downloaded_list_comes_back_as_it_was(draft: MatterList) -> None:
    rows = list(draft.rows.order_by("position"))
    names = names_of({code for row in rows for code in row.co_bodies}, on=ON)
    data = workbook(filled_rows(rows, names=names))
    outcome = import_matters(matter_list=draft, data=data, dry_run=True, actor=CLERK, at=when(5, 9))
    assert outcome.ok, [error.sentence for error in outcome.preview.errors]
    assert outcome.unchanged == 10


def test_the_template_has_drop_downs_and_notes() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template([template()], title=TITLE)))
    sheet = book[SHEET]
    assert len(sheet.data_validations.dataValidation) == 4
    assert all(cell.comment for cell in sheet[1])


def test_five_thousand_rows_come_in_after_a_preview(draft: MatterList) -> None:
    data = workbook(good_rows(5000))
    outcome = import_matters(matter_list=draft, data=data, dry_run=True, actor=CLERK, at=when(5, 9))
    assert outcome.ok
    assert len(outcome.added) == 5000
    outcome = import_matters(
        matter_list=draft, data=data, dry_run=False, actor=CLERK, at=when(5, 10)
    )
    assert outcome.done
    assert draft.rows.count() == 5000


def test_something_that_is_no_workbook_is_refused(draft: MatterList) -> None:
    with pytest.raises(WorkbookRefusedError):
        import_matters(
            matter_list=draft, data=b"PK not really", dry_run=True, actor=CLERK, at=when(5, 9)
        )


def test_a_filed_list_takes_no_import(filed: MatterList) -> None:
    with pytest.raises(EditRefused):
        import_matters(
            matter_list=filed, data=workbook(good_rows(1)), dry_run=True, actor=CLERK, at=when(6, 9)
        )


@pytest.mark.usefixtures("province")
def test_the_command_line_begins_a_list_and_a_dry_run_leaves_none() -> None:
    data = workbook_for(BODY, leader="张演示", on=ON)
    outcome = import_for_body(body=BODY, data=data, dry_run=True, actor=CLERK, at=when(5, 8))
    assert outcome.ok
    assert not outcome.done
    assert not MatterList.objects.exists()
    outcome = import_for_body(body=BODY, data=data, dry_run=False, actor=CLERK, at=when(5, 8))
    assert outcome.done
    assert MatterList.objects.get().rows.count() == 10


@pytest.mark.usefixtures("province")
def test_the_server_imports_under_its_own_name_and_says_every_fault() -> None:
    machine = system_actor("import")
    rows = good_rows(2)
    rows[1] |= {"role": "主办"}
    bad = import_for_body(
        body=BODY, data=workbook(rows), dry_run=False, actor=machine, at=when(5, 8)
    )
    assert bad.errors == (
        "工作表“事项清单”第3行“本单位角色”列（E3）：“主办”不在可选项里。可以填：牵头、共同牵头、配合。",
    )
    assert not MatterList.objects.exists()
    data = workbook(good_rows(2))
    good = import_for_body(body=BODY, data=data, dry_run=False, actor=machine, at=when(5, 8))
    assert good.done
    assert len(good.rows) == 2
