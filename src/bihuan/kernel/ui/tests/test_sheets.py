"""Workbooks: what is refused unread, what is named by sheet, row and column, and how fast."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook

from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import (
    ColumnSpec,
    Kind,
    Limits,
    SheetTemplate,
    WorkbookRefusedError,
    read_sheet,
)

STAFF = SheetTemplate(
    name="人员",
    columns=(
        ColumnSpec("name", "姓名", required=True, max_length=11),
        ColumnSpec("sex", "类别", choices=("甲类", "乙类")),
        ColumnSpec("age", "人数", Kind.INTEGER),
        ColumnSpec("money", "金额", Kind.DECIMAL),
        ColumnSpec("since", "起始日期", Kind.DATE),
        ColumnSpec("public", "是否公开", Kind.BOOL),
        ColumnSpec("with_", "配合单位", many=True),
    ),
    unique=("name",),
)
HEADS = ("姓名*", "类别", "人数", "金额", "起始日期", "是否公开", "配合单位")


def book(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS, sheet: str = "人员") -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = made.add_worksheet(sheet)
    for index, row in enumerate((heads, *rows)):
        for column, value in enumerate(row):
            if value is not None:
                page.write(index, column, value)
    made.close()
    return out.getvalue()


def rezipped(data: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info.filename))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def test_values_arrive_typed() -> None:
    preview = read_sheet(
        book(
            ("王一", "甲类", 3, 2.5, "2023年6月30日", "是", "水利厅、财政厅"),
            ("李二", None, "\uff11\uff12", "1,000.10", "2023/7/1", "否", None),
            (13800000000, "乙类", None, None, "20230801", None, "甲；乙"),
        ),
        STAFF,
    )
    assert preview.errors == ()
    first, second, third = preview.rows
    assert first.values["age"] == 3
    assert first.values["money"] == Decimal("2.5")
    assert first.day("since") == date(2023, 6, 30)
    assert first.flag("public")
    assert first.many("with_") == ("水利厅", "财政厅")
    assert second.values["age"] == 12
    assert second.values["money"] == Decimal("1000.10")
    assert not second.flag("public")
    assert third.text("name") == "13800000000"
    assert third.day("since") == date(2023, 8, 1)


def test_every_fault_is_named_by_sheet_row_and_column() -> None:
    preview = read_sheet(
        book(
            ("王一", "丙类", "三", "x", "2023-02-30", "也许", None),
            (None, "甲类", None, None, None, None, None),
            ("王一", None, None, None, None, None, None),
            ("一二三四五六七八九十一二", None, None, None, None, None, None),
        ),
        STAFF,
    )
    found = {(error.row, error.column) for error in preview.errors}
    assert found == {
        (2, "类别"),
        (2, "人数"),
        (2, "金额"),
        (2, "起始日期"),
        (2, "是否公开"),
        (3, "姓名"),
        (4, "姓名"),
        (5, "姓名"),
    }
    assert all(error.sheet == "人员" for error in preview.errors)
    kind = next(error for error in preview.errors if error.column == "类别")
    assert (
        kind.sentence == "工作表“人员”第2行“类别”列（B2）：“丙类”不在可选项里。可以填：甲类、乙类。"
    )
    assert not preview.ok


def test_head_faults() -> None:
    missing = read_sheet(book(("王一",), heads=("姓名",)), STAFF)
    assert {error.column for error in missing.errors} == {
        "类别",
        "人数",
        "金额",
        "起始日期",
        "是否公开",
        "配合单位",
    }
    extra = read_sheet(book(("王一",), heads=(*HEADS, "电话")), STAFF)
    assert [error.column for error in extra.errors] == ["电话"]
    twice = read_sheet(book(("王一",), heads=(*HEADS, "姓名")), STAFF)
    assert "重复" in twice.errors[0].message
    other = read_sheet(book(("王一",), sheet="Sheet1"), STAFF)
    assert "没有这个工作表" in other.errors[0].message
    empty = read_sheet(book(), STAFF)
    assert "至少要填写1行" in empty.errors[0].message


def test_the_head_may_stand_below_a_title() -> None:
    preview = read_sheet(book(HEADS, ("王一",), heads=("2023年人员表",)), STAFF)
    assert preview.errors == ()
    assert preview.rows[0].number == 3


def test_long_number_is_refused_because_it_is_already_damaged() -> None:
    preview = read_sheet(book((510104199001011234,)), STAFF)
    assert "15位" in preview.errors[0].message


def test_template_reads_back_as_empty_and_filled_template_as_filled() -> None:
    blank = write_template((STAFF,), title="人员导入模板")
    assert "至少要填写" in read_sheet(blank, STAFF).errors[0].message
    row = {
        "name": "=1+1",
        "age": 2,
        "since": date(2023, 6, 30),
        "public": False,
        "with_": ("甲", "乙"),
    }
    filled = write_template((STAFF,), title="人员导入模板", rows={"人员": [row]})
    preview = read_sheet(filled, STAFF)
    assert preview.errors == ()
    assert preview.rows[0].text("name") == "=1+1"
    assert preview.rows[0].many("with_") == ("甲", "乙")
    sheet = load_workbook(io.BytesIO(filled))["人员"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A1"].comment is not None
    assert "必填" in sheet["A1"].comment.text
    assert any("甲类" in str(rule.formula1) for rule in sheet.data_validations.dataValidation)


def test_long_lists_go_to_the_hidden_sheet() -> None:
    many = tuple(f"第{number:03d}个处室名称" for number in range(100))
    template = SheetTemplate("表", (ColumnSpec("office", "处室", choices=many),))
    made = load_workbook(io.BytesIO(write_template((template,), title="模板")))
    assert made["可选项"].sheet_state == "hidden"
    assert made["可选项"]["A100"].value == many[-1]


FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "不是 .xlsx"),
        (b"%PDF-1.7", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版"),
        (b"PK\x03\x04" + b"0" * 600, "损坏"),
        (rezipped(book(), {SHEET: FAR}), "超出了最多"),
        (rezipped(book(), {"xl/vbaProject.bin": b"x"}), "宏"),
        (rezipped(book(), {SHEET: b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>"}), "过大"),
        (rezipped(book(), {SHEET: b"<worksheet>"}), "不完整"),
        (
            rezipped(book(), {SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'}),
            "不允许",
        ),
        (rezipped(book(), {f"xl/media/{n}.png": b"x" for n in range(301)}), "内部结构"),
        (
            rezipped(
                book(), {"xl/styles.xml": b"<styleSheet>" + b"<xf/>" * 60_000 + b"</styleSheet>"}
            ),
            "太多",
        ),
    ],
)
def test_hostile_files_are_refused_quickly(data: bytes, word: str) -> None:
    began = time.perf_counter()
    with pytest.raises(WorkbookRefusedError, match=word):
        read_sheet(data, STAFF)
    assert time.perf_counter() - began < 5


def test_far_cell_without_a_value_is_harmless() -> None:
    far = FAR.replace(b'<c r="XFD1048576"><v>1</v></c>', b'<c r="XFD1048576" s="1"/>')
    assert "没有找到表头" in read_sheet(rezipped(book(), {SHEET: far}), STAFF).errors[0].message


def test_number_of_cells_is_limited() -> None:
    with pytest.raises(WorkbookRefusedError, match="单元格"):
        read_sheet(book(*(("王一",) * 7 for _ in range(10))), STAFF, limits=Limits(cells=50))


def test_five_thousand_rows_with_preview_take_less_than_three_seconds() -> None:
    row = ("甲类", 3, 2.5, "2023-06-30", "是", "水利厅、财政厅")
    data = book(*((f"人{number}", *row) for number in range(5000)))
    began = time.perf_counter()
    preview = read_sheet(data, STAFF)
    assert time.perf_counter() - began < 3
    assert len(preview.rows) == 5000
    assert preview.errors == ()
