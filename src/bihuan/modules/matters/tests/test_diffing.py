"""Differences by row and by field, with rows followed through new codes, names and places."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.rules.diffing import EMPTY, Kind, Version, compare


def version(*rows: str, title: str = "清单", **more: object) -> Version:
    """Rows as `identity` or `identity=target`."""
    parts = [row.partition("=") for row in rows]
    blank = dict.fromkeys(ROW_FIELDS, "") | {
        "co_bodies": [],
        "legal_bases": [],
        "publishable": True,
    }
    content = {
        "title": title,
        "header": {"year": 2023, **more},
        "rows": [
            {**blank, "code": f"C-{key}", "name": f"事项{key}", "target": target, "position": place}
            for place, (key, _mark, target) in enumerate(parts, start=1)
        ],
    }
    return Version(content, tuple(key for key, _mark, _target in parts))


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (("a", "b"), ("a", "b"), []),
        (("a",), ("a", "b"), [("b", Kind.ADDED)]),
        (("a", "b"), ("b",), [("a", Kind.REMOVED)]),
        (("a", "b"), ("a=新", "b"), [("a", Kind.CHANGED)]),
        (("a", "b", "c"), ("c", "a", "b"), [("c", Kind.MOVED)]),
        (("a", "b", "c", "d"), ("a", "c", "d"), [("b", Kind.REMOVED)]),
        (("a", "b"), ("b=新", "a", "x"), [("b", Kind.CHANGED), ("x", Kind.ADDED)]),
    ],
)
def test_what_happened_to_each_matter(
    before: tuple[str, ...], after: tuple[str, ...], kinds: list[tuple[str, Kind]]
) -> None:
    found = compare(version(*before), version(*after))
    told = [(change.identity, change.kind) for change in found.matters]
    assert told == kinds


def test_a_field_is_told_before_and_after_in_words() -> None:
    (change,) = compare(version("a=旧"), version("a=新")).matters
    (field,) = change.fields
    assert (field.label, field.before, field.after) == ("年度目标", "旧", "新")


def test_a_new_code_is_a_change_of_the_same_matter() -> None:
    after = version("a")
    after.content["rows"][0]["code"] = "新-01"
    (change,) = compare(version("a"), after).matters
    assert change.kind is Kind.CHANGED
    assert [field.name for field in change.fields] == ["code"]


def test_partners_are_named_not_coded() -> None:
    after = version("a")
    after.content["rows"][0]["co_bodies"] = ["510000-water"]
    (change,) = compare(version("a"), after, names={"510000-water": "省水利厅"}).matters
    assert change.fields[0].after == "省水利厅"


def test_the_header_and_the_title_are_compared() -> None:
    found = compare(version("a", title="旧", comb_note="甲"), version("a", title="新"))
    assert [field.name for field in found.header] == ["title", "comb_note"]
    assert not found.same


def test_against_nothing_every_matter_is_new() -> None:
    found = compare(EMPTY, version("a", "b"))
    assert found.count(Kind.ADDED) == 2
    assert found.sentence.startswith("新增 2 项")


@pytest.mark.parametrize("order", list(permutations("abcd")))
def test_no_smaller_set_of_moves_explains_an_order(order: tuple[str, ...]) -> None:
    found = compare(version(*"abcd"), version(*order))
    moved = {change.identity for change in found.matters}
    kept = [key for key in order if key not in moved]
    assert kept == sorted(kept)
    longest = max(
        length
        for length in range(1, 5)
        for chosen in permutations(order, length)
        if list(chosen) == sorted(chosen) == [key for key in order if key in chosen]
    )
    assert len(kept) == longest


keys = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(keys, keys)
def test_counts_add_up(before: list[str], after: list[str]) -> None:
    found = compare(version(*before), version(*after))
    assert found.count(Kind.ADDED) == len(set(after) - set(before))
    assert found.count(Kind.REMOVED) == len(set(before) - set(after))
    both = set(before) & set(after)
    assert found.count(Kind.MOVED) + found.unchanged == len(both)
    assert compare(version(*after), version(*after)).same
