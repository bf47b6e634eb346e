"""The matrix page: cells with text, sentence and address; its export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.components import figures as drawn
from bihuan.kernel.ui.tables import Column, Table
from bihuan.modules.directives.rules.status import Status
from bihuan.modules.directives.web.pages.addresses import address

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bihuan.modules.directives.queries.counting import Figures
    from bihuan.modules.directives.queries.matrix import Column as MatrixColumn
    from bihuan.modules.directives.queries.matrix import Matrix, Row
    from bihuan.modules.directives.rules.pack import Clause

LEGEND = (
    ("done", "已落实并有凭证"),
    ("run", "推进中"),
    ("soon", "临期"),
    ("late", "逾期"),
    ("none", "不适用，或没有期限也没有登记（？）"),
    ("hold", "已豁免"),
)
PERCENT = 100


@dataclass(frozen=True, slots=True)
class TabLink:
    """One tab of the matrix."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Foot:
    """The figures above a matrix, each with the address of exactly its rows."""

    rate: str
    done: int
    counted: int
    overdue: int
    excluded: int


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Everything on the matrix page."""

    found: Matrix
    drawn: drawn.Matrix
    tabs: tuple[TabLink, ...]
    legend: tuple[Light, ...]
    foot: Foot
    lead: str
    query: str
    up_url: str
    is_past: bool


def cell_text(figures: Figures, on: date) -> str:
    """Return the very short text of a cell."""
    status, days = figures.status, 0
    if figures.first is not None:
        days = (figures.first - on).days
    match status:
        case Status.OVERDUE:
            return f"{-days}天"
        case Status.DUE_SOON | Status.IN_PROGRESS if figures.first is not None:
            return f"{days}天"
        case Status.CANNOT_TELL:
            return "？"
        case Status.MET_LATE:
            return "迟"
        case Status.IN_PROGRESS:
            return "办"
        case _:
            return ""


def cell_sentence(clause: Clause, column: MatrixColumn, figures: Figures) -> str:
    """Return what a cell says to those who do not see colours."""
    parts = [f"{column.label} {clause.name}：{figures.status.word}"]
    if figures.total > 1 or figures.done:
        parts.append(f"应办{figures.counted}项，已落实{figures.done}项")
    if figures.overdue:
        parts.append(f"逾期{figures.overdue}项")
    return "，".join(parts)


def matrix_page(found: Matrix, *, today: date) -> MatrixPage:
    """Work a matrix out."""
    on = "" if found.on == today else found.on.isoformat()
    cell_urls = _cell_urls(found, on)
    rows = tuple(_row(found, row, cell_urls, on) for row in found.rows)
    columns = tuple(
        drawn.MatrixColumn(column.label, _column_url(found, column, on)) for column in found.columns
    )
    where = found.place_name or found.tab.label
    caption = f"责任矩阵：{found.pack.pack.notice.short} {where}，截至 {found.on}"
    return MatrixPage(
        found=found,
        drawn=drawn.Matrix(caption, columns, rows),
        tabs=tuple(
            TabLink(f"{tab.label} {size}", address("matrix", tab=tab.key, on=on), tab == found.tab)
            for tab, size in found.tabs
        ),
        legend=tuple(Light(key, word) for key, word in LEGEND),
        foot=foot_of(found.total),
        lead=f"{found.pack.pack.notice.short}　每一条要求 × 每一个责任主体；点任一格看凭证。",
        query="?" + urlencode({"tab": found.tab.key, "place": found.place, "on": on}),
        up_url=address("matrix", tab=found.tab.key, on=on) if found.place else "",
        is_past=found.on < today,
    )


def foot_of(total: Figures) -> Foot:
    """Return n and %."""
    counted = total.counted
    tenths = total.done * PERCENT * 10 // counted if counted else 0
    return Foot(
        rate=f"{tenths // 10}.{tenths % 10}%" if counted else "--",
        done=total.done,
        counted=counted,
        overdue=total.overdue,
        excluded=total.total - counted,
    )


def _cell_urls(found: Matrix, on: str) -> Callable[[Clause, MatrixColumn], str]:
    """Return what makes addresses of cells; `reverse` for each of thousands would be slow."""
    base, tail = reverse("directives:matrix"), f"?on={on}" if on else ""
    duties = reverse("directives:duties")
    level = found.tab.level

    def url(clause: Clause, column: MatrixColumn) -> str:
        if not column.is_place:
            return f"{base}{clause.id}/{column.key}/{tail}"
        asked = f"?clause={clause.id}&place={column.key}&level={level}"
        return f"{duties}{asked}&on={on}" if on else f"{duties}{asked}"

    return url


def _row(
    found: Matrix, row: Row, url: Callable[[Clause, MatrixColumn], str], on: str
) -> drawn.MatrixRow:
    clause = row.clause
    cells = tuple(
        drawn.Cell(
            figures.status.light,
            cell_text(figures, found.on),
            cell_sentence(clause, column, figures),
            url(clause, column),
        )
        if figures is not None
        else drawn.Cell("none", "", f"{column.label} {clause.name}：没有这项应办事项")
        for column, figures in zip(found.columns, row.cells, strict=True)
    )
    return drawn.MatrixRow(clause.path, clause.name, cells, address("clause", clause.id, on=on))


def _column_url(found: Matrix, column: MatrixColumn, on: str) -> str:
    if column.is_place:
        return address("matrix", tab=found.tab.key, place=column.key, on=on)
    return address("duties", body=column.key, on=on)


def export_table(page: MatrixPage) -> tuple[Table[Row, Row], list[Row]]:
    """Return the matrix as a table, cell by cell what the screen shows."""
    found = page.found

    def cell(index: int) -> Callable[[Row], str]:
        def value(row: Row) -> str:
            figures = row.cells[index]
            if figures is None:
                return ""
            return f"{figures.status.word} {cell_text(figures, found.on)}".strip()

        return value

    columns: list[Column[Row]] = [
        Column("path", "条款", lambda row: row.clause.path, width=10, fixed=True),
        Column("name", "要求", lambda row: row.clause.name, width=26, fixed=True),
    ]
    columns += [
        Column(f"c{index}", column.name, cell(index), width=12)
        for index, column in enumerate(found.columns)
    ]
    where = found.place_name or found.tab.label
    title = f"责任矩阵-{where}-截至{found.on}"
    return Table("matrix", title, tuple(columns), unit="条", keep=("tab", "place", "on")), [
        *found.rows
    ]
