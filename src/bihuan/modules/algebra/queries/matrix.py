"""The responsibility matrix: matters by bodies, as the filed lists of a region say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.algebra.models import Finding, FindingKind, FindingState
from bihuan.modules.matters import api as matters
from bihuan.modules.matters.api import comparing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

ON_A4, ON_A3 = 36, 140
"""So many lines of a matrix can be read on one sheet."""
MARKS = {"lead": "牵", "joint_lead": "共", "support": "配"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one body is in one matter; `conflict` where a finding is open."""

    mark: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One matter with a cell for every body."""

    code: str
    name: str
    lead: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns and lines."""

    bodies: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper a matrix is printed on; `key` chooses the style of the print."""

    key: str
    sentence: str


def sheet_for(lines: int) -> Sheet:
    """The smallest sheet on which so many lines can be read."""
    if lines <= ON_A4:
        return Sheet("a4", "打印时排在一张 A4 横向纸上。")
    if lines <= ON_A3:
        return Sheet("a3", "打印时排在一张 A3 横向纸上，分左右两栏。")
    sheets = -(-lines // ON_A3)
    return Sheet("a3", f"事项较多，打印时约需 {sheets} 张 A3 横向纸，每张分左右两栏。")


def matrix_of(region: str, *, on: date, body: str = "", past: bool = False) -> Matrix:
    """The matters the bodies of a region lead, or one of them, with every body named in them.

    `past` reads the lists as they were on file at the end of that day. Conflicts are work in hand:
    they are shown on the lists of today only.
    """
    filed = matters.filed_then(region, on=on) if past else _filed_now(region)
    leading = [
        matter
        for matter in filed
        if matter.role != "support" and (not body or body in (matter.body, *matter.partners))
    ]
    named = {code for matter in leading for code in (matter.body, *matter.partners)}
    order = {view.code: view for view in organisations.bodies(on=on, region=region)}
    columns = [code for code in order if code in named]
    troubled = set() if past else _troubled(region)
    lines = tuple(
        Line(
            matter.code,
            matter.name,
            order[matter.body].short or order[matter.body].name,
            tuple(
                Cell(_mark(matter, code), (matter.identity, code) in troubled) for code in columns
            ),
        )
        for matter in leading
        if matter.body in order
    )
    heads = tuple((code, order[code].short or order[code].name) for code in columns)
    return Matrix(heads, lines)


def _filed_now(region: str) -> list[comparing.ComparedMatter]:
    lists = [x for x in comparing.filed_lists(under=region) if x.region == region]
    held = comparing.filed_matters([each.number for each in lists])
    return [matter for each in lists for matter in held[each.number]]


def _troubled(region: str) -> set[tuple[str, str]]:
    found = Finding.objects.filter(
        region=region, state=FindingState.OPEN, kind__in=(FindingKind.OVERLAP, "one_sided")
    )
    return {(x.first, code) for x in found for code in (x.body, x.other_body)}


def _mark(matter: comparing.ComparedMatter, code: str) -> str:
    if code == matter.body:
        return MARKS[matter.role]
    return MARKS["support"] if code in matter.partners else ""
