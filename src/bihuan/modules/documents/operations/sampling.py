"""Papers from one mapping: a file of data, or the invented example that comes with each kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.rules.values import Annex, BadPaper, Issuer, Kind, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.documents.rules.values import Adaptation

MARK = "演示数据"
LINES = ("issuer", "head", "office", "number", "urgency", "note", "mark")
LISTS = ("joint", "recipients", "copies", "signers")
OTHERS = ("annexes", "data", "on")


def _shapes(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what is not shaped as a paper's data are."""
    known = {*LINES, *LISTS, *OTHERS}
    faults = [f"不认识的项目“{key[:40]}”。" for key in raw if key not in known]
    faults += [f"{key} 应当是文字。" for key in LINES if not isinstance(raw.get(key, ""), str)]
    for key in LISTS:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            faults.append(f"{key} 应当是若干行文字。")
    if not isinstance(raw.get("data", {}), dict):
        faults.append("data 应当是栏目和内容的对照。")
    annexes = raw.get("annexes", [])
    if not isinstance(annexes, list) or not all(_annex_fits(one) for one in annexes):
        faults.append("annexes 应当是附件的列表，每件有 title，可以有 text、columns 和 rows。")
    return tuple(faults)


def _annex_fits(one: object) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("title"), str):
        return False
    rows = one.get("rows", [])
    cells = [one.get("text", ""), *one.get("columns", [])]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return False
    return all(isinstance(cell, str) for cell in [*cells, *(cell for row in rows for cell in row)])


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadPaper((f"成文日期“{str(value)[:20]}”请写成2026-09-05的样式。",)) from None


def from_mapping(
    kind: str,
    raw: Mapping[str, Any],
    *,
    adaptation: Adaptation | None = None,
    draft: bool = False,
) -> Paper:
    """Compose from one mapping, as it stands in a sample or a file of data."""
    if faults := _shapes(raw):
        raise BadPaper(faults)
    return compose(
        kind=kind,
        data=raw.get("data", {}),
        issuer=Issuer(
            name=raw.get("issuer", ""),
            head=raw.get("head", ""),
            joint=tuple(raw.get("joint", ())),
            office=raw.get("office", ""),
        ),
        annexes=tuple(
            Annex(
                title=one["title"],
                text=one.get("text", ""),
                columns=tuple(one.get("columns", ())),
                rows=tuple(tuple(row) for row in one.get("rows", ())),
            )
            for one in raw.get("annexes", ())
        ),
        on=_day(raw.get("on")),
        adaptation=adaptation,
        draft=draft,
        **{key: raw.get(key, "") for key in ("number", "urgency", "note", "mark")},
        **{key: raw.get(key, ()) for key in ("recipients", "copies", "signers")},
    )


def sample(kind: Kind) -> Paper:
    """Compose the example of a kind."""
    return from_mapping(kind.key, {**kind.sample, "mark": MARK})
