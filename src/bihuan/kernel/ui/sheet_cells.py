"""One cell of a sheet somebody filled in: from what a spreadsheet stored to the value meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bihuan.kernel.ui.sheet_templates import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bihuan.kernel.ui import workbook
    from bihuan.kernel.ui.sheet_templates import ColumnSpec

EXACT_DIGITS = 15  # a spreadsheet number keeps fifteen digits; longer ones arrive already damaged
YES = frozenset({"是", "Y", "y", "1", "true", "True", "TRUE", "√"})
NO = frozenset({"否", "N", "n", "0", "false", "False", "FALSE", "×"})
MANY = re.compile(r"[、，,；;\n]+")
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def value_of(spec: ColumnSpec, cell: workbook.Cell) -> object:
    """Return the value of a cell: str, int, Decimal, date, bool, or a tuple of texts.

    :raises ValueError: with the sentence that refuses it.
    """
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
