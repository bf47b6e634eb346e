"""Figures: key figures with their definition, heat cells and the duty matrix."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.kernel.ui.components.status import shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GLYPHS: Mapping[str, str] = MappingProxyType(
    {"done": "✓", "run": "", "soon": "▲", "late": "■", "hold": "‖", "none": "—"}
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure: what it counts (a full sentence), until when, and where its rows are."""

    label: str
    value: str
    definition: str
    cut_off: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its light, a very short text ("14天"), the full sentence, and where it leads."""

    key: str
    text: str = ""
    sentence: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column head, upright in Chinese."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line: clause number, short name, its cells."""

    code: str
    label: str
    cells: Sequence[Cell]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A whole matrix with its caption for readers who do not see it."""

    caption: str
    columns: Sequence[MatrixColumn]
    rows: Sequence[MatrixRow]


def kpi(shown: Kpi) -> SafeString:
    """Draw a figure with its definition one click away."""
    value = format_html('<a href="{}">{}</a>', shown.url, shown.value) if shown.url else shown.value
    return format_html(
        '<div class="bh-kpi"><div class="text-secondary">{}</div><b>{}</b>'
        "<details><summary>口径　截至{}</summary>{}</details></div>",
        shown.label,
        value,
        shown.cut_off,
        shown.definition,
    )


def heat(cell: Cell) -> str:
    """Draw the inside of one cell. Plain string work: a matrix has tens of thousands of these."""
    key = cell.key
    shape_of(key)
    glyph = GLYPHS[key]
    text = f"{glyph}{escape(cell.text)}" if cell.text else glyph or "○"
    said = escape(cell.sentence)
    title = f' title="{said}" aria-label="{text} {said}"' if said else ""
    if cell.url:
        return f'<a class="m m-{key}" href="{escape(cell.url)}"{title}>{text}</a>'
    role = ' role="img"' if title else ""
    return f'<span class="m m-{key}"{role}{title}>{text}</span>'


def _linked(label: str, url: str) -> str:
    text = escape(label)
    return f'<a href="{escape(url)}">{text}</a>' if url else f"<span>{text}</span>"


def matrix(shown: Matrix) -> SafeString:
    """Draw the matrix as one table; the wrapper scrolls and takes the keyboard."""
    head = "".join(f'<th scope="col">{_linked(c.label, c.url)}</th>' for c in shown.columns)
    body = "".join(
        f'<tr data-row><th class="clause" scope="row">{escape(row.code)}</th>'
        f'<th scope="row">{_linked(row.label, row.url)}</th>'
        + "".join(f"<td>{heat(cell)}</td>" for cell in row.cells)
        + "</tr>"
        for row in shown.rows
    )
    return SafeString(
        f'<div class="matrix-wrap" tabindex="0" role="region" aria-label="{escape(shown.caption)}">'
        f'<table class="matrix"><caption class="visually-hidden">{escape(shown.caption)}</caption>'
        f'<thead><tr><th scope="col"><span class="visually-hidden">条款</span></th>'
        f'<th scope="col"><span class="visually-hidden">要求</span></th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
