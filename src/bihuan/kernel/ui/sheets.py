"""Workbooks people fill in: checked rows back in.

Every fault is named by sheet, row and column in the words of the template. Reading is pure: bytes
in, `Preview` out. Nothing is stored and no module is known here. The bytes are judged by
`bihuan.kernel.ui.workbook` before any spreadsheet library sees them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from bihuan.kernel.ui import workbook
from bihuan.kernel.ui.sheet_cells import value_of
from bihuan.kernel.ui.sheet_templates import (
    MOST_ERRORS,
    ColumnSpec,
    Kind,
    Preview,
    SheetError,
    SheetRow,
    SheetTemplate,
)
from bihuan.kernel.ui.workbook import Limits, WorkbookRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "ColumnSpec",
    "Kind",
    "Limits",
    "Preview",
    "SheetError",
    "SheetRow",
    "SheetTemplate",
    "WorkbookRefusedError",
    "read_sheet",
    "read_sheets",
]

HEADER_SEARCH_ROWS = 10


def read_sheet(data: bytes, template: SheetTemplate, *, limits: Limits | None = None) -> Preview:
    """Read one sheet of an uploaded workbook.

    :raises WorkbookRefusedError: the file is no workbook, or beyond the limits.
    """
    return read_sheets(data, (template,), limits=limits)[template.name]


def read_sheets(
    data: bytes, templates: Sequence[SheetTemplate], *, limits: Limits | None = None
) -> dict[str, Preview]:
    """Read several sheets of one uploaded workbook; the answer is keyed by sheet name.

    :raises WorkbookRefusedError: the file is no workbook, or beyond the limits.
    """
    wanted = tuple(template.name for template in templates)
    tables = workbook.read(data, wanted, limits or Limits())
    return {template.name: _preview(template, tables.get(template.name)) for template in templates}


@dataclass(slots=True)
class _Reading:
    template: SheetTemplate
    positions: dict[str, int] = field(default_factory=dict)
    errors: list[SheetError] = field(default_factory=list)
    more: int = 0

    def fault(self, row: int, column: str, message: str, position: int | None = None) -> None:
        if len(self.errors) >= MOST_ERRORS:
            self.more += 1
            return
        letter = "" if position is None else workbook.letters(position)
        self.errors.append(SheetError(self.template.name, row, column, message, letter))


def _preview(template: SheetTemplate, table: workbook.Table | None) -> Preview:
    reading = _Reading(template)
    if table is None:
        reading.fault(0, "", "文件里没有这个工作表。请使用下载的模板，不要改动工作表名称。")
        return Preview(template, (), tuple(reading.errors))
    head = _find_head(template, table)
    if head is None:
        reading.fault(0, "", "没有找到表头。请使用下载的模板，保留表头一行。")
        return Preview(template, (), tuple(reading.errors))
    _read_head(reading, table[head], head + 1)
    rows: list[SheetRow] = []
    for index, cells in enumerate(table[head + 1 :], start=head + 2):
        if any(cell not in (None, "") and str(cell).strip() for cell in cells):
            rows.append(_read_row(reading, cells, index))
    _check_unique(reading, rows)
    if len(rows) < template.least_rows:
        reading.fault(
            head + 2,
            "",
            f"至少要填写{template.least_rows}行，现在只有{len(rows)}行。请从表头下一行开始填写。",
        )
    reading.errors.sort(key=lambda error: error.row)
    letters = {
        template.column(key).label: workbook.letters(position)
        for key, position in reading.positions.items()
    }
    return Preview(template, tuple(rows), tuple(reading.errors), reading.more, letters)


def clean_label(value: object) -> str:
    """A head as it is compared: width-folded, without spaces and the mark of a required column."""
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return "".join(text.split()).strip("*").strip()


def _find_head(template: SheetTemplate, table: workbook.Table) -> int | None:
    labels = {clean_label(spec.label) for spec in template.columns}
    best, most = None, 0
    for index, cells in enumerate(table[:HEADER_SEARCH_ROWS]):
        hits = sum(1 for cell in cells if clean_label(cell) in labels)
        if hits > most:
            best, most = index, hits
    return best


def _read_head(reading: _Reading, cells: Sequence[workbook.Cell], row: int) -> None:
    by_label = {clean_label(spec.label): spec for spec in reading.template.columns}
    for position, cell in enumerate(cells):
        label = clean_label(cell)
        if not label:
            continue
        spec = by_label.get(label)
        if spec is None:
            reading.fault(
                row,
                label,
                "这一列不在模板里，内容不会被读取。请删去这一列，或者改回模板的表头。",
                position,
            )
        elif spec.key in reading.positions:
            reading.fault(row, spec.label, "表头重复。请只保留一列。", position)
        else:
            reading.positions[spec.key] = position
    for spec in reading.template.columns:
        if spec.key not in reading.positions:
            reading.fault(row, spec.label, "缺少这一列。请使用下载的模板，不要删除或改动表头。")


def _read_row(reading: _Reading, cells: Sequence[workbook.Cell], number: int) -> SheetRow:
    values: dict[str, object] = {}
    for spec in reading.template.columns:
        position = reading.positions.get(spec.key)
        if position is None:
            continue
        cell = cells[position] if position < len(cells) else None
        try:
            value = value_of(spec, cell)
        except ValueError as error:
            reading.fault(number, spec.label, str(error), position)
            continue
        values[spec.key] = value
        sentence = spec.check(value) if spec.check is not None and value not in (None, "") else None
        if sentence:
            reading.fault(number, spec.label, sentence, position)
    return SheetRow(number, MappingProxyType(values))


def _check_unique(reading: _Reading, rows: Sequence[SheetRow]) -> None:
    if not reading.template.unique:
        return
    first: dict[tuple[str, ...], int] = {}
    labels = "、".join(reading.template.column(key).label for key in reading.template.unique)
    for row in rows:
        key = tuple(row.text(name) for name in reading.template.unique)
        if not all(key):
            continue
        if key in first:
            position = reading.positions.get(reading.template.unique[0])
            label = reading.template.column(reading.template.unique[0]).label
            reading.fault(
                row.number, label, f"与第{first[key]}行重复（{labels}相同）。请删去一行。", position
            )
        else:
            first[key] = row.number
