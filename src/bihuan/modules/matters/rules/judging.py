"""How well a matter answers a question: whole numbers from 0 to 1000, and the words that say why.

Topics of the dictionary weigh most, then the characters themselves, then how exact the matter is,
the place and whether its body leads. The same on every database: the index only proposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.matters.rules.searching import WORDS, fold, grams_of
from bihuan.modules.matters.rules.words import OUTSIDE, STRONG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.matters.rules.words import Dictionary

LONGEST_QUESTION = 100
IN_NAME, IN_TEXT, FULL = 10, 7, 10
TOPIC_PART, TEXT_PART, EXACT_PART, PLACE_PART, LEAD_PART = 600, 200, 60, 100, 40
DECIDING = (*STRONG, OUTSIDE)
"""Kinds of topics that decide whether a matter answers; time, place and action only rank."""
ENOUGH_TOPIC = 45  # of a hundred: so much of what is asked must stand in the matter
ENOUGH_TEXT = 75  # of a hundred characters, where the dictionary knows no word of the question
NEARNESS = {0: 100, 1: 70, 2: 40}
"""Of the part for the place: a list of the region itself, of its city, of the province."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, ready to be looked up and judged."""

    text: str
    topics: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...]
    strong: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is left to look for."""
        return not (self.topics or self.strong or self.weak)


@dataclass(frozen=True, slots=True)
class MatterText:
    """The words of one matter, folded, with the topics of its name and of the rest."""

    name: str
    rest: str
    name_topics: frozenset[str]
    rest_topics: frozenset[str]
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score, whether it is an answer, and which topics and pairs were found where."""

    score: int
    answers: bool
    in_name: tuple[str, ...]
    in_rest: tuple[str, ...]
    pairs: tuple[str, ...]


def ask(text: str, words: Dictionary) -> Question:
    """Read a question without its place: topics first, then the characters that say something."""
    shown = " ".join(text.split())[:LONGEST_QUESTION]
    folded = fold(shown)
    topics = words.topics_in(folded)
    core = folded
    for filler in words.asking.fillers:
        core = core.replace(filler, " ")
    kept = tuple(WORDS.findall(core)) or tuple(WORDS.findall(folded))
    pairs = sorted({pair for word in kept for pair in grams_of(word)})
    weak = [pair for pair in pairs if pair in words.asking.generic]
    strong = [pair for pair in pairs if pair not in words.asking.generic]
    return Question(shown, topics, kept, tuple(strong), tuple(weak))


def judge(question: Question, matter: MatterText, *, words: Dictionary, steps: int) -> Judgement:
    """Judge one matter; `steps` is how many levels its list stands above the place asked about."""
    total = hit = core = core_hit = 0
    in_name, in_rest = [], []
    for key in question.topics:
        topic, worth = words.topics[key], 0
        if key in matter.name_topics:
            worth = topic.weight * IN_NAME
            in_name.append(key)
        elif key in matter.rest_topics:
            worth = topic.weight * IN_TEXT
            in_rest.append(key)
        total, hit = total + topic.weight * FULL, hit + worth
        if topic.kind in DECIDING:
            core, core_hit = core + topic.weight * FULL, core_hit + worth
    pairs = tuple(p for p in (*question.strong, *question.weak) if p in matter.name)
    covered, seen, characters = _coverage(question, matter)
    if total:
        answers = core_hit > 0 and core_hit * 100 >= core * ENOUGH_TOPIC
        topical = TOPIC_PART * hit // total
    else:
        answers = bool(question.strong) and seen * 100 >= characters * ENOUGH_TEXT > 0
        topical = TOPIC_PART * covered // (4 * characters) if characters else 0
    named = len(matter.name_topics)
    score = topical
    score += TEXT_PART * covered // (2 * characters) if characters else 0
    score += EXACT_PART * len(in_name) // named if named else 0
    if score:
        score += PLACE_PART * NEARNESS.get(steps, 0) // 100
        score += LEAD_PART if matter.leads else 0
    return Judgement(score, answers and matter.leads, tuple(in_name), tuple(in_rest), pairs)


def is_outside(question: Question, words: Dictionary) -> bool:
    """Whether the question speaks of a thing no matter list is about."""
    return any(words.topics[key].kind == OUTSIDE for key in question.topics)


def _coverage(question: Question, matter: MatterText) -> tuple[int, int, int]:
    """How many characters of the question stand in pairs of the matter: weighed, bare, of how many.

    A character in the name weighs two, one in the rest one: 秸秆焚烧 is covered by 秸秆露天焚烧,
    though 秆焚 does not occur in it.
    """
    hit = seen = total = 0
    passed = question.weak if question.strong else ()
    for word in question.words:
        total += len(word)
        worth = [0] * len(word)
        for index in range(len(word)):
            pair = word[index : index + 2]
            if (len(pair) == 1 and index) or pair in passed:
                continue
            value = 2 if pair in matter.name else 1 if pair in matter.rest else 0
            for place in range(index, index + len(pair)):
                worth[place] = max(worth[place], value)
        hit += sum(worth)
        seen += sum(value > 0 for value in worth)
    return hit, seen, total
