"""The rows of a table: narrowed, ordered, counted and summed, one page or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, F, Q, QuerySet

from bihuan.kernel.ui.matching import holding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bihuan.kernel.ui.table_state import TableState
    from bihuan.kernel.ui.tables import Asked, Column, Table

CHUNK = 1000
MOST_COUNTED = 10_000
"""Rows a page counts; beyond that it says that there are more."""

Source = QuerySet[Any, Any] | list[Any] | tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What matches, before paging."""

    source: Source
    count: int
    totals: Mapping[str, Any]
    more: bool = False
    """Whether there are more than were counted."""


def find(
    table: Table[Any, Any],
    source: Source,
    state: TableState,
    asked: Asked,
    *,
    most: int = MOST_COUNTED,
) -> Found:
    """Narrow and order the source, and count it: one query, whatever its size.

    Nobody turns to page two thousand: beyond `most` rows a page says that there are more and does
    not count them. Totals are of everything, so a table with totals is counted to the end.
    """
    if isinstance(source, QuerySet):
        return _find_in_query(table, source, state, asked, most)
    return _find_in_list(table, source, state, asked)


def _find_in_query(
    table: Table[Any, Any],
    source: QuerySet[Any, Any],
    state: TableState,
    asked: Asked,
    most: int,
) -> Found:
    query = source
    for each in table.filters:
        value = state.value(each.key)
        if value and each.narrow is not None:
            query = each.narrow(query, value, asked)
        elif value:
            query = query.filter(**{each.lookup: _typed(each.lookup, value)})
    for word in state.words.split():
        matches = Q()
        for path in table.search:
            matches |= holding(path, word)
        query = query.filter(matches)
    sums: dict[str, Aggregate] = {
        f"total_{column.key}": column.total for column in table.columns if column.total is not None
    }
    ordered = query.order_by(*_order(table, state))
    if not sums:
        count = query.order_by().values(table.tie.removeprefix("-"))[: most + 1].count()
        return Found(ordered, min(count, most), {}, more=count > most)
    counted = query.order_by().aggregate(total_count=Count("*"), **sums)
    totals = {key.removeprefix("total_"): value for key, value in counted.items()}
    count = totals.pop("count")
    return Found(ordered, count, totals)


def _typed(lookup: str, value: str) -> str | bool:
    """Return the value of a filter as its lookup wants it: whether there is one is yes or no."""
    return value == "True" if lookup.endswith("__isnull") else value


def _order(table: Table[Any, Any], state: TableState) -> list[Any]:
    column = table.column(state.sort.removeprefix("-")) if state.sort else None
    if column is None:
        return [*table.order, table.tie]
    down = state.sort.startswith("-")
    asked = [
        F(path).desc(nulls_last=True) if down else F(path).asc(nulls_last=True)
        for path in column.paths
    ]
    return [*asked, table.tie]


def _find_in_list(
    table: Table[Any, Any], source: Sequence[Any], state: TableState, asked: Asked
) -> Found:
    rows = list(source)
    for each in table.filters:
        value = state.value(each.key)
        if value and each.keep is not None:
            keep = each.keep
            rows = [row for row in rows if keep(row, value, asked)]
    for word in state.words.casefold().split():
        rows = [row for row in rows if word in _text_of(table.columns, row)]
    column = table.column(state.sort.removeprefix("-")) if state.sort else None
    if column is not None:
        value_of = column.value
        filled = [row for row in rows if value_of(row) not in (None, "")]
        blank = [row for row in rows if value_of(row) in (None, "")]
        filled.sort(key=lambda row: _sortable(value_of(row)), reverse=state.sort.startswith("-"))
        rows = filled + blank
    return Found(rows, len(rows), {})


def _sortable(value: Any) -> Any:
    return getattr(value, "word", value)


def _text_of(columns: Sequence[Column[Any]], row: Any) -> str:
    return " ".join(str(_sortable(column.value(row)) or "") for column in columns).casefold()


def page_of(
    table: Table[Any, Any], found: Found, *, page: int, per: int, asked: Asked
) -> list[Any]:
    """Return the prepared rows of one page."""
    return _prepared(table, list(found.source[(page - 1) * per : page * per]), asked)


def all_of(table: Table[Any, Any], found: Found, asked: Asked) -> Iterator[Any]:
    """Return every row, prepared in slices, so that memory does not grow with the table."""
    if not isinstance(found.source, QuerySet):
        yield from _prepared(table, list(found.source), asked)
        return
    chunk: list[Any] = []
    for row in found.source.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _prepared(table, chunk, asked)
            chunk = []
    if chunk:
        yield from _prepared(table, chunk, asked)


def _prepared(table: Table[Any, Any], rows: list[Any], asked: Asked) -> list[Any]:
    return rows if table.prepare is None else list(table.prepare(rows, asked))
