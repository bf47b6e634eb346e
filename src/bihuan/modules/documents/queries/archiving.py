"""Looking into a PDF/A-2b file: what is asked of it that can be read from its structure.

Checked: it says what it is (XMP part 2, level B), one output intent with a colour profile, an
identifier, every font embedded with its Unicode map, nothing encrypted, no script, no action that
leaves the page, no attached file, no external stream. Not checked: colour spaces against the
intent, glyph widths against font programs, syntax of content streams; a full validator does those.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide",
    "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView",
})  # fmt: skip


def _fonts(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    yield from dict(resources.get("/Font", {})).values()
    for inner in dict(resources.get("/XObject", {})).values():
        key = inner.objgen
        if key not in seen and "/Resources" in inner:
            seen.add(key)
            yield from _fonts(inner["/Resources"], seen)


def _font_faults(font: Any) -> Iterator[str]:
    name = str(font.get("/BaseFont", "?"))
    for one in font.get("/DescendantFonts", [font]):
        descriptor = one.get("/FontDescriptor", {})
        if str(font.get("/Subtype")) != "/Type3" and not any(key in descriptor for key in EMBEDDED):
            yield f"字体 {name} 没有嵌入"
    if "/ToUnicode" not in font:
        yield f"字体 {name} 没有字符映射"


def _action(note: Any) -> str:
    return str(note["/A"].get("/S", "")) if "/A" in note else ""


def _head_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "文件已加密"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        if meta.get("pdfaid:part") != "2" or meta.get("pdfaid:conformance") != "B":
            yield "元数据没有声明 PDF/A-2b"
    intents: Any = pdf.Root.get("/OutputIntents", [])
    if not any(
        str(one.get("/S")) == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents
    ):
        yield "没有输出意图和颜色特性文件"
    if "/ID" not in pdf.trailer:
        yield "没有文件标识"
    names: Any = pdf.Root.get("/Names", {})
    yield from (f"含有{key}" for key in ("/JavaScript", "/EmbeddedFiles") if key in names)
    if "/AA" in pdf.Root or "/OpenAction" in pdf.Root:
        yield "打开时会执行动作"


def faults(data: bytes) -> tuple[str, ...]:
    """Say what keeps a file from being PDF/A-2b, as far as its structure tells."""
    found: dict[str, None] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found |= dict.fromkeys(_head_faults(pdf))
        seen: set[tuple[int, int]] = set()
        for page in pdf.pages:
            for font in _fonts(page.get("/Resources", {}), seen):
                found |= dict.fromkeys(_font_faults(font))
            notes: Any = page.get("/Annots", [])
            for note in notes:
                if _action(note) in ACTIONS:
                    found["页面上有不允许的动作"] = None
            if "/AA" in page:
                found["页面会执行动作"] = None
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and "/F" in one:
                found["含有外部数据流"] = None
    return tuple(found)
