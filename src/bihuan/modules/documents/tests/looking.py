"""Looks at finished PDFs with a library the product does not use: two readers must agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from bihuan.modules.documents.operations import printing, sampling
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules.values import FieldType, Kind, Paper

# Typed by halves, so taken as it is.
pymupdf: Any = import_module("pymupdf")
POINTS_PER_MM = 72 / 25.4
BODY = 15.75
MARKS = "，。、；：！？（）《》〔〕“”"
SENTENCE = "经现场核查，青水河下游断面水质明显改善，入河排污口整治任务已按照时序推进。"


@dataclass(frozen=True)
class Char:
    """One character with its em box, in millimetres."""

    char: str
    x: float
    y: float  # of the baseline
    size: float  # points
    right: float
    font: str

    @property
    def top(self) -> float:
        return self.y - 0.88 * self.size / POINTS_PER_MM

    @property
    def bottom(self) -> float:
        return self.y + 0.12 * self.size / POINTS_PER_MM


def chars(page: Any) -> list[Char]:
    """Return every printed character of a page."""
    found = []
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for one in span["chars"]:
                    x, y = one["origin"]
                    if one["c"].strip():
                        found.append(
                            Char(
                                one["c"],
                                x / POINTS_PER_MM,
                                y / POINTS_PER_MM,
                                span["size"],
                                one["bbox"][2] / POINTS_PER_MM,
                                span["font"],
                            )
                        )
    return found


def body_lines(page: Any) -> list[list[Char]]:
    """Return the lines of 三号 type, from the top, each from the left."""
    lines: list[list[Char]] = []
    for one in sorted(chars(page), key=lambda c: (c.y, c.x)):
        if abs(one.size - BODY) > 0.1:
            continue
        if lines and abs(lines[-1][0].y - one.y) < 0.3:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [sorted(line, key=lambda c: c.x) for line in lines]


def rules(page: Any) -> list[tuple[float, float, float, float]]:
    """Return the long horizontal rules: left, right, top, bottom in millimetres."""
    found = []
    for one in page.get_drawings():
        box = one["rect"]
        half = (one.get("width") or 0) / 2 if one["type"] == "s" else 0
        left, right = box.x0 / POINTS_PER_MM, box.x1 / POINTS_PER_MM
        if right - left > 100 and box.height < 4:
            found.append(
                (left, right, (box.y0 - half) / POINTS_PER_MM, (box.y1 + half) / POINTS_PER_MM)
            )
    return sorted(found, key=lambda rule: rule[2])


def overlapping(page: Any) -> Iterator[tuple[Char, Char]]:
    """Return characters printed over one another."""
    boxes = sorted(chars(page), key=lambda c: c.top)
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other.top > one.bottom - 0.9:
                break
            across = min(one.right, other.right) - max(one.x, other.x)
            # A justified line takes the empty half of a mark, never a character.
            if across > 0.9 and not {one.char, other.char} & set(MARKS):
                yield one, other


def opened(data: bytes) -> Any:
    """Open a PDF."""
    return pymupdf.open(stream=data, filetype="pdf")


def text_of(data: bytes) -> str:
    """Return all text of a PDF without line ends, as somebody searching it finds it."""
    document = opened(data)
    return "".join(page.get_text() for page in document).replace("\n", "")


def stretched(kind: Kind, times: int) -> dict[str, object]:
    """Return the sample of a kind with long fields repeated; `times` 0 is as short as may be."""
    data = dict(kind.sample["data"])
    for field in kind.fields:
        if times == 0 and not field.required:
            data.pop(field.key, None)
            continue
        match field.type:
            case FieldType.LONG:
                data[field.key] = "\n".join([SENTENCE * 4] * times) if times else "无。"
            case FieldType.LIST:
                data[field.key] = [SENTENCE] * max(1, times)
            case FieldType.TABLE:
                data[field.key] = [[SENTENCE[:20]] * len(field.columns)] * max(1, times * 3)
            case _:
                pass
    return {**kind.sample, "data": data}


@cache
def sample_pdf(key: str) -> bytes:
    """Return the sample of a kind as PDF, made once for all tests."""
    return printing.render(sampling.sample(catalogue.kind(key)), "pdf")


def paper_of(kind: Kind, times: int) -> Paper:
    """Compose a kind with stretched data."""
    return sampling.from_mapping(kind.key, stretched(kind, times))


KINDS = [kind.key for kind in catalogue.kinds()]
