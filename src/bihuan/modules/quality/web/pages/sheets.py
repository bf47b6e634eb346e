"""Trigger sheets as pages show them: the matrix of the province, the lines of one city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from bihuan.kernel.ui.components import Cell, Light, Matrix, MatrixColumn, MatrixRow
from bihuan.modules.quality.queries.sheets import Row
from bihuan.modules.quality.rules.trigger_result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bihuan.modules.quality.queries.sheets import CandidateLine, FrozenView, SheetView

MARKS = {
    "found": ("已见条文", "done", "条文见于公开转载的办法，转载缺最后一项。"),
    "memory": ("凭记忆，待核实", "soon", "条文或者数字没有找到原文，凭记忆录入，使用前必须核实。"),
    "design": ("平台取舍", "run", "原文没有规定，由平台选定的口径，可以在政策数据中更改。"),
}
LIGHTS = {
    Result.FIRED: "late",
    Result.NOT_FIRED: "done",
    Result.NOT_APPLICABLE: "none",
    Result.NOT_DECIDABLE: "hold",
}
TERMS = {
    "H1": "上半年",
    "9M": "前三季度",
    "Y": "全年",
    "YTD": "当年累计",
    "event": "事件",
    "rolling": "约谈后滚动",
}
TIERS = {1: "第一级", 2: "第二级", 3: "第三级"}
STANDING = "soon"
ROW_FIELDS = frozenset(Row.__slots__)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the rule, ready to be read."""

    row: Row
    light: Light
    tier: str
    term: str
    mark: tuple[str, str, str]
    proposal: CandidateLine | None = None
    """What was already proposed for this row and year."""

    @property
    def fired(self) -> bool:
        """Say whether something may be proposed."""
        return self.row.result == Result.FIRED


def light_of(row: Row) -> Light:
    """Return the light of a row; one that would fire if its term ended now is amber."""
    found = Result(row.result)
    if found is Result.NOT_FIRED and row.standing:
        return Light(STANDING, "按目前数据将触发", row.sentence)
    return Light(LIGHTS[found], row.word, row.sentence)


def lines(
    rows: Iterable[Row], *, candidates: Iterable[CandidateLine] = (), year: int = 0
) -> tuple[Line, ...]:
    """Return the rows of one city, each with what was proposed for it in a year."""
    proposed = {(one.rule, one.term): one for one in candidates}
    return tuple(
        Line(
            row,
            light_of(row),
            TIERS.get(row.tier, str(row.tier)),
            TERMS.get(row.term, row.term),
            MARKS.get(row.mark, (row.mark, "", "")),
            proposed.get((row.rule, f"{year}-{row.term}")),
        )
        for row in rows
    )


def restored(content: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the rows of a frozen text as they were; later fields are ignored, none is added."""
    found = []
    for told in content["rows"]:
        held = {key: value for key, value in told.items() if key in ROW_FIELDS}
        held["inputs"] = tuple((str(name), str(value)) for name, value in held["inputs"])
        held["tables"] = tuple(held["tables"])
        found.append(Row(**held))
    return tuple(found)


def matrix(sheets: Sequence[SheetView]) -> Matrix:
    """Put the rule on the left and the cities on top."""
    first, urls = sheets[0], [_sheet(sheet) for sheet in sheets]
    rows = tuple(
        MatrixRow(
            row.rule,
            row.text,
            tuple(_cell(sheet, place, url) for sheet, url in zip(sheets, urls, strict=True)),
        )
        for place, row in enumerate(first.rows)
    )
    columns = tuple(
        MatrixColumn(sheet.short[:-1], url) for sheet, url in zip(sheets, urls, strict=True)
    )
    return Matrix(f"{first.on:%Y-%m-%d}各市（州）约谈情形判定", columns, rows)


def _cell(sheet: SheetView, place: int, url: str) -> Cell:
    row = sheet.rows[place]
    light = light_of(row)
    return Cell(
        light.key,
        "",
        f"{sheet.short}：{row.rule}{light.word}。{row.sentence}",
        f"{url}#row-{row.rule}" if light.key != "none" else "",
    )


def _sheet(sheet: SheetView) -> str:
    base = reverse("quality:sheet", args=(sheet.place,))
    return f"{base}?on={sheet.on:%Y-%m-%d}&year={sheet.year}&edition={sheet.edition}"


@dataclass(frozen=True, slots=True)
class Near:
    """A city that has fired, or would fire, or comes near."""

    place: str
    short: str
    url: str
    light: Light
    rule: str
    text: str
    margin: str
    projection: str


def near(sheets: Sequence[SheetView], *, most: int = 0) -> tuple[Near, ...]:
    """Return who has fired, the highest tier first; then the others, the nearest first.

    With `most` no more than that, and nobody who is not near at all.
    """
    found = []
    for sheet in sheets:
        fired = sheet.fired
        row = max(fired, key=attrgetter("tier")) if fired else sheet.nearest
        if row is not None and (fired or row.near or not most):
            order = (not fired, -row.tier if fired else 0, row.order, sheet.place)
            found.append((order, sheet, row))
    found.sort(key=itemgetter(0))
    return tuple(
        Near(
            sheet.place,
            sheet.short,
            _sheet(sheet),
            light_of(row),
            row.rule,
            row.text,
            row.margin,
            row.projection,
        )
        for _, sheet, row in found[: most or None]
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that came out otherwise when it was computed again."""

    rule: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Again:
    """A frozen sheet computed again from the readings of today."""

    same_text: bool
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Say whether nothing came out otherwise."""
        return self.same_text or not self.differences


def again(frozen: FrozenView, sheet: SheetView, *, text: str) -> Again:
    """Hold a frozen sheet against the same day computed from the readings there are now."""
    before = {row.rule: row for row in restored(frozen.content)}
    # The distance follows from the figures; sheets frozen before it was told are the same without.
    after = {row.rule: replace(row, left=before.get(row.rule, row).left) for row in sheet.rows}
    differences = tuple(
        Difference(
            rule,
            before[rule].sentence if rule in before else "没有这一行",
            after[rule].sentence if rule in after else "没有这一行",
        )
        for rule in sorted(before.keys() | after.keys())
        if before.get(rule) != after.get(rule)
    )
    return Again(text == frozen.text, differences)
