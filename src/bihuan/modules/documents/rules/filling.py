"""Judging what a drafter filled in: kept as it prints, or refused with a sentence per field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules import layout
from bihuan.modules.documents.rules.values import FieldType
from bihuan.modules.documents.rules.writing import clean, day, hostile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.modules.documents.rules.values import Field, Kind


class Faults(list[str]):
    """Sentences, gathered: `missing` may wait in a draft, the others may not."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.missing: list[str] = []


def text(value: object, label: str, faults: Faults, *, limit: int, one_line: bool) -> str:
    """Judge one piece of text."""
    if not isinstance(value, str | int):
        faults.append(f"“{label}”应当是文字。")
        return ""
    raw = str(value)
    if len(raw) > limit:
        faults.append(f"“{label}”有{len(raw)}字，超过了{limit}字的上限，请压缩或者改作附件。")
        return ""
    bad = hostile(raw.replace("\u000b", "\n").replace("\u000c", "\n"))
    if bad:
        faults.append(f"“{label}”含有不能印出的字符（{'、'.join(bad[:5])}），请删去后再试。")
        return ""
    made = clean(raw)
    return made.replace("\n", "") if one_line else made


def texts(values: object, label: str, faults: Faults, *, limit: int) -> list[str]:
    """Judge several lines; a text is read as one per line."""
    given = values.splitlines() if isinstance(values, str) else values
    if not isinstance(given, list | tuple):
        faults.append(f"“{label}”应当是若干行文字。")
        return []
    if len(given) > layout.MOST_ROWS:
        faults.append(f"“{label}”有{len(given)}行，超过了{layout.MOST_ROWS}行的上限。")
        return []
    made = [text(one, label, faults, limit=limit, one_line=True) for one in given]
    return [one for one in made if one]


def _day(value: object, field: Field, faults: Faults) -> str:
    if isinstance(value, date):
        return day(value)
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        faults.append(f"“{field.label}”不是日期，请写成2026-09-05的样式。")
        return ""


def _rows(value: object, field: Field, faults: Faults) -> list[list[str]]:
    if not isinstance(value, list | tuple):
        faults.append(f"“{field.label}”应当是一张表。")
        return []
    if len(value) > layout.MOST_ROWS:
        faults.append(f"“{field.label}”有{len(value)}行，超过了{layout.MOST_ROWS}行的上限。")
        return []
    made: list[list[str]] = []
    for number, row in enumerate(value, start=1):
        if isinstance(row, dict):
            unknown = set(row) - {column.key for column in field.columns}
            cells = [row.get(column.key, "") for column in field.columns]
        else:
            unknown = set()
            cells = list(row) if isinstance(row, list | tuple) else []
        if unknown or len(cells) != len(field.columns):
            faults.append(f"“{field.label}”第{number}行的列数或列名与表头不符。")
            return []
        label = f"{field.label}第{number}行"
        made.append([
            text(
                cell.isoformat() if isinstance(cell, date) else cell,
                label, faults, limit=2_000, one_line=True,
            )
            for cell in cells
        ])  # fmt: skip
    return made


def _choice(given: object, field: Field, faults: Faults) -> str:
    if isinstance(given, str) and given in field.options:
        return given
    faults.append(f"“{field.label}”应当是{'、'.join(field.options)}之一。")
    return ""


def value(given: object, field: Field, faults: Faults) -> Any:
    """Judge one field."""
    made: Any
    match field.type:
        case FieldType.DATE:
            made = _day(given, field, faults)
        case FieldType.TABLE:
            made = _rows(given, field, faults)
        case FieldType.LIST:
            made = texts(given, field.label, faults, limit=field.limit or 2_000)
        case FieldType.CHOICE:
            made = _choice(given, field, faults)
        case FieldType.LINE:
            limit = field.limit or layout.LONGEST_LINE
            made = text(given, field.label, faults, limit=limit, one_line=True)
        case FieldType.LONG:
            limit = field.limit or layout.LONGEST_TEXT
            made = text(given, field.label, faults, limit=limit, one_line=False)
    return made


def values(kind: Kind, data: Mapping[str, object], faults: Faults) -> dict[str, Any]:
    """Judge everything filled in for a kind."""
    known = {field.key for field in kind.fields}
    faults += [f"“{kind.label}”没有名为“{key[:40]}”的栏目。" for key in data if key not in known]
    made: dict[str, Any] = {}
    for field in kind.fields:
        given = data.get(field.key)
        if given not in (None, "", [], ()):
            made[field.key] = value(given, field, faults)
        if field.required and not made.get(field.key) and not _named(field, faults):
            faults.missing.append(f"“{field.label}”没有填写。")
    return made


def _named(field: Field, faults: Iterable[str]) -> bool:
    return any(fault.startswith(f"“{field.label}") for fault in faults)
