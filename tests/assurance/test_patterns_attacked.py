"""G9: every pattern of the product against texts of 100,000 characters made to hurt it."""

from __future__ import annotations

import ast
import re
import re._parser as parser  # type: ignore[import-not-found]
import signal
import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.test_patterns import SOURCES, _patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LENGTH = 100_000
MOST = 0.05
WAYS = {"match": "start", "fullmatch": "whole"}
CUT = 0.6
"""Seconds of the processor after which a search is stopped: it has failed long before."""
BOUNDED = {
    r"(?:经|报请|根据|按照|受)[^，。；\n]{0,24}\Z": "sees the 26 letters before a body alone",
}
"""Patterns that take longer on so long a text, and why they never meet one."""


class TooSlow(Exception):
    """A search was stopped."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    kept = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, kept)


def _letters(parsed: Any) -> Iterator[str]:
    """Yield letters that a pattern speaks of, one for each class."""
    for name, value in parsed:
        word = str(name)
        if word == "LITERAL":
            yield chr(value)
        elif word == "RANGE":
            yield chr(value[0])
        elif word == "CATEGORY":
            yield {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "7", "CATEGORY_WORD": "a"}.get(
                str(value), "#"
            )
        elif word in {"IN", "BRANCH"}:
            for part in [value] if word == "IN" else value[1]:
                yield from _letters(part)
        elif word in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            yield from _letters(value[2])
        elif word in {"SUBPATTERN", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"}:
            yield from _letters(value[-1])
        elif word in {"ANY", "NOT_LITERAL", "NEGATE"}:
            yield "x"


def attacks(text: str | bytes) -> Iterator[str]:
    """Yield texts that begin to fit again and again and fit nowhere."""
    letters = list(dict.fromkeys(_letters(parser.parse(text))))[:6] or ["a"]
    whole = "".join(dict.fromkeys(_letters(parser.parse(text))))
    for letter in letters:
        yield letter * LENGTH
        yield letter * (LENGTH - 1) + "\x00"
    yield (whole * (LENGTH // max(len(whole), 1) + 1))[: LENGTH - 1] + "\x00"
    yield (" " + letters[0]) * (LENGTH // 2)


def used(place: str, text: str | bytes, sources: str) -> set[str]:
    """Return how a pattern is asked anywhere in the product: at the start, whole, or anywhere."""
    path, _, line = place.rpartition(":")
    tree = ast.parse((SOURCES / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or node.lineno != int(line):
            continue
        if not isinstance(node.func, ast.Attribute) or node.func.attr == "compile":
            continue
        return {WAYS.get(node.func.attr, "anywhere")}
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(_is(each, text) for each in ast.walk(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    asked = {way for name in names for way in re.findall(rf"\b{name}\.(\w+)\(", sources)}
    return {WAYS.get(way, "anywhere") for way in asked} or {"anywhere", "whole"}


def _is(node: ast.AST, text: str | bytes) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def slowest(text: str | bytes, ways: set[str]) -> float:
    """Return the longest of all attacks in seconds of the processor."""
    found, worst = re.compile(text), 0.0
    asks = {
        "start": found.match,
        "whole": found.fullmatch,
        "anywhere": lambda tried: deque(found.finditer(tried), maxlen=0),
    }
    for attack in attacks(text):
        tried: Any = attack.encode() if isinstance(text, bytes) else attack
        for way in (asks[name] for name in sorted(ways)):
            best = CUT
            for _ in range(3):  # of three, the one least disturbed by others
                began = time.process_time()
                try:
                    with stopped_after(CUT):
                        way(tried)
                except TooSlow:
                    return CUT
                best = min(best, time.process_time() - began)
                if best <= MOST:
                    break
            worst = max(worst, best)
    return worst


@pytest.mark.goal("G9")
@pytest.mark.assurance
def test_no_pattern_takes_long_on_a_long_text(figure: Callable[[str], None]) -> None:
    every = {text: place for place, text in _patterns() if "/tests/" not in place}
    files = [path for path in SOURCES.rglob("*.py") if "tests" not in path.parts]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    slow = {
        text: took
        for text, place in every.items()
        if (took := slowest(text, used(place, text, sources))) > MOST
    }
    unknown = {every[text]: (text, took) for text, took in slow.items() if str(text) not in BOUNDED}
    assert unknown == {}, "\n".join(f"{place} {text}" for place, text in unknown.items())
    assert set(BOUNDED) <= set(map(str, every)), "bounds of patterns that are no more"
    figure(
        f"{len(every) - len(slow)} of {len(every)} patterns within 50 ms on 100,000 characters;"
        f" {len(slow)} only ever see bounded texts, each with its bound"
    )
