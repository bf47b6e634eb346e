"""附件 as they are typed: kept, shown again, read whatever they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.documents.rules import annexing


def test_annexes_keep_what_was_typed() -> None:
    typed = "附件1：清单；\n> 第一段\n> 第二段\n\uff5c甲\uff5c乙\n\uff5c1\n|1|2|3"
    (kept,) = annexing.typed(typed)
    assert kept["title"] == "清单"
    assert kept["text"] == "第一段\n第二段"
    assert kept["rows"] == [["1", ""], ["1", "2 3"]]
    assert annexing.typed(annexing.shown([kept])) == [kept]


@given(text=st.text(max_size=200))
def test_typed_annexes_are_read_whatever_they_are(text: str) -> None:
    for each in annexing.annexes_of(annexing.typed(text)):
        assert all(len(row) == len(each.columns) for row in each.rows)
