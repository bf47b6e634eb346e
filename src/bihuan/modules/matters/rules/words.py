"""The domain dictionary: what people say and what lists say, as reviewed data.

It says which words mean the same thing and never who is responsible: that stands in the lists. It
serves the search and every other comparison of texts; nothing here reads the database.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.modules.matters.rules.searching import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WEIGHTS = {"problem": 10, "object": 10, "place": 3, "stage": 4, "action": 3}
OUTSIDE = "outside"
PLACE = "place"
OUTSIDE_WEIGHT = 16
STRONG = ("problem", "object")
Groups = tuple[tuple[str, ...], ...]


class WordsError(ValueError):
    """A file of the dictionary is wrong; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing with all its words: any of `words`, or one of each group of `groups`."""

    key: str
    label: str
    kind: str
    weight: int
    words: tuple[str, ...]
    groups: Groups = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """How people ask: politeness, words that tell nothing apart, names that are no place here."""

    fillers: tuple[str, ...]
    generic: frozenset[str]
    not_places: frozenset[str]


class Dictionary:
    """The topics, ready to be found in a text."""

    def __init__(self, topics: Mapping[str, Topic], asking: Asking, fingerprint: str) -> None:
        """Order the words by their first character, the longest first."""
        self.topics = topics
        self.asking = asking
        self.fingerprint = fingerprint
        owners: dict[str, list[str]] = defaultdict(list)
        for topic in topics.values():
            for word in topic.words:
                owners[word].append(topic.key)
        self._owners = dict(owners)
        starts: dict[str, list[str]] = defaultdict(list)
        for word in sorted(owners, key=len, reverse=True):
            starts[word[0]].append(word)
        self._starts = dict(starts)
        self._grouped = tuple(topic for topic in topics.values() if topic.groups)
        # 河道 stays a place inside 河道采砂, while 保护区 is not meant inside 水源保护区.
        self._inside = tuple(topic for topic in topics.values() if topic.kind == PLACE)

    def words_in(self, text: str) -> Iterator[str]:
        """The words of the dictionary in a folded text; a word inside a longer one is not meant."""
        reached = 0
        for index, char in enumerate(text):
            for word in self._starts.get(char, ()):
                if index + len(word) > reached and text.startswith(word, index):
                    reached = index + len(word)
                    yield word
                    break

    def topics_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """The topics a folded text speaks of, each with the words that say so."""
        found: dict[str, list[str]] = {}
        for word in self.words_in(text):
            for key in self._owners[word]:
                words = found.setdefault(key, [])
                if word not in words:
                    words.append(word)
        for topic in self._inside:
            said = [word for word in topic.words if len(word) > 1 and word in text]
            if said and topic.key not in found:
                found[topic.key] = said[:1]
        for topic in self._grouped:
            if topic.key not in found:
                said = [next((w for w in group if w in text), "") for group in topic.groups]
                if all(said):
                    found[topic.key] = list(dict.fromkeys(said))
        return {key: tuple(words) for key, words in found.items()}


def dictionary() -> Dictionary:
    """The dictionary in use."""
    return _load(settings.POLICY_DIR / "china" / "words")


@lru_cache(maxsize=2)
def _load(folder: Path) -> Dictionary:
    digest = hashlib.sha256()
    raw = {name: _read(folder / f"{name}.toml", digest) for name in ("topics", "asking")}
    try:
        topics = {
            key: _topic(key, kind, entry)
            for kind in WEIGHTS
            for key, entry in raw["topics"].get(kind, {}).items()
        }
        asking = raw["asking"]
        for key, words in asking[OUTSIDE].items():
            name = f"{OUTSIDE}_{key}"
            known = tuple(fold(word) for word in words)
            topics[name] = Topic(name, "、".join(words[:3]), OUTSIDE, OUTSIDE_WEIGHT, known)
        manners = Asking(
            tuple(sorted((fold(word) for word in asking["fillers"]), key=len, reverse=True)),
            frozenset(fold(word) for word in asking["generic"]),
            frozenset(asking["not_places"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise WordsError(f"{folder}：领域词典不完整：{error}。") from error
    return Dictionary(topics, manners, digest.hexdigest())


def _topic(key: str, kind: str, entry: Mapping[str, Any]) -> Topic:
    return Topic(
        key=key,
        label=entry["label"],
        kind=kind,
        weight=int(entry.get("weight", WEIGHTS[kind])),
        words=tuple(dict.fromkeys(fold(word) for word in (*entry["words"], entry["label"]))),
        groups=tuple(tuple(fold(word) for word in group) for group in entry.get("all", ())),
    )


def _read(path: Path, digest: hashlib._Hash) -> dict[str, Any]:
    try:
        content = path.read_bytes()
        digest.update(content)
        return tomllib.loads(content.decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WordsError(f"{path}：读不出领域词典：{error}。") from error
