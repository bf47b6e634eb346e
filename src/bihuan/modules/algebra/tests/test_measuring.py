"""The measure: the same one by one and all at once, symmetric, and known on plain cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.algebra.rules.measuring import (
    Kind,
    Measured,
    Text,
    measure,
    terms_of,
    words_shared,
)
from bihuan.modules.algebra.rules.packing import compared, joined, pack, to_bytes
from bihuan.modules.algebra.tests.wordings import WORDINGS

TEXTS = [Text(word) for words in WORDINGS for word in words]


@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12))
def test_many_at_once_gives_what_one_by_one_gives(asked: Text, known: list[Text]) -> None:
    stored = joined([to_bytes(pack(known[:3])), to_bytes(pack(known[3:]))])
    found = {place: measured for _one, place, measured in compared(pack([asked]), stored)}
    for place, text in enumerate(known):
        exact = measure(terms_of(asked), terms_of(text))
        if exact.kind is not None or place in found:
            assert found[place] == exact


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_the_score_has_no_direction(one: Text, two: Text) -> None:
    first, second = terms_of(one), terms_of(two)
    assert measure(first, second).score == measure(second, first).score
    assert measure(first, first).score == 1000


def test_the_four_relations() -> None:
    assert Measured(90, 100, 100).kind is Kind.SAME
    assert Measured(90, 300, 100).kind is Kind.CONTAINS
    assert Measured(90, 100, 300).kind is Kind.WITHIN
    assert Measured(50, 100, 100).kind is Kind.OVERLAPS
    assert Measured(20, 100, 100).kind is None


def test_the_words_that_caused_it_are_named() -> None:
    law = (("中华人民共和国大气污染防治法", "第七十七条"),)
    one = Text("落实农作物秸秆禁烧", bases=law)
    two = Text("查处露天焚烧秸秆", bases=law)
    words = words_shared(one, two)
    assert "秸秆" in "".join(words)
    assert words[-1] == "《中华人民共和国大气污染防治法》"
