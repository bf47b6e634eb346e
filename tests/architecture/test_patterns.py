"""No pattern of ours can be made to run for ever by a text somebody sends.

A repeat without end inside a repeat without end is what makes a search exponential. The few that
are sound, because each round must begin with a sign the round before cannot take, are named.
"""

from __future__ import annotations

import ast
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).resolve().parents[2] / "src"
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
SOUND = {
    "《([^《》]{2,100})》((?:第[\\u3007零一二三四五六七八九十百千0-9]+[编章节条款项、和至]*)*)": (
        "each round begins with 第, which no round takes"
    ),
}


def _nests(parsed: Any, *, inside: bool = False) -> bool:
    for name, value in parsed:
        endless = name in REPEATS and value[1] == constants.MAXREPEAT
        if endless and inside:
            return True
        parts: list[Any] = []
        if name in REPEATS:
            parts = [value[2]]
        elif name is constants.SUBPATTERN:
            parts = [value[3]]
        elif name is constants.BRANCH:
            parts = value[1]
        elif name in (constants.ASSERT, constants.ASSERT_NOT):
            parts = [value[1]]
        if any(_nests(part, inside=inside or endless) for part in parts):
            return True
    return False


def _patterns() -> Iterator[tuple[str, str | bytes]]:
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str | bytes)
            ):
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node.args[0].value


@pytest.mark.goal("G9")
def test_no_pattern_repeats_without_end_inside_a_repeat_without_end() -> None:
    found = list(_patterns())
    assert len(found) > 100
    bad = [
        (place, text) for place, text in found if _nests(parser.parse(text)) and text not in SOUND
    ]
    assert bad == []


@pytest.mark.parametrize("text", ["(a+)+", r"(?:\s*x?\s*)*$", "(a|b+)*", "((a*)b?)+", "(?=(a+)+)b"])
def test_the_known_mistakes_are_seen(text: str) -> None:
    assert _nests(parser.parse(text))


@pytest.mark.parametrize("text", ["a+b+", "(?:ab){1,9}", "[ab]*(?:c|d)", "(a{1,9})+"])
def test_what_ends_is_left_alone(text: str) -> None:
    assert not _nests(parser.parse(text))
