"""The measure of two texts: shared weight of topics, pairs of characters and legal bases.

Whole numbers throughout. A term is a topic of the domain dictionary, a pair of neighbouring
characters that tells something apart, or a legal basis; each has a weight in each text. Two texts
share the smaller weight of every term both have.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from bihuan.modules.algebra.rules.vocabulary import DULL, FINE
from bihuan.modules.matters.api import comparing

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "2"
"""Changes with the measure: what was measured otherwise is measured anew."""
TOPIC, ASIDE, NAME, OBJECT, ARTICLE, LAW = 4, 1, 3, 1, 8, 3
EXACT = 40
SAME, COVERED, OVERLAPPING = 680, 800, 480
NAMED = 300
"""Between a body and the partner it names, so much is enough to be the same work."""
WHOLE = 1000
REGION_TEXTS = 4096
"""So many texts and more than any region has are compared at a time."""


class Kind(Enum):
    """How one matter relates to another, seen from the first."""

    SAME = "same"
    CONTAINS = "contains"
    WITHIN = "within"
    OVERLAPS = "overlaps"


LABELS = {
    Kind.SAME.value: "相同",
    Kind.CONTAINS.value: "包含",
    Kind.WITHIN.value: "被包含",
    Kind.OVERLAPS.value: "交叉",
}
TURNED = {Kind.CONTAINS: Kind.WITHIN, Kind.WITHIN: Kind.CONTAINS}


@dataclass(frozen=True, slots=True)
class Text:
    """What is measured of a matter or of a duty."""

    name: str
    watched: str = ""
    measures: str = ""
    bases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Shared weight of two texts of these weights."""

    shared: int
    first: int
    second: int

    @property
    def score(self) -> int:
        """How alike they are, to 1000."""
        return 2 * WHOLE * self.shared // max(1, self.first + self.second)

    @property
    def kind(self) -> Kind | None:
        """The candidate relation; None where they have too little in common."""
        if self.score >= SAME:
            return Kind.SAME
        if self.shared * WHOLE >= COVERED * self.second:
            return Kind.CONTAINS
        if self.shared * WHOLE >= COVERED * self.first:
            return Kind.WITHIN
        return Kind.OVERLAPS if self.score >= OVERLAPPING else None


@lru_cache(maxsize=1)
def _dull(fingerprint: str) -> frozenset[str]:
    del fingerprint
    words = comparing.dictionary().asking
    return frozenset(
        gram for word in (*words.generic, *words.fillers) for gram in comparing.grams_of(word)
    )


def terms_of(text: Text) -> dict[str, int]:
    """Every term of a text with its weight in it."""
    words = comparing.dictionary()
    dull = _dull(words.fingerprint)
    found: dict[str, int] = {}
    strong = words.topics_in(comparing.fold(f"{text.name} {text.watched}"))
    for key in strong:
        found[f"t{key}"] = words.topics[key].weight * TOPIC
    said = comparing.fold(f"{text.name} {text.watched}")
    for key, fine in FINE.items():
        if any(word in said for word in fine):
            found[f"f{key}"] = EXACT
    for key in words.topics_in(comparing.fold(text.measures)):
        found.setdefault(f"t{key}", words.topics[key].weight * ASIDE)
    for source, weight in ((text.name, NAME), (text.watched, OBJECT)):
        for gram in comparing.grams_of(_rest(source, strong)) - dull:
            found.setdefault(f"g{gram}", weight)
    for instrument, article in text.bases:
        found[f"l{comparing.fold(instrument)}"] = LAW
        if article:
            found[f"a{comparing.fold(instrument)} {article}"] = ARTICLE - LAW
    return found


def _rest(text: str, topics: Mapping[str, tuple[str, ...]]) -> str:
    """What a text says beside its topics and the phrases of office prose."""
    said = {word for words in topics.values() for word in words}
    rest = comparing.fold(text)
    said |= {word for fine in FINE.values() for word in fine}
    for word in (*sorted(said, key=lambda word: (-len(word), word)), *DULL):
        rest = rest.replace(word, " ")
    return rest


def measure(first: Mapping[str, int], second: Mapping[str, int]) -> Measured:
    """How much two texts have in common."""
    shared = sum(min(weight, second[term]) for term, weight in first.items() if term in second)
    return Measured(shared, sum(first.values()), sum(second.values()))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, for naming what two have in common."""

    topics: Mapping[str, tuple[str, ...]]
    grams: frozenset[str]
    laws: frozenset[str]


@lru_cache(maxsize=REGION_TEXTS)
def _said(text: Text, fingerprint: str) -> _Said:
    whole = comparing.fold(f"{text.name} {text.watched} {text.measures}")
    return _Said(
        comparing.dictionary().topics_in(whole),
        comparing.grams_of(text.name) - _dull(fingerprint),
        frozenset(law for law, _article in text.bases),
    )


def words_shared(first: Text, second: Text) -> tuple[str, ...]:
    """The words of both texts that caused the score, the weightiest first."""
    words = comparing.dictionary()
    one, two = _said(first, words.fingerprint), _said(second, words.fingerprint)
    common = sorted(
        one.topics.keys() & two.topics.keys(), key=lambda key: (-words.topics[key].weight, key)
    )
    found = [word for key in common for word in (*one.topics[key], *two.topics[key])]
    grams = one.grams & two.grams
    found += sorted(gram for gram in grams if not any(gram in word for word in found))
    return tuple(dict.fromkeys([*found, *(f"《{law}》" for law in sorted(one.laws & two.laws))]))


def term_key(term: str) -> int:
    """A term as a number, the same on every machine."""
    return zlib.crc32(term.encode())


def fingerprint() -> str:
    """What a stored measure depends on beside the text."""
    return f"{VERSION}:{comparing.dictionary().fingerprint[:24]}"


def text_of(matter: comparing.ComparedMatter) -> Text:
    """What is measured of a matter."""
    return Text(matter.name, matter.watched, matter.measures, matter.bases)
