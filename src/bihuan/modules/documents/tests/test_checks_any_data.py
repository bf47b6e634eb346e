"""公文体检 over anything: names of every shape, data no check may stumble over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.modules.documents.rules import checkup
from bihuan.modules.documents.rules.checks_relation import party_named, rank
from bihuan.modules.documents.rules.values import Paper

from .checking import (
    CITY,
    CITY_WATER,
    checked,
    content,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


NAMES = (
    ("示例市人民政府", "gov", "city"),
    ("清江县人民政府", "gov", "county"),
    ("各县（市、区）人民政府", "gov", "county"),
    ("四川省生态环境保护委员会办公室", "office", "province"),
    ("示例市生态环境保护委员会", "commission", "city"),
    ("中共四川省委员会", "party", ""),
    ("王某某", "department", ""),
)


@pytest.mark.parametrize(("name", "line", "level"), NAMES)
def test_a_name_says_what_a_body_is(name: str, line: str, level: str) -> None:
    assert (party_named(name).line, party_named(name).level) == (line, level)
    assert rank(party_named(name)) >= 0


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["t", "text", "head", "rows", "names", "date", "cc", "to", "title"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
PARTS = st.dictionaries(st.sampled_from(sorted(content())), ANY, max_size=12)
SAID = st.lists(
    st.sampled_from(
        ["一、", "（十", "附件99", "2026年13月40日", "【2023】第01号", "务必", "《", "\n"]
    )
    | st.text(max_size=30),
    max_size=6,
)


# The first draw in a new checkout reads the whole of Unicode; how fast that is proves nothing.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(parts=PARTS, said=SAID, title=st.text(max_size=80), data=ANY)
def test_no_check_stumbles_over_any_data(
    parts: Mapping[str, Any], said: list[str], title: str, data: Any
) -> None:
    inside = content(*said) | dict(parts)
    base = Paper("letter", "函", title, "letter@1", inside)
    for doctype, direction in (("请示", "up"), ("报告", "up"), ("函", "level"), ("意见", "down")):
        one = replace(
            checked(),
            paper=base,
            title=title,
            data={"any": data},
            doctype=doctype,
            direction=direction,
            to=(CITY, CITY_WATER),
        )
        for each in checkup.findings(one):
            assert each.sentence
            assert each.name
