"""How like two texts are, by the pairs of neighbouring characters they share. Whole numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE = 1000
NEAR = 140
"""From this likeness on (of a thousand) another docket is worth showing. Design default."""
WORDS = re.compile(r"[0-9a-z]+|[一-鿿]+")
COMMON = frozenset(
    {
        *("污染", "问题", "环境", "生态", "管理", "部门", "牵头", "职责", "明确", "监管", "影响"),
        *("的牵", "头监", "各管", "管一", "一段", "没有", "几个", "个部", "由谁", "谁管"),
        *("责任", "任清", "清单", "的清", "单写", "写明", "明由", "谁承", "承担", "有一", "一份"),
        *("演示", "示数", "数据"),
    }
)
"""Pairs that nearly every docket holds: they tell nothing."""


def grams(*texts: str) -> frozenset[str]:
    """The pairs of characters in texts, across no mark of punctuation."""
    found: set[str] = set()
    for text in texts:
        for run in WORDS.findall(unicodedata.normalize("NFKC", text).casefold()):
            if run.isascii():
                found.add(run)
            else:
                found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found - COMMON)


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """Twice what is shared by what there is (Dice), in thousandths: the same both ways."""
    total = len(one) + len(other)
    return 2 * WHOLE * len(one & other) // total if total else 0


def shared_words(one: frozenset[str], other: frozenset[str], *, most: int = 6) -> tuple[str, ...]:
    """What two texts have in common, neighbouring pairs joined, longest first."""
    return tuple(sorted(_joined(one & other), key=lambda word: (-len(word), word))[:most])


def _joined(shared: Iterable[str]) -> set[str]:
    every = set(shared)
    words = {word for word in every if word.isascii()}
    pairs = sorted(every - words)
    for pair in pairs:
        word = pair
        while True:
            after = next((p for p in pairs if p[0] == word[-1] and p[1] not in word), None)
            if after is None:
                break
            word += after[1]
        words.add(word)
    return {word for word in words if not any(word != w and word in w for w in words)}
