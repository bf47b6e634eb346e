"""附件 as they are typed: names one a line, with their text, tables or file below each."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.values import Annex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kept = dict[str, Any]
NUMBERED = re.compile(r"^(?:附件)?\d{1,2}[.\uff0e、:\uff1a]\s*")
BAR = "\uff5c"
TEXT = (">", "\uff1e")
TABLE = (BAR, "|")
FILE = ("@", "\uff20")
CELL = re.compile(r"[|\uff5c\t]")


def typed(text: str) -> list[Kept]:
    """Read what was typed: below a name `>` begins text, a bar a row of a table, `@` its file."""
    found: list[Kept] = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        if line.startswith(TEXT) and found:
            before = found[-1]["text"]
            found[-1]["text"] = f"{before}\n{line[1:].strip()}".strip()
        elif line.startswith(TABLE) and found:
            cells = CELL.split(line.strip("|\uff5c \t"))
            _row(found[-1], [cell.strip() for cell in cells])
        elif line.startswith(FILE) and found:
            found[-1]["file"] = line[1:].strip()
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
        lines += [f"@{each['file']}"] if each.get("file") else []
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
            file=str(each.get("file", "")),
            sm3=str(each.get("sm3", "")),
        )
        for each in kept
    ]


def with_files(kept: Iterable[Kept], there: Mapping[str, str]) -> tuple[list[Kept], str]:
    """Give each annex the fingerprint of its file; `there` are the uploaded ones by name.

    The second answer is the sentence about a file that is not there, "" where all are.
    """
    found: list[Kept] = []
    for each in kept:
        name = each.get("file", "")
        if name and name not in there:
            return [], (
                f"附件“{each['title']}”的文件“{name[:60]}”还没有上传。"
                "请先保存文稿，再在办件页点“上传附件文件”。"
            )
        found.append({**each, "sm3": there[name]} if name else dict(each))
    return found, ""


def joined(kept: Iterable[Mapping[str, Any]], uploaded: Mapping[str, str]) -> list[Kept]:
    """Add uploaded files, by name and fingerprint: one of a name already there takes its place."""
    found = [dict(each) for each in kept]
    for name, sm3 in uploaded.items():
        held = next((each for each in found if each.get("file") == name), None)
        if held is None:
            title = NUMBERED.sub("", PurePath(name).stem) or PurePath(name).stem
            held = {"title": title, "text": "", "columns": [], "rows": [], "file": name}
            found.append(held)
        held["sm3"] = sm3
    return found


def _row(annex: Kept, cells: list[str]) -> None:
    """The first row names the columns; a short row is filled up, a long one is joined."""
    if not annex["columns"]:
        annex["columns"] = cells
        return
    wanted = len(annex["columns"])
    if len(cells) > wanted:
        cells = [*cells[: wanted - 1], " ".join(cells[wanted - 1 :])]
    annex["rows"].append(cells + [""] * (wanted - len(cells)))
