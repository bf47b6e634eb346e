"""Cells: how one value looks on the page, and what it is in a workbook or a CSV file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString

from bihuan.kernel.ui.components.status import light

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bihuan.kernel.ui.tables import Column, Value

NOTHING = "--"
CLASSES = {
    "number": "num",
    "date": "date",
    "datetime": "date",
    "light": "tight",
    "yesno": "tight",
    "text": "",
}
SHORT = 6
"""A text of so many characters stays on one line: 四川省, 待处理, 不作问题处理."""
Plain = str | int | Decimal | date | datetime | None


def text_of(value: Value) -> str:
    """Write a value as words: for print, search and CSV."""
    plain = plain_of(value)
    if plain is None:
        return ""
    if isinstance(plain, datetime):
        return plain.strftime("%Y-%m-%d %H:%M")
    if isinstance(plain, date):
        return plain.isoformat()
    return str(plain)


def plain_of(value: Value) -> Plain:
    """Return what a workbook stores: dates as dates, lights as their word, yes/no in Chinese."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, str | int | Decimal | date):
        return value
    return value.word


def shown(value: Value) -> str:
    """Draw a value as HTML."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, bool | date):  # an instant is a date too
        return text_of(value)
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return light(value)


def _is_short(text: str) -> bool:
    """Say whether a text stays on one line; a letter or digit is half as wide as a character."""
    return len(text) <= (2 * SHORT if text.isascii() else SHORT)


def painter(columns: Sequence[Column[Any]]) -> Callable[[Any, int], SafeString]:
    """Return a function that draws one row as finished cells; what can be is worked out once."""
    frames: list[tuple[str, str, Column[Any], str]] = []
    for position, column in enumerate(columns):
        name = "th" if position == 0 else "td"
        role = ' scope="row" role="rowheader"' if position == 0 else ' role="cell"'
        first = " bh-first" if position == 0 else ""
        starts = []
        for kind in (CLASSES[column.kind], CLASSES[column.kind] or "tight"):
            style = f"{kind}{first}".strip()
            mark = f' class="{style}"' if style else ""
            starts.append(f'<{name}{role}{mark} data-label="{escape(column.label)}">')
        frames.append((starts[0], starts[1], column, f"</{name}>"))

    def paint(row: Any, number: int) -> SafeString:
        parts = [f'<td class="bh-rowno" role="cell" data-label="序号">{number}</td>']
        for start, short, column, end in frames:
            text = shown(value := column.value(row))
            begin = short if isinstance(value, str) and _is_short(value) else start
            if column.link is not None and (url := column.link(row)):
                text = f'<a href="{escape(url)}">{text}</a>'
            if column.note is not None and (note := column.note(row)):
                text = f"<span>{text}<small>{escape(note)}</small></span>"
            parts.append(f"{begin}{text}{end}")
        return SafeString("".join(parts))

    return paint
