"""Exports: exactly what the view shows, every row of it, as .xlsx or CSV.

Strings are never formulas, dates are dates, and memory does not grow with the table.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, cast

import xlsxwriter

from bihuan.kernel.ui import table_rows
from bihuan.kernel.ui.components.flow import stamp
from bihuan.kernel.ui.csv_cells import harmless
from bihuan.kernel.ui.table_cells import plain_of, text_of
from bihuan.kernel.ui.table_page import said_of
from bihuan.kernel.ui.table_state import shown_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from bihuan.kernel.ui.table_rows import Found
    from bihuan.kernel.ui.table_state import TableState
    from bihuan.kernel.ui.tables import Asked, Column, Table

MOST_EXPORTED = 200_000
IN_MEMORY = 8 * 1024 * 1024  # beyond it the file goes to disk
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class TooManyRowsError(ValueError):
    """More rows than one file should hold; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file: where it is, how many rows, and the digest that goes into the ledger."""

    file: IO[bytes]
    kind: str
    rows: int
    digest: str


def export(
    table: Table[Any, Any], found: Found, state: TableState, asked: Asked, *, kind: str
) -> Exported:
    """Write the file.

    :raises TooManyRowsError: beyond what a spreadsheet can usefully hold.
    """
    if found.more or found.count > MOST_EXPORTED:
        counted = f"{found.count:,}{'+' if found.more else ''} {table.unit}"
        raise TooManyRowsError(
            f"共 {counted}，超过一次导出的上限 {MOST_EXPORTED:,} {table.unit}。"
            "请先按单位、时间等条件缩小范围，再分批导出。"
        )
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write = _write_xlsx if kind == "xlsx" else _write_csv
    rows = write(cast("IO[bytes]", file), table, found, state, asked)
    file.seek(0)
    digest = hashlib.new("sm3")
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return Exported(cast("IO[bytes]", file), kind, rows, digest.hexdigest())


def _lines(
    table: Table[Any, Any], found: Found, columns: tuple[Column[Any], ...], asked: Asked
) -> Iterator[list[Any]]:
    for row in table_rows.all_of(table, found, asked):
        line = []
        for column in columns:
            value = column.value(row)
            note = column.note(row) if column.note is not None else ""
            line.append(f"{text_of(value)}\n{note}" if note else plain_of(value))
        yield line


def _has_totals(columns: tuple[Column[Any], ...]) -> bool:
    return any(column.total is not None for column in columns)


def _write_xlsx(
    file: IO[bytes], table: Table[Any, Any], found: Found, state: TableState, asked: Asked
) -> int:
    columns = shown_columns(table, state)
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    styles = _Styles(book)
    sheet = book.add_worksheet(_sheet_name(table.title))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_column(0, 0, 6)
    for position, column in enumerate(columns, start=1):
        sheet.set_column(position, position, column.width)
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, "序号", styles.head)
    for position, column in enumerate(columns, start=1):
        sheet.write_string(1, position, column.head, styles.head)
    put = _writer(sheet, styles)
    count = 0
    for count, line in enumerate(_lines(table, found, columns, asked), start=1):
        sheet.write_number(count + 1, 0, count, styles.cell)
        for position, value in enumerate(line, start=1):
            put(count + 1, position, value)
    if _has_totals(columns):
        sheet.write_string(count + 2, 0, "合计", styles.head)
        for position, column in enumerate(columns, start=1):
            put(count + 2, position, found.totals.get(column.key) if column.total else None)
    sheet.autofilter(1, 0, count + 1, len(columns))
    _write_notes(book.add_worksheet("说明"), styles, _notes(table, state, asked, count))
    book.close()
    return count


class _Styles:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#EEF1EC", "text_wrap": True, "valign": "top"}
        )
        self.cell: Format = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        self.date: Format = book.add_format(
            {"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"}
        )
        self.datetime: Format = book.add_format(
            {"border": 1, "valign": "top", "num_format": "yyyy-mm-dd hh:mm"}
        )


def _writer(sheet: Worksheet, styles: _Styles) -> Callable[[int, int, Any], None]:
    def put(row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, styles.cell)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, styles.datetime)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, styles.date)
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, column, value, styles.cell)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST_CELL], styles.cell)

    return put


def _notes(
    table: Table[Any, Any], state: TableState, asked: Asked, count: int
) -> tuple[tuple[str, str], ...]:
    return (
        ("台账", table.title),
        ("条件", "；".join(said_of(table, state, asked)) or "全部"),
        ("行数", f"{count} {table.unit}"),
        ("导出人", f"{asked.actor.body_name} {asked.actor.name}"),
        ("导出时间", stamp(asked.at)),
        ("说明", "本文件与导出时屏幕上的列、顺序、条件一致；导出已记入可信账本。"),
    )


def _write_notes(sheet: Worksheet, styles: _Styles, notes: tuple[tuple[str, str], ...]) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 80)
    for row, (label, text) in enumerate(notes):
        sheet.write_string(row, 0, label, styles.head)
        sheet.write_string(row, 1, text, styles.cell)


def _sheet_name(title: str) -> str:
    return FORBIDDEN_IN_SHEET_NAME.sub(" ", title)[:LONGEST_SHEET_NAME].strip() or "台账"


def _write_csv(
    file: IO[bytes], table: Table[Any, Any], found: Found, state: TableState, asked: Asked
) -> int:
    columns = shown_columns(table, state)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(["序号", *(column.head for column in columns)])
    count = 0
    for count, line in enumerate(_lines(table, found, columns, asked), start=1):
        writer.writerow([count, *(_harmless(value) for value in line)])
    if _has_totals(columns):
        totals = (found.totals.get(column.key) if column.total else None for column in columns)
        writer.writerow(["合计", *(_harmless(value) for value in totals)])
    text.flush()
    text.detach()
    return count


def _harmless(value: Any) -> str:
    """Write a value; a text that a spreadsheet would run as a formula gets an apostrophe."""
    text = text_of(value)
    return harmless(text) if isinstance(value, str) else text
