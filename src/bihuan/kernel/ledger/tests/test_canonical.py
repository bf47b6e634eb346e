"""The canonical form: fixed bytes, and nothing in it that could be read two ways."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bihuan.kernel.ledger.canonical import (
    GENESIS,
    Draft,
    NotCanonical,
    clean,
    digest_of,
    json_text,
    parse,
    text_of_instant,
)

DRAFT = Draft(
    at="2026-11-23 12:46:00.000000",
    verb="case.step",
    subject="case:BA-2026-0001",
    actor="post:17",
    name="王敏",
    body="510000-water",
    body_name="四川省水利厅",
    before="draft",
    after="filed",
    correlation="",
    post="水保处经办人",
    on_behalf_of="",
    facts='{"n":1}',
    evidence="[]",
)
# This text is the contract with everybody who verifies an export: it never changes for form 1.
GOLDEN = (
    "bihuan-ledger 1\n"
    "seq 1\n"
    f"previous {'0' * 64}\n"
    "algorithm sm3\n"
    "at 2026-11-23 12:46:00.000000\n"
    "verb case.step\n"
    "subject case:BA-2026-0001\n"
    "actor post:17\n"
    "name 王敏\n"
    "body 510000-water\n"
    "body-name 四川省水利厅\n"
    "before draft\n"
    "after filed\n"
    "correlation \n"
    "post 水保处经办人\n"
    "on-behalf-of \n"
    'facts {"n":1}\n'
    "evidence []\n"
)


def test_the_form_is_these_bytes() -> None:
    assert DRAFT.canonical(seq=1, previous=GENESIS) == GOLDEN.encode()


def test_the_digest_is_sm3_of_the_bytes() -> None:
    assert digest_of(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest_of(GOLDEN.encode()) == hashlib.new("sm3", GOLDEN.encode()).hexdigest()


def test_bytes_read_back_as_what_was_written() -> None:
    line = parse(GOLDEN.encode(), digest="d" * 64)
    assert (line.seq, line.previous, line.verb) == (1, GENESIS, "case.step")
    assert line.at == datetime(2026, 11, 23, 12, 46, tzinfo=UTC)
    assert (line.actor_name, line.actor_post, line.facts) == ("王敏", "水保处经办人", {"n": 1})


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff",
        GOLDEN.encode()[:-1],
        GOLDEN.replace("bihuan-ledger 1", "bihuan-ledger 2").encode(),
        GOLDEN.replace("verb ", "word ").encode(),
        GOLDEN.replace("name 王敏\n", "").encode(),
        (GOLDEN + "more 1\n").encode(),
    ],
)
def test_other_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(broken, digest="")


def test_an_instant_is_written_in_utc_with_microseconds() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert text_of_instant(datetime(2026, 1, 1, 0, 0, tzinfo=shanghai)) == (
        "2025-12-31 16:00:00.000000"
    )
    with pytest.raises(NotCanonical, match="time zone"):
        text_of_instant(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    "forged",
    ["a\nverb x", "a\rb", "a\tb", "\x1b[2J", "a\u202eb", "a\u200bb", "a\u2028b", "a\x00b", "\x85"],
)
def test_characters_that_could_forge_a_line_are_refused(forged: str) -> None:
    with pytest.raises(NotCanonical, match=r"U\+"):
        clean(forged, limit=60, what="name")


def test_too_long_a_text_is_refused_not_cut() -> None:
    with pytest.raises(NotCanonical, match="longer"):
        clean("四" * 61, limit=60, what="name")


def test_facts_have_one_form() -> None:
    assert json_text({"b": [1, True, None], "a": "四"}) == '{"a":"\\u56db","b":[1,true,null]}'
    assert json_text(("x", "y")) == '["x","y"]'


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "x"}, b"x", {"a": {2}}])
def test_facts_without_one_form_are_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        json_text(value)  # type: ignore[arg-type]
