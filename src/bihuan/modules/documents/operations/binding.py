"""一案一档: every paper and piece of evidence of a case in one PDF/A-2b, with contents and numbers.

Our own papers go in as they are. Files from outside go in as images of their pages: whatever hides
in them (scripts, missing typefaces, attachments) stays outside, and the contents give the
fingerprint of the original, which is kept apart.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pikepdf
import pypdfium2 as pdfium
import typst
from PIL import Image, UnidentifiedImageError

from bihuan.modules.documents.operations.printing import MADE, compiled, fitted
from bihuan.modules.documents.queries import archiving, catalogue, faces
from bihuan.modules.documents.rules import layout
from bihuan.modules.documents.rules.filling import Faults, text
from bihuan.modules.documents.rules.values import BadPaper, Evidence, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PAGES = 500  # of one piece of evidence
MOST_PIXELS = 60_000_000
OFFICE = frozenset({"docx", "xlsx"})
SCALE = 150 / 72  # 150 dots to the inch
ARCHIVE: dict[str, Any] = {"format": "pdf", "pdf_standards": "a-2b", "pdf_tags": False}
HOW = {"preview": False, "press": False, "hold": False, "alone": False, "pitch": None}


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    source: str
    pdf: bytes
    pages: int


def _count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as one:
        return len(one.pages)


def _pictures(piece: Evidence) -> Iterator[Image.Image]:
    """Return an image of each page of a file from outside."""
    if piece.kind == "pdf":
        with pdfium.PdfDocument(piece.data) as document:
            if len(document) > MOST_PAGES:
                raise BadPaper((f"“{piece.title}”超过{MOST_PAGES}页，请分成几份。",))
            for page in document:
                wide, high = page.get_size()
                if wide * high * SCALE * SCALE > MOST_PIXELS:
                    raise BadPaper((f"“{piece.title}”的页面太大，无法装订。",))
                yield page.render(scale=SCALE).to_pil().convert("RGB")
        return
    with Image.open(io.BytesIO(piece.data), formats=("PNG", "JPEG")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise BadPaper((f"“{piece.title}”的像素太多，请缩小后再装订。",))
        yield image.convert("RGB")


def _evidence(piece: Evidence) -> _Part:
    """Print a file from outside as images, one a page."""
    if piece.kind in OFFICE:
        return _kept(piece)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        count = 0
        try:
            for count, image in enumerate(_pictures(piece), start=1):
                image.save(place / f"{count}.jpg", quality=88, dpi=(150, 150))
        except (pdfium.PdfiumError, UnidentifiedImageError, OSError) as error:
            raise BadPaper(
                (f"“{piece.title}”打不开：不是可用的 PDF、PNG 或 JPEG 文件。",)
            ) from error
        template = catalogue.FOLDER / "typst" / f"v{layout.LAYOUT}" / "evidence.typ"
        (place / "evidence.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        made = typst.Compiler(
            str(place / "evidence.typ"),
            root=folder,
            font_paths=[str(path) for path in faces.folders()],
            ignore_system_fonts=True,
        ).compile(sys_inputs={"count": str(count)}, timestamp=MADE, **ARCHIVE)
    return _Part(piece.title, _source(piece), cast("bytes", made), count)


def _kept(piece: Evidence) -> _Part:
    """Name a file of an office program: it has no pages of its own until somebody prints it."""
    source = _source(piece)
    content = {
        "form": "kept", "title": [piece.title], "mark": "", "head": {"names": []},
        "source": source,
    }  # fmt: skip
    made = cast("bytes", compiled(content, HOW, entry="kept.typ", **ARCHIVE))
    return _Part(piece.title, source, made, _count(made))


def _source(piece: Evidence) -> str:
    prints = hashlib.new("sm3", piece.data).hexdigest()
    return f"{piece.source}　原件 SM3 {prints}".strip("　")


def _paper(paper: Paper) -> _Part:
    made = cast("bytes", fitted(paper, preview=False, **ARCHIVE))
    number = paper.content["number"]
    return _Part(paper.title, number, made, _count(made))


def _contents(title: str, code: str, parts: Sequence[_Part], mark: str, *, before: int) -> bytes:
    firsts = accumulate((part.pages for part in parts[:-1]), initial=before + 1)
    content = {
        "form": "contents",
        "title": [title],
        "code": code,
        "mark": mark,
        "head": {"names": []},
        "parts": [
            {"title": part.title, "source": part.source, "first": first, "pages": part.pages}
            for part, first in zip(parts, firsts, strict=True)
        ],
    }
    return cast("bytes", compiled(content, HOW, entry="contents.typ", **ARCHIVE))


def _numbers(total: int) -> bytes:
    content = {
        "form": "numbers", "title": [""], "mark": "", "head": {"names": []}, "total": total,
    }  # fmt: skip
    return cast("bytes", compiled(content, HOW, entry="numbers.typ", **ARCHIVE))


def bind(*, title: str, code: str, pieces: Sequence[Paper | Evidence], mark: str = "") -> bytes:
    """Return the whole case as one PDF/A-2b with contents, bookmarks and running page numbers."""
    faults = Faults()
    title = text(title, "案卷题名", faults, limit=layout.LONGEST_LINE, one_line=True)
    code = text(code, "案卷编号", faults, limit=layout.LONGEST_LINE, one_line=True)
    for piece in pieces:
        if isinstance(piece, Evidence):
            text(piece.title + piece.source, "佐证名称", faults, limit=400, one_line=True)
    if not pieces:
        faults.append("案卷里还没有任何文件。")
    if faults:
        raise BadPaper(tuple(faults))
    parts = [_evidence(piece) if isinstance(piece, Evidence) else _paper(piece) for piece in pieces]
    before = _count(_contents(title, code, parts, mark, before=0))
    front = _contents(title, code, parts, mark, before=before)
    made = _merged(front, parts)
    if wrong := archiving.faults(made):
        raise BadPaper(tuple(f"案卷不符合归档格式：{one}。" for one in wrong))
    return made


def _merged(front: bytes, parts: Sequence[_Part]) -> bytes:
    with ExitStack() as open_files:
        whole = open_files.enter_context(pikepdf.open(io.BytesIO(front)))
        starts = []
        for part in parts:
            starts.append(len(whole.pages))
            whole.pages.extend(open_files.enter_context(pikepdf.open(io.BytesIO(part.pdf))).pages)
        numbers = open_files.enter_context(pikepdf.open(io.BytesIO(_numbers(len(whole.pages)))))
        for page, number in zip(whole.pages, numbers.pages, strict=True):
            page.add_overlay(number, None)
        with whole.open_outline() as outline:
            outline.root.clear()
            outline.root.append(pikepdf.OutlineItem("目录", 0))
            outline.root.extend(
                pikepdf.OutlineItem(part.title, start)
                for part, start in zip(parts, starts, strict=True)
            )
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
        return out.getvalue()
