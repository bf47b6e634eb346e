"""Which place a question names: 成都市武侯区, 武侯, 都江堰; the longest name first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ENDINGS = "市区县州"
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A region as far as its name goes."""

    code: str
    name: str
    short: str
    parent: str


@dataclass(frozen=True, slots=True)
class Named:
    """The region a text names, the words for it, and the text without them."""

    code: str
    words: tuple[str, ...]
    rest: str


def names_of(places: Iterable[Place]) -> dict[str, tuple[str, ...]]:
    """Every name of every region, with the regions that carry it."""
    found: dict[str, list[str]] = {}
    for place in places:
        said = {place.name, place.short}
        stem = place.short[:-1]
        if place.short[-1:] in ENDINGS and len(stem) >= SHORTEST:
            said.add(stem)
        if place.name.endswith("省"):
            said |= {"全省", place.name[:-1]}
        for name in said:
            found.setdefault(name, []).append(place.code)
    return {name: tuple(codes) for name, codes in found.items()}


def place_in(
    text: str,
    *,
    names: Mapping[str, tuple[str, ...]],
    parents: Mapping[str, str],
    home: str,
    doubtful: Collection[str],
) -> Named:
    """The most exact region named; a doubtful or shared name counts inside a city that is known."""
    hits: list[tuple[str, tuple[str, ...]]] = []
    index = 0
    longest = max((len(name) for name in names), default=0)
    while index < len(text):
        for length in range(min(longest, len(text) - index), 1, -1):
            word = text[index : index + length]
            if word in names and not _ends_too_late(text, index, length, names):
                hits.append((word, names[word]))
                index += length
                break
        else:
            index += 1
    known = {home, parents.get(home, "")}
    known |= {codes[0] for word, codes in hits if len(codes) == 1 and word not in doubtful}
    chosen, said = "", []
    for word, codes in hits:
        within = [code for code in codes if parents.get(code) in known or code in known]
        sure = len(codes) == 1 and word not in doubtful
        if not sure and len(within) != 1:
            continue
        code = codes[0] if sure else within[0]
        said.append(word)
        if not chosen or _depth(code, parents) > _depth(chosen, parents):
            chosen = code
    kept = text
    for word in said:
        kept = kept.replace(word, " ")
    return Named(chosen, tuple(dict.fromkeys(said)), kept)


def _ends_too_late(text: str, index: int, length: int, names: Mapping[str, object]) -> bool:
    """Whether the last character begins a name and the word is one without it: 乐山 市中区."""
    if text[index : index + length - 1] not in names:
        return False
    last = index + length - 1
    return any(text[last : last + size] in names for size in (2, 3, 4) if last + size <= len(text))


def _depth(code: str, parents: Mapping[str, str]) -> int:
    depth = 0
    while code in parents:
        code, depth = parents[code], depth + 1
    return depth
