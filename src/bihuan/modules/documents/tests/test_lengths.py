"""Every kind, short, ordinary, long and very long: nothing overlaps, nobody signs alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.documents.operations import printing, sampling
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules import layout
from bihuan.modules.documents.rules.values import FieldType, Kind, Paper
from bihuan.modules.documents.tests import looking

SEAL_MM = 42


def signed_pages(document: Any, paper: Paper) -> Iterator[tuple[int, float, float]]:
    """Return page, height of the text's end and of the name, where the name is printed to sign."""
    sign = paper.content["sign"]
    if not sign["names"]:
        return
    name, day = sign["names"][-1], sign["date"]
    for number, page in enumerate(document):
        lines = looking.body_lines(page)
        words = ["".join(c.char for c in line) for line in lines]
        for at, text in enumerate(words):
            if text == day and at and words[at - 1] == name:
                top = lines[at - 1][0].top
                above = [c.bottom for c in looking.chars(page) if 30 < c.bottom < top]
                yield number, max(above, default=0.0), top


LENGTHS = [(key, times) for key in looking.KINDS for times in (0, 1, 5)]


@pytest.mark.parametrize(("key", "times"), LENGTHS)
def test_a_kind_holds_together(key: str, times: int) -> None:
    kind = catalogue.kind(key)
    paper = sampling.sample(kind) if times == 1 else looking.paper_of(kind, times)
    pdf = looking.sample_pdf(key) if times == 1 else printing.render(paper)
    document = looking.opened(pdf)
    stands(document)
    holds_signature(document, paper, kind)


def stands(document: Any) -> None:
    """See that nothing is printed over anything else, or off the page."""
    clashes = [
        (number, a.char, b.char)
        for number, page in enumerate(document)
        for a, b in looking.overlapping(page)
    ]
    assert not clashes
    for page in document:
        for one in looking.chars(page):
            assert one.x > 18
            assert one.right < 193
            assert one.bottom < 280


def holds_signature(document: Any, paper: Paper, kind: Kind) -> None:
    """See that whoever signs has text beside them, and room for the seal."""
    if not paper.content["sign"]["names"]:
        return
    found = list(signed_pages(document, paper))
    assert len(found) == 1
    _, text_end, name_top = found[0]
    assert text_end > 0, "the signature stands alone on its page"
    if kind.sealed:
        # Two lines are kept free above the name: with name and date they are as high as a seal.
        assert name_top - text_end > 2 * 24 / looking.POINTS_PER_MM
        assert name_top - text_end < SEAL_MM


@pytest.mark.parametrize("size", range(2, 23, 5))
def test_no_length_of_text_leaves_a_signature_alone(size: int) -> None:
    kind = catalogue.kind("letter")
    data = {**kind.sample["data"], "content": "\n".join(["情况属实，请按程序办理。"] * (10 + size))}
    paper = sampling.from_mapping(kind.key, {**kind.sample, "data": data})
    holds_signature(looking.opened(printing.render(paper)), paper, kind)


FORTY = 40


def forty(kind: Kind) -> dict[str, object]:
    """Return data that fill nearly forty pages: what takes many lines, else an annex of them."""
    pages = len(looking.opened(printing.render(looking.paper_of(kind, 20))))
    if pages > 1:
        return looking.stretched(kind, 20 * (FORTY - 2) // pages)
    text = "\n".join([looking.SENTENCE * 4] * 130)
    return {**kind.sample, "annexes": [{"title": "情况说明", "text": text}]}


@pytest.mark.parametrize("key", looking.KINDS)
def test_a_kind_holds_together_for_forty_pages(key: str) -> None:
    kind = catalogue.kind(key)
    paper = sampling.from_mapping(key, forty(kind))
    document = looking.opened(printing.render(paper))
    assert 28 <= len(document) <= FORTY
    stands(document)
    holds_signature(document, paper, kind)


def wide(kind: Kind) -> dict[str, object]:
    """Return data whose single lines are as long as they may be, with many long addressees."""
    data = dict(kind.sample["data"])
    for field in kind.fields:
        if field.type is FieldType.LINE:
            limit = field.limit or layout.LONGEST_LINE
            data[field.key] = (looking.SENTENCE * 9).replace("。", "、")[:limit]
    names = [f"示例市第{number}生态环境保护委员会办公室" for number in range(1, 25)]
    several = kind.several_recipients and bool(kind.sample.get("recipients"))
    return {
        **kind.sample, "data": data, "copies": names, "urgency": "特急",
        "recipients": names if several else kind.sample.get("recipients", []),
    }  # fmt: skip


@pytest.mark.parametrize("key", looking.KINDS)
def test_a_kind_holds_together_when_every_line_is_as_long_as_may_be(key: str) -> None:
    kind = catalogue.kind(key)
    paper = sampling.from_mapping(key, wide(kind))
    document = looking.opened(printing.render(paper))
    stands(document)
    holds_signature(document, paper, kind)
