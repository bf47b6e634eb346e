"""Hostile files are refused with a sentence, their honest twins are taken."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest

from bihuan.kernel.process import Document, Refusal, Upload, scrutiny
from bihuan.kernel.process.files import Paper, judge, safe_name
from bihuan.kernel.process.tests import hostile

NEED = Document("proof", "佐证材料")


@pytest.mark.goal("H3")
def test_every_hostile_file_is_refused_with_a_sentence() -> None:
    taken, tried = [], 0
    for what, name, data in hostile.hostile():
        tried += 1
        verdict = judge(NEED, Upload(name, "application/pdf", data))
        if not isinstance(verdict, Refusal):
            taken.append(what)
            continue
        assert verdict.sentence.startswith("“佐证材料”中的文件“"), what
        assert verdict.sentence.endswith("。"), what
        assert not any(ord(sign) < 32 or sign == "\u202e" for sign in verdict.sentence), what
    assert taken == []
    assert tried >= 250


@pytest.mark.goal("H3")
@pytest.mark.parametrize(
    ("what", "name", "data"), list(hostile.clean()), ids=lambda value: str(value)[:30]
)
def test_every_honest_twin_is_taken(what: str, name: str, data: bytes) -> None:
    assert isinstance(judge(NEED, Upload(name, "", data)), Paper), what


def test_a_bomb_costs_no_more_than_its_bound() -> None:
    bomb = hostile.office("word/document.xml", {"a.bin": bytes(60 << 20)})
    tracemalloc.start()
    judge(NEED, Upload("a.docx", "", bomb))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20, "it is refused by what it says of itself"


def test_packed_objects_cost_little_more_than_their_bound() -> None:
    bomb = hostile.pdf(packed=zlib.compress(bytes(70 << 20), 9))
    tracemalloc.start()
    verdict = judge(NEED, Upload("a.pdf", "", bomb))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(verdict, Refusal)
    assert most < 1.5 * scrutiny.LARGEST_OBJECTS


@pytest.mark.parametrize("size", [1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_what_stands_last_in_packed_objects_is_read(size: int) -> None:
    act = bytes(size) + b"/JavaScript "
    assert scrutiny.why_unfit("pdf", hostile.pdf(packed=zlib.compress(act, 9)))
    assert not scrutiny.why_unfit("pdf", hostile.pdf(packed=zlib.compress(bytes(size), 9)))


@pytest.mark.parametrize("name", ["CON.pdf", "nul.tar.pdf", "com1.pdf", "Lpt9 .pdf"])
def test_a_name_of_a_device_is_no_name(name: str) -> None:
    assert safe_name(name, "pdf").startswith("_")
