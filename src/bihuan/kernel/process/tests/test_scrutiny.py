"""Hostile files are refused with a sentence, their honest twins are taken."""

from __future__ import annotations

import tracemalloc

import pytest

from bihuan.kernel.process import Document, Refusal, Upload
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


@pytest.mark.parametrize("name", ["CON.pdf", "nul.tar.pdf", "com1.pdf", "Lpt9 .pdf"])
def test_a_name_of_a_device_is_no_name(name: str) -> None:
    assert safe_name(name, "pdf").startswith("_")
