"""附件 as they are typed: names one a line, with their text and tables below each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.values import Annex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kept = dict[str, Any]
NUMBERED = re.compile(r"^(?:附件)?\d{1,2}[.\uff0e、:\uff1a]\s*")
BAR = "\uff5c"
TEXT = (">", "\uff1e")
TABLE = (BAR, "|")
CELL = re.compile(r"\s*[|\uff5c\t]\s*")


def typed(text: str) -> list[Kept]:
    """Read what was typed: `>` begins a line of the annex above, a bar a row of its table."""
    found: list[Kept] = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        if line.startswith(TEXT) and found:
            before = found[-1]["text"]
            found[-1]["text"] = f"{before}\n{line[1:].strip()}".strip()
        elif line.startswith(TABLE) and found:
            _row(found[-1], CELL.split(line.strip("|\uff5c \t")))
        else:
            title = NUMBERED.sub("", line).rstrip("。；，、")
            found.append({"title": title, "text": "", "columns": [], "rows": []})
    return found


def shown(annexes: Iterable[Mapping[str, Any]]) -> str:
    """Write kept annexes as they are typed."""
    lines: list[str] = []
    for each in annexes:
        lines.append(str(each.get("title", "")))
        lines += [f"> {line}" for line in str(each.get("text", "")).split("\n") if line]
        rows = [each.get("columns") or [], *(each.get("rows") or [])]
        lines += [BAR + BAR.join(str(cell) for cell in row) for row in rows if row]
    return "\n".join(lines)


def annexes_of(kept: Iterable[Mapping[str, Any]]) -> list[Annex]:
    """Make kept annexes what the press takes."""
    return [
        Annex(
            title=str(each.get("title", "")),
            text=str(each.get("text", "")),
            columns=tuple(str(cell) for cell in each.get("columns", ())),
            rows=tuple(tuple(str(cell) for cell in row) for row in each.get("rows", ())),
        )
        for each in kept
    ]


def _row(annex: Kept, cells: list[str]) -> None:
    """The first row names the columns; a short row is filled up, a long one is joined."""
    if not annex["columns"]:
        annex["columns"] = cells
        return
    wanted = len(annex["columns"])
    if len(cells) > wanted:
        cells = [*cells[: wanted - 1], " ".join(cells[wanted - 1 :])]
    annex["rows"].append(cells + [""] * (wanted - len(cells)))
