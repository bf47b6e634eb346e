"""One table as one request sees it: everything the template needs, already worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui import saved, table_rows
from bihuan.kernel.ui.table_cells import CLASSES, painter, shown
from bihuan.kernel.ui.table_state import TableState, shown_columns
from bihuan.kernel.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from bihuan.kernel.ui.components.surfaces import Fault
    from bihuan.kernel.ui.models import SavedView
    from bihuan.kernel.ui.table_rows import Found
    from bihuan.kernel.ui.tables import Asked, Column, Table

MOST_PRINTED = 5000
NEAR = 2


@dataclass(frozen=True, slots=True)
class Head:
    """One column head."""

    label: str
    css: str
    url: str  # sorts by this column; "" when it does not sort
    sort: str  # "", "ascending", "descending"


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the pager; number 0 stands for the gap."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the reader is."""

    page: int
    pages: int
    links: tuple[PageLink, ...]
    sizes: tuple[PageLink, ...]
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class FilterView:
    """One filter with its present value."""

    key: str
    label: str
    widget: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column in the column choice."""

    key: str
    label: str
    shown: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class Total:
    """One cell of the totals row."""

    text: str
    css: str


@dataclass(frozen=True, slots=True)
class TablePage:
    """A whole table page."""

    key: str
    title: str
    unit: str
    count: int
    more: bool
    heads: tuple[Head, ...]
    rows: tuple[SafeString, ...]
    totals: tuple[Total, ...]
    pager: Pager
    filters: tuple[FilterView, ...]
    columns: tuple[ColumnChoice, ...]
    searchable: bool
    search_label: str
    words: str
    sort: str
    per: int
    chosen_columns: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    narrowed: bool
    said: tuple[str, ...]
    faults: tuple[Fault, ...]
    views: tuple[SavedView, ...]
    query: str
    clear_url: str
    print_url: str
    empty_title: str
    empty_text: str
    empty_action: str
    empty_url: str
    cards: bool


def said_of(table: Table[Any, Any], state: TableState, asked: Asked) -> tuple[str, ...]:
    """Say the conditions of a view in words: 状态：已备案."""
    said = [f"{table.search_label}：{state.words}"] if state.words else []
    for each in table.filters:
        value = state.value(each.key)
        if value:
            words = dict(each.choices_for(asked.actor)).get(value, value)
            said.append(f"{each.label}：{words}")
    return tuple(said)


def build(
    table: Table[Any, Any],
    found: Found,
    state: TableState,
    asked: Asked,
    *,
    everything: bool = False,
) -> TablePage:
    """Work the page out. `everything` gives the print: all rows on one sheet."""
    columns = shown_columns(table, state)
    pages = max(1, -(-found.count // state.per))
    page = 1 if everything else min(state.page, pages)
    per = MOST_PRINTED if everything else state.per
    rows = table_rows.page_of(table, found, page=page, per=per, asked=asked)
    paint = painter(columns)
    first = (page - 1) * per + 1
    return TablePage(
        key=table.key,
        title=table.title,
        unit=table.unit,
        count=found.count,
        more=found.more,
        heads=_heads(table, columns, state),
        rows=tuple(paint(row, number) for number, row in enumerate(rows, start=first)),
        totals=_totals(columns, found),
        pager=_pager(table, state, page, pages),
        filters=tuple(
            FilterView(
                each.key,
                each.label,
                each.widget,
                state.value(each.key),
                each.choices_for(asked.actor),
            )
            for each in table.filters
        ),
        columns=tuple(
            ColumnChoice(column.key, column.head, column in columns, column.fixed)
            for column in table.columns
        ),
        searchable=bool(table.search),
        search_label=table.search_label,
        words=state.words,
        sort=state.sort,
        per=state.per,
        chosen_columns=state.columns,
        kept=state.kept,
        narrowed=state.narrowed,
        said=said_of(table, state, asked),
        faults=state.faults,
        views=() if everything else tuple(saved.views_of(actor=asked.actor, table=table.key)),
        query=state.query(table),
        clear_url=_cleared(table, state),
        print_url=state.query(table, print="1"),
        empty_title=table.empty_title,
        empty_text=table.empty_text,
        empty_action=table.empty_action,
        empty_url=table.empty_url,
        cards=table.cards,
    )


def _cleared(table: Table[Any, Any], state: TableState) -> str:
    gone = {"q": "", **{each.key: "" for each in table.filters}}
    return state.query(table, **gone)


def _heads(
    table: Table[Any, Any], columns: Sequence[Column[Any]], state: TableState
) -> tuple[Head, ...]:
    heads = []
    for column in columns:
        here = state.sort.removeprefix("-") == column.key
        down = here and state.sort.startswith("-")
        asked = f"-{column.key}" if here and not down else column.key
        url = state.query(table, sort=asked) if column.paths else ""
        direction = ("descending" if down else "ascending") if here else ""
        heads.append(Head(column.head, CLASSES[column.kind], url, direction))
    return tuple(heads)


def _totals(columns: Sequence[Column[Any]], found: Found) -> tuple[Total, ...]:
    if not any(column.total is not None for column in columns):
        return ()
    return tuple(
        Total(
            shown(found.totals.get(column.key)) if column.total is not None else "",
            CLASSES[column.kind],
        )
        for column in columns
    )


def _pager(table: Table[Any, Any], state: TableState, page: int, pages: int) -> Pager:
    def to(number: int) -> str:
        return state.query(table, page=str(number))

    links: list[PageLink] = []
    before = 0
    for number in range(1, pages + 1) if pages <= 2 * NEAR + 5 else _near(page, pages):
        if number - before > 1:
            links.append(PageLink(0, "", current=False))
        links.append(PageLink(number, to(number), current=number == page))
        before = number
    sizes = tuple(
        PageLink(size, state.query(table, per=str(size)), current=size == state.per)
        for size in PER_PAGE
    )
    previous = to(page - 1) if page > 1 else ""
    following = to(page + 1) if page < pages else ""
    return Pager(page, pages, tuple(links), sizes, previous, following)


def _near(page: int, pages: int) -> list[int]:
    wanted = {1, pages, *range(page - NEAR, page + NEAR + 1)}
    return sorted(number for number in wanted if 1 <= number <= pages)
