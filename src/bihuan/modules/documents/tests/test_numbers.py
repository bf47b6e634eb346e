"""发文字号: one after another, per body, word and year; never twice, never a gap."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.calendar import SHANGHAI
from bihuan.modules.documents.queries.registers import missing_numbers, year_count
from bihuan.modules.documents.rules.numbers import doc_no, word_fault

from .conftest import OFFICE, WATER, day, person, take, when

if TYPE_CHECKING:
    from .conftest import Going


def test_words_and_years_count_apart(going: Going) -> None:
    assert going("number", day=3).doc_no == "川环委办函〔2026〕1号"
    assert going("number", day=4, word="川环委办督").doc_no == "川环委办督〔2026〕1号"
    assert going("number", day=5).doc_no == "川环委办函〔2026〕2号"
    assert going("number", day=6, body=WATER, word="川水函").doc_no == "川水函〔2026〕1号"
    signed = going("sign", day=7)
    later = datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)
    next_year = take(signed, "number", person(OFFICE, "reviewer"), later)
    assert next_year.doc_no == "川环委办函〔2027〕1号"  # type: ignore[union-attr]
    assert missing_numbers(OFFICE, "川环委办函", 2026) == ()


def test_the_year_is_counted_against_the_last(going: Going) -> None:
    going("number", day=3)
    going("number", day=4)
    gone = going("number", day=5)
    take(gone, "void", person(OFFICE, "principal"), when(6), void_reason="有误（测试）。")
    count = year_count(OFFICE, day(8))
    assert (count.now, count.void, count.whole) == (2, 1, 0)
    after = year_count(OFFICE, day(8).replace(year=2027))
    assert (after.now, after.same_day, after.whole) == (0, 2, 2)
    assert "只减不增" in after.sentence
    assert "还有2件" in after.sentence


@given(st.integers(2000, 2099), st.integers(1, 99_999))
def test_a_number_is_written_as_the_standard_has_it(year: int, serial: int) -> None:
    written = doc_no("川环委办函", year, serial)
    assert written == f"川环委办函〔{year}〕{serial}号"
    assert "第" not in written
    assert "〕0" not in written


@pytest.mark.parametrize("word", ["川环委办函", "𠮷环办", "省水发"])
def test_words_of_hanzi_are_taken(word: str) -> None:
    assert word_fault(word) == ""


@pytest.mark.parametrize(
    "word", ["", "ABC", "川环[2026]", "川环字第", "川环号", "川 环", "函" * 21]
)
def test_other_words_are_refused_with_an_example(word: str) -> None:
    assert "例如" in word_fault(word)
