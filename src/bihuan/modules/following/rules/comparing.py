"""What changed between two readings of a notice, clause by clause, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.modules.directives.api.places import ClauseFace

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
WORDS = {ADDED: "新增", REMOVED: "停用", CHANGED: "改动"}


class Difference(TypedDict):
    """One clause that reads otherwise than before."""

    code: str
    name: str
    what: str
    aspects: list[list[str]]


def compare(before: Sequence[ClauseFace], after: Sequence[ClauseFace]) -> list[Difference]:
    """Return every clause that was added, removed or reads otherwise, in the order of the new."""
    old = {face.code: face for face in before}
    found: list[Difference] = []
    for face in after:
        earlier = old.pop(face.code, None)
        if earlier is None:
            aspects = [[label, "", text] for label, text in face.aspects if text]
            found.append(_difference(face, ADDED, aspects))
        elif earlier.print != face.print:
            was = dict(earlier.aspects)
            aspects = [
                [label, was.get(label, ""), text]
                for label, text in face.aspects
                if was.get(label, "") != text
            ]
            found.append(_difference(face, CHANGED, aspects))
    for face in old.values():
        aspects = [[label, text, ""] for label, text in face.aspects if text]
        found.append(_difference(face, REMOVED, aspects))
    return found


def _difference(face: ClauseFace, what: str, aspects: list[list[str]]) -> Difference:
    return {"code": face.code, "name": face.name, "what": what, "aspects": aspects}
