"""Workbooks people fill in: templates out, checked rows back in.

A `SheetTemplate` is the one description of a sheet. From it comes the file that is downloaded
(drop-downs, notes) and the check of the file that is uploaded: every fault is named by sheet, row
and column in the template's own words.

Reading is pure: bytes in, `Preview` out. Nothing is stored and no module is known here. The bytes
are judged by `bihuan.kernel.ui.workbook` before any spreadsheet library sees them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bihuan.kernel.ui import workbook
from bihuan.kernel.ui.workbook import Limits, WorkbookRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
MOST_ERRORS = 500
EXACT_DIGITS = 15  # a spreadsheet number keeps fifteen digits; longer ones arrive already damaged
YES = frozenset({"是", "Y", "y", "1", "true", "True", "TRUE", "√"})
NO = frozenset({"否", "N", "n", "0", "false", "False", "FALSE", "×"})
MANY = re.compile(r"[、，,；;\n]+")
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Kind(StrEnum):
    """What a cell holds. The value read is str, int, Decimal, date or bool."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: what it is called, what may stand in it, and the note shown on its head."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    strict: bool = True  # False: the drop-down only proposes
    many: bool = False  # several values in one cell, parted by 、 or ；; read as a tuple
    max_length: int = 500
    width: int = 16
    help: str = ""
    example: str = ""
    check: Callable[[object], str | None] | None = None  # returns the sentence that refuses


@dataclass(frozen=True, slots=True)
class SheetError:
    """One fault, in words a clerk can act on."""

    sheet: str
    row: int
    column: str
    message: str
    letter: str = ""

    @property
    def place(self) -> str:
        """Where the fault is: 工作表“人员”第5行“姓名”列（B5）."""
        row = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        cell = f"（{self.letter}{self.row}）" if self.letter and self.row else ""
        return f"工作表“{self.sheet}”{row}{column}{cell}"

    @property
    def sentence(self) -> str:
        """Place and fault in one sentence."""
        return f"{self.place}：{self.message}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row; `number` is the row number the spreadsheet shows."""

    number: int
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """The value as text, "" where the cell is empty."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def many(self, key: str) -> tuple[str, ...]:
        """The values of a column with `many`."""
        value = self.values.get(key)
        return tuple(str(item) for item in value) if isinstance(value, tuple) else ()

    def day(self, key: str) -> date | None:
        """The value of a date column."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def required_day(self, key: str) -> date:
        """Return the value of a required date column of a preview without faults.

        :raises LookupError: the cell is empty.
        """
        day = self.day(key)
        if day is None:
            raise LookupError(key)
        return day

    def flag(self, key: str) -> bool:
        """The value of a yes/no column; an empty cell is no."""
        return self.values.get(key) is True


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """One sheet: its name, its columns in order, and the columns that together must not repeat."""

    name: str
    columns: tuple[ColumnSpec, ...]
    unique: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    least_rows: int = 1

    def column(self, key: str) -> ColumnSpec:
        """The column of that key.

        :raises KeyError: there is none.
        """
        for spec in self.columns:
            if spec.key == key:
                return spec
        raise KeyError(key)

    def error(self, row: int, key: str, message: str) -> SheetError:
        """A fault the caller found (an unknown body, dates in a wrong order) at a column."""
        return SheetError(self.name, row, self.column(key).label if key else "", message)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would do: the rows read and every fault found."""

    template: SheetTemplate
    rows: tuple[SheetRow, ...]
    errors: tuple[SheetError, ...]
    more_errors: int = 0  # faults beyond those listed
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by label

    @property
    def ok(self) -> bool:
        """Whether the file may be taken over."""
        return not self.errors

    def with_errors(self, errors: Iterable[SheetError]) -> Preview:
        """The same preview with the caller's own faults added, in order of rows."""
        placed = (
            error if error.letter else replace(error, letter=self.letters.get(error.column, ""))
            for error in errors
        )
        found = sorted([*self.errors, *placed], key=lambda error: error.row)
        kept = tuple(found[:MOST_ERRORS])
        more = self.more_errors + len(found) - len(kept)
        return replace(self, errors=kept, more_errors=more)


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
            value = _value(spec, cell)
        except ValueError as error:
            reading.fault(number, spec.label, str(error), position)
            continue
        values[spec.key] = value
        sentence = spec.check(value) if spec.check is not None and value not in (None, "") else None
        if sentence:
            reading.fault(number, spec.label, sentence, position)
    return SheetRow(number, MappingProxyType(values))


def _value(spec: ColumnSpec, cell: workbook.Cell) -> object:
    text = _text(cell)
    if not text:
        if spec.required:
            raise ValueError(f"必填，现在是空的。{spec.help}")
        return () if spec.many else None if spec.kind is not Kind.TEXT else ""
    if spec.many:
        items = tuple(item.strip() for item in MANY.split(text) if item.strip())
        for item in items:
            _check_choice(spec, item)
        return items
    _check_choice(spec, text)
    return _READERS[spec.kind](spec, cell, text)


def _check_choice(spec: ColumnSpec, text: str) -> None:
    if not spec.choices or not spec.strict or text in spec.choices:
        return
    shown = "、".join(spec.choices[:12]) + (" 等" if len(spec.choices) > 12 else "")  # noqa: PLR2004 - as many as one line shows
    raise ValueError(f"“{text[:40]}”不在可选项里。可以填：{shown}。")


def _text(cell: workbook.Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        return str(int(number)) if number == number.to_integral_value() else format(number, "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    text = str(cell).replace("\r\n", "\n").replace("\u3000", " ").replace("\u200b", "").strip()
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def _read_text(spec: ColumnSpec, cell: workbook.Cell, text: str) -> object:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and len(text) > EXACT_DIGITS:
        raise ValueError(
            "数字超过15位，表格软件已经丢失末尾几位。请把这一格设为“文本”格式后重新填写。"
        )
    if len(text) > spec.max_length:
        raise ValueError(f"最多{spec.max_length}个字，现在有{len(text)}个字。请删减。")
    return text


def _read_integer(_spec: ColumnSpec, _cell: workbook.Cell, text: str) -> object:
    folded = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"[+-]?\d{1,15}", folded):
        raise ValueError(f"“{text[:40]}”不是整数。请只填数字。")
    return int(folded)


def _read_decimal(_spec: ColumnSpec, _cell: workbook.Cell, text: str) -> object:
    folded = unicodedata.normalize("NFKC", text).replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?", folded):
        raise ValueError(f"“{text[:40]}”不是数字。请只填数字，可以带小数点。")
    return Decimal(folded)


def _read_date(_spec: ColumnSpec, cell: workbook.Cell, text: str) -> object:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    folded = unicodedata.normalize("NFKC", text)
    match = DATE.fullmatch(folded) or COMPACT_DATE.fullmatch(folded)
    if match is not None:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise ValueError(f"“{text[:40]}”不是日期。请按 2023-06-30 的样子填写。")


def _read_bool(_spec: ColumnSpec, _cell: workbook.Cell, text: str) -> object:
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(f"“{text[:40]}”看不出是或否。请填“是”或“否”。")


_READERS: Mapping[Kind, Callable[[ColumnSpec, workbook.Cell, str], object]] = {
    Kind.TEXT: _read_text,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.DATE: _read_date,
    Kind.BOOL: _read_bool,
}


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
