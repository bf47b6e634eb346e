"""What stands on a paper, line by line, with the place each line is named by. Never raises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.modules.documents.rules.checkup import Checked

BLANK = re.compile(r"〔待填：[^〔〕]{1,40}〕")


def part(checked: Checked, *keys: str) -> Any:
    """One part of the content, None where it is not there."""
    found: Any = checked.paper.content if checked.paper is not None else None
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def word(checked: Checked, *keys: str) -> str:
    """One part as text, "" where it is none."""
    found = part(checked, *keys)
    return found if isinstance(found, str) else ""


def words(checked: Checked, *keys: str) -> tuple[str, ...]:
    """One part as several texts."""
    found = part(checked, *keys)
    if not isinstance(found, list | tuple):
        return ()
    return tuple(each for each in found if isinstance(each, str))


def lines(checked: Checked) -> tuple[tuple[str, str], ...]:
    """The text with its places: 正文第 3 段, 表格, 附件1 第 2 段."""
    found = list(_blocks(part(checked, "body"), "正文"))
    rows = part(checked, "rows")
    for row in rows if isinstance(rows, list | tuple) else ():
        found += [
            (f"“{cell.get('label', '')}”栏", cell["text"])
            for cell in (row if isinstance(row, list | tuple) else ())
            if isinstance(cell, dict) and isinstance(cell.get("text"), str)
        ]
    annexes = part(checked, "annexes")
    for sheet in annexes if isinstance(annexes, list | tuple) else ():
        if isinstance(sheet, dict):
            found += _blocks(sheet.get("body"), str(sheet.get("number", "附件")))
    return tuple((place, text) for place, text in found if text)


def prose(checked: Checked) -> tuple[tuple[str, str], ...]:
    """The text without what stands in tables."""
    return tuple((place, text) for place, text in lines(checked) if not place.endswith("表"))


def whole(checked: Checked) -> str:
    """Everything that is said, in one piece."""
    return "\n".join(text for _, text in lines(checked))


def short(text: str, most: int = 16) -> str:
    """The beginning of a line, to find it by."""
    return text if len(text) <= most else f"{text[:most]}…"


def _blocks(blocks: Any, place: str) -> Iterator[tuple[str, str]]:
    number = 0
    for block in blocks if isinstance(blocks, list | tuple) else ():
        if not isinstance(block, dict):
            continue
        number += 1
        pieces = (block.get("head"), block.get("text"))
        said = "".join(piece for piece in pieces if isinstance(piece, str))
        if said:
            yield f"{place}第{number}段", said
        rows = block.get("rows")
        for row in rows if isinstance(rows, list | tuple) else ():
            for cell in row if isinstance(row, list | tuple) else ():
                if isinstance(cell, str):
                    yield f"{place}中的表", cell


def without_blanks(checked: Checked, text: str) -> str:
    """Leave out what stands for fields nobody has filled in yet: the paper names each of those.

    Where every field is filled in, such words are somebody's own and stay.
    """
    if checked.paper is None or not checked.paper.faults:
        return text
    return BLANK.sub("", text)
