"""Searching published matters by pairs of neighbouring characters: the same on every database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

WORDS = re.compile(r"[\w]+")
LONGEST_QUESTION = 60
FILLERS = (
    "这件事",
    "归谁管",
    "谁负责",
    "谁来管",
    "哪个部门",
    "由谁",
    "怎么办",
    "的问题",
    "管理部门",
)
NAME_WEIGHT = 4
TEXT_WEIGHT = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, ready to be looked up."""

    text: str
    words: tuple[str, ...]
    grams: tuple[str, ...]


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


def weighted_grams(*, name: str, others: Iterable[str]) -> Mapping[str, int]:
    """Index entries of one matter; a pair in the name weighs more than one in the text."""
    weights = {gram: TEXT_WEIGHT for text in others for gram in grams_of(text)}
    weights.update(dict.fromkeys(grams_of(name), NAME_WEIGHT))
    return weights


def ask(text: str) -> Question:
    """Read a question; politeness around the thing asked for is dropped when something is left."""
    shown = " ".join(text.split())[:LONGEST_QUESTION]
    core = fold(shown)
    for filler in FILLERS:
        core = core.replace(filler, " ")
    words = tuple(WORDS.findall(core)) or tuple(WORDS.findall(fold(shown)))
    grams = tuple(sorted({gram for word in words for gram in grams_of(word)}))
    return Question(shown, words, grams)


def coverage(question: Question, grams: Collection[str]) -> tuple[int, int]:
    """How many characters of the question a matter's pairs cover, of how many.

    秸秆焚烧 is answered by 秸秆露天焚烧: every character stands in a pair the matter holds, though
    秆焚 does not occur in it.
    """
    hit = total = 0
    for word in question.words:
        total += len(word)
        seen = [False] * len(word)
        if len(word) == 1:
            seen[0] = word in grams
        for index in range(len(word) - 1):
            if word[index : index + 2] in grams:
                seen[index] = seen[index + 1] = True
        hit += sum(seen)
    return hit, total


def marked(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it was asked for (the page marks those)."""
    grams = {gram for word in words for gram in grams_of(word)}
    folded = fold(text)
    if len(folded) != len(text):
        return ((text, False),)
    hit = [False] * len(text)
    for index in range(len(text)):
        for length in (1, 2):
            piece = folded[index : index + length]
            if len(piece) == length and piece in grams:
                hit[index : index + length] = [True] * length
    pieces: list[tuple[str, bool]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or hit[index] != hit[start]:
            pieces.append((text[start:index], hit[start]))
            start = index
    return tuple(pieces)
