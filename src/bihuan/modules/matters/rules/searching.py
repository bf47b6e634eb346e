"""Texts as they are compared: folded, in pairs of neighbouring characters, and marked."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS = re.compile(r"[\w]+")
NO_TOKEN = re.compile(r"[^0-9a-z]")


def fold(text: str) -> str:
    """Text as it is indexed and asked for."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in each word; a lone character stands for itself."""
    found: set[str] = set()
    for word in WORDS.findall(fold(text)):
        if len(word) == 1:
            found.add(word)
        found.update(word[index : index + 2] for index in range(len(word) - 1))
    return frozenset(found)


def gram_token(gram: str) -> str:
    """A pair as the index stores it: plain letters and digits, which no database takes apart."""
    return "g" + "z".join(f"{ord(char):x}" for char in gram)


def topic_token(key: str) -> str:
    """A topic as the index stores it."""
    return "t" + NO_TOKEN.sub("", key)


def region_token(code: str) -> str:
    """A region as the index stores it."""
    return "r" + NO_TOKEN.sub("", code.casefold())


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it was asked for (the page marks those)."""
    folded = fold(text)
    if len(folded) != len(text):
        return ((text, False),)
    hit = [False] * len(text)
    for word in words:
        start = folded.find(word)
        while word and start >= 0:
            hit[start : start + len(word)] = [True] * len(word)
            start = folded.find(word, start + 1)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or hit[index] != hit[start]:
            pieces.append((text[start:index], hit[start]))
            start = index
    return tuple(pieces)
