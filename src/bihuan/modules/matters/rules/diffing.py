"""What differs between two versions of a list, matter by matter and field by field.

Matters are followed by their identity, so that a new code or a new name is a change of the matter
and not another matter. A matter counts as moved only if the order of the others does not explain
its place: taking out the first row moves nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bihuan.modules.matters.rules.content import ROW_FIELDS, field_label, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.modules.matters.rules.content import Content

UNKNOWN: Mapping[str, str] = {}


class Kind(StrEnum):
    """What happened to a matter."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


KIND_LABELS = {
    Kind.ADDED: "新增",
    Kind.REMOVED: "删去",
    Kind.CHANGED: "修改",
    Kind.MOVED: "移动",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A content with the names of its rows in their order."""

    content: Content
    identities: tuple[str, ...]

    @property
    def rows(self) -> dict[str, Mapping[str, Any]]:
        """The rows by identity, in their order."""
        return dict(zip(self.identities, self.content["rows"], strict=True))


EMPTY = Version({"title": "", "header": {}, "rows": []}, ())


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MatterChange:
    """What happened to one matter; places count from 1, 0 where it does not stand."""

    kind: Kind
    identity: str
    code: str
    name: str
    before: int
    after: int
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        label = KIND_LABELS[self.kind]
        return f"{label}并移动" if self.moved and self.kind is Kind.CHANGED else label


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs: the header, then the matters in the order they are read."""

    header: tuple[FieldChange, ...]
    matters: tuple[MatterChange, ...]
    unchanged: int

    def count(self, kind: Kind) -> int:
        """How many matters this happened to."""
        return sum(change.kind is kind for change in self.matters)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.header and not self.matters

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        if self.same:
            return "没有变化。"
        parts = [f"{KIND_LABELS[kind]} {self.count(kind)} 项" for kind in Kind if self.count(kind)]
        if self.header:
            parts.append(f"表头 {len(self.header)} 处")
        return f"{'，'.join(parts)}，未变 {self.unchanged} 项。"


def compare(before: Version, after: Version, *, names: Mapping[str, str] = UNKNOWN) -> Comparison:
    """Compare two versions; `names` are the names of bodies by code."""
    old, new = before.rows, after.rows
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    places = {key: place for place, key in enumerate(old, start=1)}
    changes: list[tuple[int, MatterChange]] = []
    unchanged = 0
    for place, (key, row) in enumerate(new.items(), start=1):
        if key not in old:
            change = MatterChange(Kind.ADDED, key, row["code"], row["name"], 0, place)
        else:
            fields = _fields(old[key], row, ROW_FIELDS, names)
            if not fields and key not in moved:
                unchanged += 1
                continue
            change = MatterChange(
                Kind.CHANGED if fields else Kind.MOVED,
                key,
                row["code"],
                row["name"],
                places[key],
                place,
                fields,
                key in moved,
            )
        changes.append((2 * place, change))
    for key, row in old.items():
        if key not in new:
            change = MatterChange(Kind.REMOVED, key, row["code"], row["name"], places[key], 0)
            changes.append((2 * places[key] - 1, change))  # before what took its place
    changes.sort(key=lambda item: item[0])
    head_before, head_after = _head(before.content), _head(after.content)
    header = _fields(head_before, head_after, tuple(head_after | head_before), names)
    return Comparison(header, tuple(change for _place, change in changes), unchanged)


def _head(content: Content) -> dict[str, Any]:
    return {"title": content["title"], **content["header"]}


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], known: Sequence[str], names: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            name,
            field_label(name),
            shown(name, old.get(name), names),
            shown(name, new.get(name), names),
        )
        for name in known
        if old.get(name) != new.get(name)
    )


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The fewest matters whose moving explains the new order (the rest keep theirs)."""
    places = {key: place for place, key in enumerate(old)}
    tails: list[int] = []  # the smallest last place of a kept run of each length
    ends: list[int] = []  # which entry of `new` that run ends with
    back: list[int] = []
    for index, key in enumerate(new):
        at = bisect_left(tails, places[key])
        back.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(places[key])
            ends.append(index)
        else:
            tails[at], ends[at] = places[key], index
    kept: set[str] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(new[index])
        index = back[index]
    return frozenset(new) - kept
