"""What one office may change in a kind: its words place by place, judged before they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.documents.rules import secrecy
from bihuan.modules.documents.rules.filling import Faults, text
from bihuan.modules.documents.rules.values import Form
from bihuan.modules.documents.rules.writing import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bihuan.modules.documents.rules.values import Kind

LONGEST_WORDS = 2_000
LONGEST_HEAD = 60
HEADED = frozenset({Form.DOCUMENT, Form.LETTER, Form.MINUTES})
"""Forms that print a red head."""
BRACED = re.compile(r"\{([^{}\n]*)\}")
PITCHES = ("28", "28.5", "28.95", "29", "30")
"""Line pitches offices print by, in points; "" is the standard's own (rules/layout.py)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One piece of wording of a kind, with the words every office begins from."""

    key: str
    label: str
    words: str
    heading: bool = False


def places(kind: Kind) -> tuple[Place, ...]:
    """Return what may be adapted, from the top of the paper."""
    found = [Place("title", "标题", kind.title, heading=True)]
    for number, section in enumerate(kind.body, start=1):
        if section.head:
            found.append(Place(f"body.{number}.head", f"第{number}段小标题", section.head, True))
        if section.text:
            found.append(Place(f"body.{number}", f"第{number}段", section.text))
    found += [Place("closing", "结尾", kind.closing)] if kind.closing else []
    found += [Place("note", "附注", kind.note)] if kind.note else []
    return tuple(found)


def shown(words: str, kind: Kind) -> str:
    """Write the holes of a wording as an office reads them: {督办事项}."""
    labels = {field.key: field.label for field in kind.fields}
    return HOLE.sub(lambda hole: f"{{{labels[hole[1]]}}}", words)


def typed(words: str, kind: Kind) -> str:
    """Read what an office typed back into holes; a name that is no field stays as it is."""
    for field in kind.fields:
        words = words.replace(f"{{{field.label}}}", f"{{{field.key}}}")
    return words.replace("\r\n", "\n").strip()


def changed(kind: Kind, wording: Mapping[str, str]) -> dict[str, str]:
    """Keep the places that differ from the kind's own words; an emptied one goes back to them."""
    own = {place.key: place.words for place in places(kind)}
    return {key: words for key, words in wording.items() if words and words != own.get(key)}


def word_faults(kind: Kind, wording: Mapping[str, str]) -> dict[str, str]:
    """Say what cannot stand, by place."""
    there = {place.key: place for place in places(kind)}
    found: dict[str, str] = {}
    for key, words in wording.items():
        place = there.get(key)
        if place is None:
            found[key] = f"“{kind.label}”没有“{key}”这一处文字。"
        elif fault := next(_faults(kind, place, words), ""):
            found[key] = fault
    return found


def _faults(kind: Kind, place: Place, words: str) -> Iterator[str]:
    faults = Faults()
    text(words, place.label, faults, limit=LONGEST_WORDS, one_line=place.heading)
    yield from faults
    if marks := secrecy.marks_in(words):
        yield secrecy.refusal_sentence(f"“{place.label}”中", marks)
    if place.heading and "\n" in words:
        yield f"“{place.label}”只能写一行。"
    labels = {field.key: field.label for field in kind.fields}
    named = BRACED.findall(words)
    for name in named:
        if name not in labels:
            yield (
                f"“{place.label}”里的“{{{name}}}”不是“{kind.label}”的栏目。"
                f"可以用的栏目：{'、'.join(labels.values())}。"
            )
    if set("{}") & set(BRACED.sub("", words)):
        yield f"“{place.label}”里有不成对的花括号。栏目写作“{{{kind.fields[0].label}}}”的样式。"
    required = {field.key for field in kind.fields if field.required}
    for name in HOLE.findall(place.words):
        if name in required and name not in named:
            yield f"“{place.label}”须保留必填栏目“{{{labels[name]}}}”，否则填写的内容不会印出。"


def head_fault(kind: Kind, head: str, *, names: tuple[str, ...]) -> str:
    """Say why a red head cannot stand: it carries the name of whoever issues."""
    if not head:
        return ""
    if kind.form not in HEADED:
        return f"“{kind.label}”没有发文机关标志。"
    faults = Faults()
    text(head, "发文机关标志", faults, limit=LONGEST_HEAD, one_line=True)
    if faults:
        return faults[0]
    if not any(name and name in head for name in names):
        return (
            f"发文机关标志须写有本单位全称或者规范简称“{names[-1]}”"
            "（GB/T 9704-2012 发文机关标志）。"
        )
    return ""
