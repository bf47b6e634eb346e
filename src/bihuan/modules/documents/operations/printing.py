"""Printing: a composed paper becomes PDF, page images or an archive file, by one warm compiler.

A compiler is kept per process and layout; loading typefaces costs a tenth of a second, a paper
afterwards some milliseconds. It is not safe for two threads, hence the lock.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, cast

import typst

from bihuan.modules.documents.operations import editable
from bihuan.modules.documents.queries import catalogue, faces
from bihuan.modules.documents.rules import layout
from bihuan.modules.documents.rules.values import BadPaper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.documents.rules.values import Paper

Output = Literal["pdf", "archive", "docx", "png"]
_ONE_AT_A_TIME = Lock()
VERSION = re.compile(r"\blayout@(\d+)\b")
SCREEN_PPI = 110
LIVE_PPI = 64  # beside the form: 529 points for a column of 616, made anew in typing
COUNT_PPI = 1
# Files made from the same paper are the same to the byte; the date of a paper stands on its pages.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@cache
def _compiler(version: int, entry: str) -> typst.Compiler:
    folder = catalogue.FOLDER / "typst" / f"v{version}"
    if not folder.is_dir():
        raise BadPaper((f"这份公文使用的第{version}版版式在本系统中已不存在。",))
    return typst.Compiler(
        str(folder / entry),
        root=str(folder),
        font_paths=[str(path) for path in faces.folders()],
        ignore_system_fonts=True,
    )


def compiled(
    content: Mapping[str, Any],
    how: Mapping[str, Any],
    *,
    version: int = layout.LAYOUT,
    entry: str = "paper.typ",
    **options: Any,
) -> Any:
    """Compile once. What comes back is bytes, or a list of them, one a page."""
    inputs = {
        "paper": json.dumps(content, ensure_ascii=False),
        "how": json.dumps({"fonts": faces.chains(), **how}, ensure_ascii=False),
    }
    with _ONE_AT_A_TIME:
        return _compiler(version, entry).compile(sys_inputs=inputs, timestamp=MADE, **options)


def _tries(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    own = content.get("pitch") or None
    pitches = [own, *(one for one in layout.PITCHES if one is not None)] if own else layout.PITCHES
    tries = [{"pitch": None if one is None else json.loads(one), "hold": False} for one in pitches]
    first = tries[0]["pitch"]
    return [*tries, {"pitch": first, "hold": True}, {"pitch": first, "hold": True, "alone": True}]


def fitted(paper: Paper, *, preview: bool, press: bool = False, **options: Any) -> Any:
    """Compile with the first line pitch that leaves no signature without text on its page."""
    found = VERSION.search(paper.template)
    version = int(found[1]) if found else layout.LAYOUT
    for one in _tries(paper.content):
        how = {"preview": preview, "press": press, "alone": False, **one}
        try:
            return compiled(paper.content, how, version=version, **options)
        except typst.TypstError as error:
            if "orphaned signature" not in str(error):
                raise
    raise BadPaper(("落款无法与正文排在同一页，请增减末段文字。",))


def render(paper: Paper, output: Output = "pdf", *, press: bool = False) -> bytes:
    """Return the paper as a file.

    Args:
        paper: what `compose` made.
        output: "pdf"; "archive" for PDF/A-2b; "docx" to edit; "png" for its first page.
        press: red as offset printing mixes it, instead of the screen's.
    """
    match output:
        case "docx":
            return editable.write(paper)
        case "png":
            return pages(paper, "png")[0]
        case "archive":
            made = fitted(paper, preview=False, press=False, format="pdf", pdf_standards="a-2b")
        case "pdf":
            made = fitted(paper, preview=False, press=press, format="pdf")
    return cast("bytes", made)


def pages(
    paper: Paper,
    output: Literal["png", "svg"] = "svg",
    *,
    preview: bool = False,
    ppi: int = SCREEN_PPI,
) -> list[bytes]:
    """Return an image of each page; a preview shows the room for the seal as an empty circle.

    `ppi` is how fine a PNG is; painting and packing points costs more than setting the words.
    """
    made = fitted(paper, preview=preview, format=output, ppi=ppi if output == "png" else None)
    return list(made) if isinstance(made, list) else [cast("bytes", made)]


def live(paper: Paper) -> list[bytes]:
    """Return the pages as the live preview shows them: quick rather than fine."""
    return pages(paper, "png", preview=True, ppi=LIVE_PPI)


def count(paper: Paper, *, preview: bool = False) -> int:
    """Return how many pages a paper has, next to nothing painted."""
    return len(pages(paper, "png", preview=preview, ppi=COUNT_PPI))
