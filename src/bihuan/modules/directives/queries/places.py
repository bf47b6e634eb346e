"""What higher modules ask of a notice: its clauses in words, and who owes one in a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.faces import faces_of

if TYPE_CHECKING:
    from bihuan.modules.directives.rules.faces import ClauseFace


@dataclass(frozen=True, slots=True)
class NoticeFace:
    """A notice in force, in words."""

    key: str
    number: str
    title: str
    region: str
    clauses: tuple[ClauseFace, ...]


_kept: dict[tuple[int, object], NoticeFace] = {}


def notice_for(region: str) -> NoticeFace | None:
    """Return the newest notice that holds in a region, None where there is none."""
    item = packs.for_place(region) if region else None
    if item is None:
        return None
    key = (item.id, item.loaded_at)
    if key not in _kept:
        notice = item.pack.notice
        _kept.clear()
        _kept[key] = NoticeFace(
            notice.key, notice.number, notice.title, notice.region, faces_of(item.pack)
        )
    return _kept[key]
