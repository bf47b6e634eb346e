"""GB/T 9704-2012 read from finished PDFs by PyMuPDF, which the product does not use."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from bihuan.modules.documents.operations import printing
from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.queries.measuring import measure
from bihuan.modules.documents.rules.values import Annex, Issuer, Paper
from bihuan.modules.documents.tests import looking

CLOSE = 0.1  # millimetres
FULL = "经查看现场发现青水河下游断面水质反弹并已要求责任单位限期整改到位"


def grid(kind: str = "notice", paragraphs: int = 3) -> Paper:
    """Return a paper of nothing but full-width characters, so that the grid shows.

    Two blank lines more or less decide whether the signature fits; this length does.
    """
    data: dict[str, object] = {"subject": "格网", "content": "\n".join([FULL * 22] * paragraphs)}
    data |= {"ending": "特此函告。"} if kind == "letter" else {"reason": "无"}
    return compose(
        kind=kind,
        data=data,
        issuer=Issuer("示例市生态环境局"),
        recipients=["示例市水务局"],
        number="示环〔2026〕1号",
        on=date(2026, 9, 5),
        annexes=[Annex(title="格网", text=FULL * 60)],
    )


@pytest.fixture(scope="module")
def document() -> bytes:
    return printing.render(grid())


@pytest.fixture(scope="module")
def letter() -> bytes:
    return printing.render(grid("letter"))


def full_page(data: bytes) -> list[list[looking.Char]]:
    """Return the lines of the fullest page."""
    return max((looking.body_lines(page) for page in looking.opened(data)), key=len)


def test_22_lines_of_28_characters(document: bytes) -> None:
    lines = full_page(document)
    assert len(lines) == 22
    full = [line for line in lines if len(line) == 28]
    assert len(full) >= 18
    for line in full:
        assert line[0].x == pytest.approx(28, abs=CLOSE)
        assert line[-1].right == pytest.approx(184, abs=CLOSE)


def test_the_text_area_is_156_by_225(document: bytes) -> None:
    lines = full_page(document)
    left = min(line[0].x for line in lines)
    right = max(line[-1].right for line in lines)
    top, bottom = lines[0][0].top, lines[-1][0].bottom
    assert left == pytest.approx(28, abs=CLOSE)
    assert right - left == pytest.approx(156, abs=CLOSE)
    assert top == pytest.approx(37, abs=CLOSE)
    assert bottom - top == pytest.approx(225, abs=CLOSE)


def test_lines_stand_at_one_pitch(document: bytes) -> None:
    lines = full_page(document)
    steps = [b[0].y - a[0].y for a, b in pairwise(lines)]
    assert max(steps) - min(steps) < 0.05
    assert steps[0] * looking.POINTS_PER_MM == pytest.approx(29.62, abs=0.05)


def test_the_red_line_is_as_wide_as_the_text(document: bytes) -> None:
    page = looking.opened(document)[0]
    left, right, top, _ = looking.rules(page)[0]
    assert left == pytest.approx(28, abs=CLOSE)
    assert right == pytest.approx(184, abs=CLOSE)
    number = next(line for line in looking.body_lines(page) if "〔" in {c.char for c in line})
    assert top - number[0].bottom == pytest.approx(4, abs=0.3)


def test_the_red_head_begins_35_below_the_text_area(document: bytes) -> None:
    head = [c for c in looking.chars(looking.opened(document)[0]) if c.size > 30]
    assert min(c.top for c in head) == pytest.approx(37 + 35, abs=0.2)
    assert "".join(c.char for c in sorted(head, key=lambda c: c.x)) == "示例市生态环境局文件"


def test_letter_rules_stand_where_the_standard_says(letter: bytes) -> None:
    first, *others = looking.opened(letter)
    head = [c for c in looking.chars(first) if c.size > 25]
    assert min(c.top for c in head) == pytest.approx(30, abs=CLOSE)
    above, below, foot_above, foot_below = looking.rules(first)[:4]
    for left, right, _, _ in (above, below, foot_above, foot_below):
        assert right - left == pytest.approx(170, abs=0.2)
        assert left == pytest.approx(21, abs=0.2)
    assert above[2] - max(c.bottom for c in head) == pytest.approx(4, abs=0.2)
    assert foot_below[3] == pytest.approx(297 - 20, abs=0.2)
    # Thick above thin at the head, thin above thick at the foot.
    assert above[3] - above[2] > below[3] - below[2]
    assert foot_above[3] - foot_above[2] < foot_below[3] - foot_below[2]
    assert not any(looking.rules(page) for page in others)


def test_the_number_stands_seven_eighths_below_the_letter_rule(letter: bytes) -> None:
    first = looking.opened(letter)[0]
    number = looking.body_lines(first)[0]
    assert number[0].top - looking.rules(first)[1][3] == pytest.approx(4.86, abs=0.2)
    assert number[-1].right == pytest.approx(184, abs=0.5)


def folio(page: Any) -> list[looking.Char]:
    """Return the characters of the page number."""
    return [c for c in looking.chars(page) if c.top > 262 and abs(c.size - 14) < 0.1]


def test_page_numbers_are_outside_in_four(document: bytes) -> None:
    pages = list(looking.opened(document))
    for number, page in enumerate(pages, start=1):
        found = folio(page)
        assert "".join(c.char for c in found) == f"—{number}—"
        digit = next(c for c in found if c.char.isdigit())
        assert digit.y - 262 - 0.7 * 14 / looking.POINTS_PER_MM == pytest.approx(7, abs=0.5)
        one = 14 / looking.POINTS_PER_MM
        if number % 2:
            assert max(c.x for c in found) + one == pytest.approx(184 - one, abs=0.6)
        else:
            assert min(c.x for c in found) == pytest.approx(28 + one, abs=0.6)


def test_a_letter_has_no_number_on_its_first_page(letter: bytes) -> None:
    first, second, *_ = looking.opened(letter)
    assert not folio(first)
    assert folio(second)


def test_the_imprint_ends_on_the_edge_of_the_text_area(document: bytes) -> None:
    last = list(looking.opened(document))[-1]
    foot = looking.rules(last)
    assert foot[-1][3] == pytest.approx(262, abs=0.3)
    assert [round(bottom - top, 2) for _, _, top, bottom in foot[-2:]] == [0.35, 0.35]


def test_the_date_ends_four_characters_from_the_edge(document: bytes) -> None:
    for page in looking.opened(document):
        for line in looking.body_lines(page):
            if "".join(c.char for c in line) == "2026年9月5日":
                assert 184 - line[-1].right == pytest.approx(4 * 5.57, abs=0.2)
                return
    pytest.fail("no date was printed")


def test_headings_have_the_faces_of_their_level() -> None:
    faces = {
        c.char: c.font for page in looking.opened(looking.sample_pdf("notice"))
        for c in looking.chars(page) if abs(c.size - looking.BODY) < 0.1
    }  # fmt: skip
    assert "Hei" in faces["、"] or "Fang" in faces["、"]
    lines = [
        line
        for page in looking.opened(looking.sample_pdf("notice"))
        for line in looking.body_lines(page)
    ]
    starts = {"".join(c.char for c in line)[:3]: line[1].font for line in lines}
    assert "Hei" in starts["一、总"]
    assert "Kai" in starts["（一）"]


def test_our_own_reader_agrees_with_the_independent_one(document: bytes) -> None:
    found = measure(document)
    assert (found.lines, found.characters) == (22, 28)
    assert float(found.width) == pytest.approx(156, abs=CLOSE)
    assert float(found.height) == pytest.approx(225, abs=CLOSE)
    assert float(found.left) == pytest.approx(28, abs=CLOSE)
    assert float(found.top) == pytest.approx(37, abs=CLOSE)
    assert float(found.pitch) == pytest.approx(29.62, abs=0.05)
