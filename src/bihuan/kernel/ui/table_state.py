"""What an address asks of a table: words, filters, order, columns, page. Only what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bihuan.kernel.ui.components.surfaces import Fault
from bihuan.kernel.ui.tables import PER_PAGE, Column, Filter, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from bihuan.kernel.access import Actor

LONGEST = 200
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class TableState:
    """One view of one table. As an address it is complete: that is what a saved view stores."""

    words: str
    values: tuple[tuple[str, str], ...]
    sort: str  # "due", "-due", or "" for the order of the table
    per: int
    columns: tuple[str, ...]  # () = the columns shown by default
    page: int
    kept: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]

    def value(self, key: str) -> str:
        """Return the value of one filter."""
        return dict(self.values).get(key, "")

    @property
    def narrowed(self) -> bool:
        """Whether anything was searched or filtered."""
        return bool(self.words or self.values)

    def pairs(self, table: Table[Any, Any]) -> list[tuple[str, str]]:
        """Return the parameters that make this view, without the page."""
        pairs = [*self.kept]
        if self.words:
            pairs.append(("q", self.words))
        pairs.extend(self.values)
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.per != table.per:
            pairs.append(("per", str(self.per)))
        pairs.extend(("col", key) for key in self.columns)
        return pairs

    def query(self, table: Table[Any, Any], **changes: str) -> str:
        """Return the address of this view with some parameters replaced ("" removes one)."""
        pairs = [(key, value) for key, value in self.pairs(table) if key not in changes]
        pairs.extend((key, value) for key, value in changes.items() if value)
        return "?" + urlencode(pairs)


def shown_columns(table: Table[Any, Any], state: TableState) -> tuple[Column[Any], ...]:
    """Return the columns of this view, in the order of the table."""
    if not state.columns:
        return tuple(column for column in table.columns if column.shown or column.fixed)
    return tuple(column for column in table.columns if column.fixed or column.key in state.columns)


def parse(table: Table[Any, Any], asked: QueryDict, *, actor: Actor) -> TableState:
    """Read an address. What is not allowed is not used, and the page says so."""
    faults: list[Fault] = []
    values = []
    for each in table.filters:
        value = asked.get(each.key, "").strip()[:LONGEST]
        if not value:
            continue
        fault = _fault(each, value, actor)
        if fault:
            faults.append(Fault(fault, each.key))
        else:
            values.append((each.key, value))
    known = {column.key for column in table.columns}
    return TableState(
        words=" ".join(asked.get("q", "").split())[:LONGEST],
        values=tuple(values),
        sort=_sort(table, asked.get("sort", "")),
        per=_number(asked.get("per", ""), table.per, PER_PAGE),
        columns=tuple(key for key in dict.fromkeys(asked.getlist("col")) if key in known),
        page=_number(asked.get("page", ""), 1),
        kept=tuple(
            (key, value[:LONGEST]) for key in table.keep for value in asked.getlist(key) if value
        ),
        faults=tuple(faults),
    )


def _sort(table: Table[Any, Any], asked: str) -> str:
    column = table.column(asked.removeprefix("-"))
    return asked if column is not None and column.paths else ""


def _number(asked: str, default: int, allowed: Sequence[int] | None = None) -> int:
    if not (asked.isascii() and asked.isdigit()) or len(asked) > len(str(MOST_PAGES)):
        return default
    number = int(asked)
    if allowed is not None:
        return number if number in allowed else default
    return max(1, number)


def _fault(each: Filter, value: str, actor: Actor) -> str:
    if each.widget == "select":
        if value in {key for key, _ in each.choices_for(actor)}:
            return ""
        return f"“{each.label}”没有这个选项，已忽略该条件。"
    if each.widget == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"“{each.label}”不是有效的日期，请按 2026-11-23 的样式填写；该条件未生效。"
    return ""
