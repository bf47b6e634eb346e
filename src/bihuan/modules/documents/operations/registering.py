"""台账: one table as a workbook and as PDF with its head on every page; no cell is a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import xlsxwriter

from bihuan.modules.documents.operations.printing import compiled
from bihuan.modules.documents.queries import faces
from bihuan.modules.documents.rules import layout
from bihuan.modules.documents.rules.filling import Faults, text
from bihuan.modules.documents.rules.values import BadPaper, Register

if TYPE_CHECKING:
    from xlsxwriter.format import Format

HEAD_ROWS = 3  # title, sub-line, head: repeated on every printed page
WIDEST = 60


def judged(register: Register) -> Register:
    """Return the register as it prints, or refuse it."""
    faults = Faults()

    def one(given: str, label: str) -> str:
        return text(given, label, faults, limit=2_000, one_line=True)

    if len(register.rows) > layout.MOST_ROWS * 10:
        faults.append(f"台账有{len(register.rows)}行，超过了{layout.MOST_ROWS * 10}行的上限。")
    if any(len(row) != len(register.columns) for row in register.rows):
        faults.append("台账有的行与表头列数不同。")
    made = Register(
        title=one(register.title, "标题"),
        line=one(register.line, "副题"),
        columns=tuple(
            type(column)(column.key, one(column.label, "表头"), column.width)
            for column in register.columns
        ),
        rows=tuple(
            tuple(one(cell, f"第{place}行") for cell in row)
            for place, row in enumerate(register.rows, start=1)
        )
        if not faults
        else (),
        mark=one(register.mark, "页眉标记"),
    )
    words = {made.title, *(cell for row in made.rows for cell in row)}
    for char in sorted(set("".join(words))):
        if not char.isspace() and not faces.face_of(char, "fangsong"):
            faults.append(f"现有字体都没有“{char}”，印出来会是空框，请改用其他写法。")
    if faults:
        raise BadPaper(tuple(faults))
    return made


def workbook(register: Register) -> bytes:
    """Return the register as .xlsx: every cell is text, whatever it begins with."""
    made = judged(register)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    sheet = book.add_worksheet("台账")

    def shape(face: str, size: int, **more: Any) -> Format:
        return book.add_format({"font_name": face, "font_size": size, "valign": "vcenter", **more})

    last = len(made.columns) - 1
    title = shape("方正小标宋简体", 22, align="center")
    line = shape("楷体_GB2312", 12, align="center")
    sheet.set_row(0, 36)
    for row, words, style in ((0, made.title, title), (1, made.line, line)):
        if last > 0:
            sheet.merge_range(row, 0, row, last, "", style)
        sheet.write_string(row, 0, words, style)
    head = shape("黑体", 12, border=1, align="center", text_wrap=True)
    cell = shape("仿宋_GB2312", 12, border=1, text_wrap=True)
    for place, column in enumerate(made.columns):
        sheet.write_string(HEAD_ROWS - 1, place, column.label, head)
        sheet.set_column(place, place, min(WIDEST, max(6, column.width)))
    for number, cells in enumerate(made.rows, start=HEAD_ROWS):
        for place, words in enumerate(cells):
            sheet.write_string(number, place, words, cell)
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + max(1, len(made.rows)), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROWS - 1)
    sheet.set_footer("&C— &P —")
    if made.mark:
        sheet.set_header(f"&C{made.mark}")
    book.close()
    return out.getvalue()


def printed(register: Register) -> bytes:
    """Return the register as PDF: A4 across, title and head on every page."""
    made = judged(register)
    content = {
        "form": "register",
        "title": [made.title],
        "line": made.line,
        "mark": made.mark,
        "head": {"names": []},
        "columns": [{"label": one.label, "width": one.width} for one in made.columns],
        "rows": [list(row) for row in made.rows],
    }
    how = {"preview": False, "press": False, "hold": False, "alone": False, "pitch": None}
    return cast("bytes", compiled(content, how, entry="register.typ", format="pdf"))
