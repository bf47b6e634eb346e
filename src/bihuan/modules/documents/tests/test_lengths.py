"""Every kind, short, ordinary, long and very long: nothing overlaps, nobody signs alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.documents.operations import printing, sampling
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules.values import Kind, Paper
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
    holds_signature(document, paper, kind)


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


def test_forty_pages_hold_together() -> None:
    kind = catalogue.kind("notice")
    data = {**kind.sample["data"], "content": "\n".join([looking.SENTENCE * 12] * 56)}
    paper = sampling.from_mapping(kind.key, {**kind.sample, "data": data})
    document = looking.opened(printing.render(paper))
    assert 38 <= len(document) <= 48
    assert not [clash for page in document for clash in looking.overlapping(page)]
    holds_signature(document, paper, kind)
