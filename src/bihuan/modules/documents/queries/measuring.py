"""Reading the measures of a PDF back from its pages: what stands where, in millimetres.

A line box of Chinese type is one em: 0.88 above the baseline and 0.12 below it, which is how the
layouts set it and how office software draws a character frame.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

from bihuan.modules.documents.rules.layout import POINT_MM
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.documents.rules.writing import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ABOVE, BELOW = Decimal("0.88"), Decimal("0.12")
THOUSANDTH = Decimal("0.001")
HUNDREDTH = Decimal("0.01")
HALF = Decimal("0.5")
STOPS = "，。、；：）》”’〕！？"
NEAR = Decimal("0.6")  # points: characters this near share a line or a size
FLAT_MM = Decimal("1.2")  # a rule is no thicker
LONG_MM = Decimal(100)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: where its baseline begins, in points from the top left, and its size."""

    char: str
    x: Decimal
    y: Decimal
    size: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """One long horizontal rule, in millimetres from the top left."""

    left: Decimal
    right: Decimal
    top: Decimal
    bottom: Decimal


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows."""

    width: Decimal
    height: Decimal
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a paper; lengths in millimetres, type in points."""

    pages: int
    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal
    right: Decimal
    bottom: Decimal
    lines: int
    characters: int
    pitch: Decimal
    size: Decimal
    rules: tuple[tuple[int, Rule], ...]

    def sentences(self) -> Iterator[str]:
        """Say the figures, one a line."""
        yield f"页数 {self.pages}"
        yield f"版心 {self.width} × {self.height} mm"
        yield f"天头 {self.top} mm，订口 {self.left} mm"
        yield f"右边距 {self.right} mm，下边距 {self.bottom} mm"
        yield f"每页行数 {self.lines}，每行字数 {self.characters}"
        yield f"行距 {self.pitch} pt，正文字号 {self.size} pt"
        for page, rule in self.rules:
            yield (
                f"第{page}页横线 左 {rule.left} mm，右 {rule.right} mm，"
                f"上沿 {rule.top} mm，粗 {rule.bottom - rule.top} mm"
            )


def _exact(value: object) -> Decimal:
    return Decimal(str(value)).quantize(THOUSANDTH)


def _glyphs(page: pdfium.PdfPage, height: Decimal) -> Iterator[Glyph]:
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for place in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, place)
        if code <= ord(" ") or not raw.FPDFText_GetCharOrigin(text, place, x, y):
            continue
        size = _exact(raw.FPDFText_GetFontSize(text, place))
        yield Glyph(chr(code), _exact(x.value), height - _exact(y.value), size)


def _rules(page: pdfium.PdfPage, height: Decimal) -> Iterator[Rule]:
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = (_exact(side) for side in one.get_bounds())
        rule = Rule(
            *(
                (side * POINT_MM).quantize(HUNDREDTH)
                for side in (left, right, height - top, height - bottom)
            )
        )
        if rule.right - rule.left > LONG_MM and rule.bottom - rule.top < FLAT_MM:
            yield rule


def read(data: bytes | Path) -> tuple[Page, ...]:
    """Read every page of a PDF."""
    try:
        document = pdfium.PdfDocument(data)
    except (pdfium.PdfiumError, FileNotFoundError) as error:
        raise BadPaper(("文件不是能够读取的 PDF。",)) from error
    found: list[Page] = []
    with document:
        for page in document:
            wide, high = (_exact(side) for side in page.get_size())
            found.append(Page(wide, high, tuple(_glyphs(page, high)), tuple(_rules(page, high))))
    return tuple(found)


def lines_of(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    """Gather characters into lines, from the top."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.y, one.x)):
        if lines and abs(lines[-1][0].y - glyph.y) < NEAR:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _advance(char: str) -> Decimal:
    """Return how much of an em a character takes; a stop at a line's end gives half of it away."""
    return Decimal(1) if width(char) > 1 and char not in STOPS else HALF


def measure(data: bytes | Path) -> Measures:
    """Measure the text of the commonest size: the body of an official paper."""
    pages = read(data)
    counts = Counter(glyph.size for page in pages for glyph in page.glyphs)
    if not counts:
        raise BadPaper(("文件里没有文字，无法量取版心。",))
    size = counts.most_common(1)[0][0]
    body = [
        [line for line in lines_of(page.glyphs) if any(abs(one.size - size) < NEAR for one in line)]
        for page in pages
    ]
    every = [line for page in body for line in page]
    of_size = [one for line in every for one in line if abs(one.size - size) < NEAR]
    left = min(one.x for one in of_size)
    right = max(one.x + size * _advance(one.char) for one in of_size)
    top = min(one.y - ABOVE * size for one in of_size)
    bottom = max(one.y + BELOW * size for one in of_size)
    steps = [
        below[0].y - above[0].y for page in body for above, below in pairwise(page)
    ]  # the commonest step is the pitch; blank lines and titles are rarer
    pitch = median(Counter(step.quantize(HUNDREDTH) for step in steps).elements()) if steps else 0
    wide, high = pages[0].width, pages[0].height

    def mm(value: Decimal) -> Decimal:
        return (value * POINT_MM).quantize(HUNDREDTH)

    return Measures(
        pages=len(pages),
        left=mm(left),
        top=mm(top),
        width=mm(right - left),
        height=mm(bottom - top),
        right=mm(wide - right),
        bottom=mm(high - bottom),
        lines=max(len(page) for page in body),
        characters=max(sum(1 for one in line if width(one.char) > 1) for line in every),
        pitch=Decimal(pitch).quantize(HUNDREDTH),
        size=size.quantize(HUNDREDTH),
        rules=tuple(
            (number, rule) for number, page in enumerate(pages, start=1) for rule in page.rules
        ),
    )
