"""Writing the workbook that is downloaded, filled in and uploaded again.

The same `SheetTemplate` that checks an upload makes this file: required heads are marked, closed
lists become drop-downs, notes hang on the heads, and a last sheet explains the rules in plain
words. Text is always written as text: a value that begins with = never becomes a formula.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from bihuan.kernel.ui.sheets import ColumnSpec, Kind, SheetTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

GUIDE = "填写说明"
OPTIONS = "可选项"
FILLABLE_ROWS = 5000
SHOWN_CHOICES = 8
KIND_WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "文字",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.DATE: "日期，如 2023-06-30",
    Kind.BOOL: "是或否",
}
MADE_AT = datetime(2023, 3, 17)  # noqa: DTZ001 - a fixed property keeps the file the same from day to day


def write_template(
    templates: Sequence[SheetTemplate],
    *,
    title: str,
    rows: Mapping[str, Iterable[Mapping[str, object]]] | None = None,
) -> bytes:
    """The workbook to fill in; with `rows` (by sheet name) it comes filled, ready to be changed."""
    out = io.BytesIO()
    book: Workbook = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "created": MADE_AT})
    sheets = [(template, book.add_worksheet(template.name)) for template in templates]
    guide = book.add_worksheet(GUIDE)
    options = _Options(book)
    for template, sheet in sheets:
        _write_sheet(book, sheet, template, options, (rows or {}).get(template.name, ()))
    _write_guide(book, guide, templates, title)
    book.close()
    return out.getvalue()


class _Options:
    """Closed lists longer than a validation formula holds go to a hidden sheet."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._sheet: Worksheet | None = None
        self._column = 0

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        if len(",".join(choices)) <= 250 and not any("," in choice for choice in choices):  # noqa: PLR2004 - the format's own limit is 255
            return list(choices)
        if self._sheet is None:
            self._sheet = self._book.add_worksheet(OPTIONS)
            self._sheet.hide()
        column = self._column
        self._column += 1
        for index, choice in enumerate(choices):
            self._sheet.write_string(index, column, choice)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"='{OPTIONS}'!${letter}$1:${letter}${len(choices)}"


def _write_sheet(
    book: Workbook,
    sheet: Worksheet,
    template: SheetTemplate,
    options: _Options,
    rows: Iterable[Mapping[str, object]],
) -> None:
    look = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
    head = book.add_format({**look, "bg_color": "#E8EEF4"})
    must = book.add_format({**look, "bg_color": "#D6E4F2", "font_color": "#8A1C1C"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    number = book.add_format({"num_format": "0.##########", "valign": "top"})
    looks: dict[Kind, Format] = {Kind.DATE: day, Kind.INTEGER: number, Kind.DECIMAL: number}
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for position, spec in enumerate(template.columns):
        shown = f"{spec.label}*" if spec.required else spec.label
        sheet.write_string(0, position, shown, must if spec.required else head)
        sheet.set_column(position, position, spec.width, looks.get(spec.kind, text))
        sheet.write_comment(0, position, note(spec), {"x_scale": 2, "y_scale": 1.5})
        _add_validation(sheet, position, spec, options)
    for index, row in enumerate(rows, start=1):
        for position, spec in enumerate(template.columns):
            _write_value(sheet, index, position, row.get(spec.key), looks.get(spec.kind, text))


def note(spec: ColumnSpec) -> str:
    """The note on a head: required or not, what kind, what may stand there, an example."""
    parts = ["必填。" if spec.required else "选填。", f"{KIND_WORDS[spec.kind]}。"]
    if spec.many:
        parts.append("可以填多个，用“、”隔开。")
    if spec.choices:
        word = "从下拉框选择" if spec.strict else "建议填"
        more = "等" if len(spec.choices) > SHOWN_CHOICES else ""
        parts.append(f"{word}：{'、'.join(spec.choices[:SHOWN_CHOICES])}{more}。")
    if spec.kind is Kind.TEXT and not spec.choices:
        parts.append(f"最多{spec.max_length}字。")
    if spec.help:
        parts.append(spec.help)
    if spec.example:
        parts.append(f"例：{spec.example}")
    return "".join(parts)


def _add_validation(sheet: Worksheet, position: int, spec: ColumnSpec, options: _Options) -> None:
    choices = ("是", "否") if spec.kind is Kind.BOOL else spec.choices
    if not choices or spec.many:
        return
    sheet.data_validation(
        1,
        position,
        FILLABLE_ROWS,
        position,
        {
            "validate": "list",
            "source": options.source(choices),
            "error_type": "stop" if spec.strict else "information",
            "error_title": spec.label[:32],
            "error_message": "请从下拉框里选择。",
        },
    )


def _write_value(sheet: Worksheet, row: int, column: int, value: object, look: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", look)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, tuple | list):
        sheet.write_string(row, column, "、".join(str(item) for item in value), look)
    else:
        sheet.write_string(row, column, str(value), look)


def _write_guide(
    book: Workbook, sheet: Worksheet, templates: Sequence[SheetTemplate], title: str
) -> None:
    bold = book.add_format({"bold": True, "font_size": 14})
    strong = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(
        1, 0, "带 * 的列必填。请不要改动工作表名称和表头。有一处错误，整个文件都不会导入。"
    )
    line = 3
    for template in templates:
        sheet.write_string(line, 0, f"工作表“{template.name}”", strong)
        line += 1
        for text in template.notes:
            sheet.write_string(line, 0, text)
            line += 1
        for spec in template.columns:
            sheet.write_string(line, 0, spec.label, wrap)
            sheet.write_string(line, 1, note(spec), wrap)
            line += 1
        line += 1
