"""The places figures are about: 21 cities and 183 counties, by code and by how they are spoken.

The map of bodies may hold further provinces; figures and rules are those of this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.organisations import api as organisations
from bihuan.modules.quality.policies import PROVINCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.organisations.queries import RegionView


@dataclass(frozen=True, slots=True)
class Place:
    """A city or county."""

    code: str
    name: str
    short: str
    level: str
    parent: str

    @property
    def stem(self) -> str:
        """Return the name without its kind, as rankings print it: 成都, 达州, 阿坝."""
        return self.short[:-1] if self.level == "city" and len(self.short) > 1 else self.short


class UnknownPlace(LookupError):
    """There is no such city or county; the message says so."""


def _place(view: RegionView) -> Place:
    return Place(view.code, view.name, view.short, view.level, view.parent)


def cities() -> tuple[Place, ...]:
    """Return the cities by code."""
    return tuple(_place(view) for view in organisations.regions(level="city", within=PROVINCE))


def counties() -> tuple[Place, ...]:
    """Return the counties by code."""
    return tuple(_place(view) for view in organisations.regions(level="county", within=PROVINCE))


def place(code: str) -> Place:
    """Return one city or county.

    :raises UnknownPlace: there is none with this code.
    """
    for found in (*cities(), *counties()):
        if found.code == code:
            return found
    raise UnknownPlace(f"没有区划代码为“{code}”的市（州）或者县（市、区）。")


def by_word() -> Mapping[str, Place | None]:
    """Return places by every way files write them; None where a word means more than one."""
    found: dict[str, Place | None] = {}
    above = {city.code: city for city in cities()}
    for one in (*above.values(), *counties()):
        for word in {one.code, one.name, one.short, one.stem}:
            known = found.get(word, one)
            found[word] = one if known is not None and known.code == one.code else None
        if one.level != "city" and (city := above.get(one.parent)) is not None:
            found[f"{city.short}{one.short}"] = one
            found[f"{city.stem}{one.short}"] = one
    return found
