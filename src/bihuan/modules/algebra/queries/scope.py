"""Which lists are compared with which: those of the same region, of the one above, of those below.

Two counties that do the same are no finding; a county and its neighbour are never compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.modules.algebra.models import MeasuredList
from bihuan.modules.algebra.rules.packing import Pack, chosen, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Known:
    """One measured matter."""

    pk: int
    identity: str
    role: str
    partners: tuple[str, ...]
    duties: tuple[str, ...]
    body: str
    region: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Measured matters, and their terms in the same order."""

    matters: tuple[Known, ...]
    pack: Pack

    @property
    def bodies(self) -> frozenset[str]:
        """Whose matters these are."""
        return frozenset(each.body for each in self.matters)

    def part(self, wanted: Callable[[Known], bool]) -> Corpus:
        """The matters that are wanted, in the same order."""
        places = [place for place, each in enumerate(self.matters) if wanted(each)]
        matters = tuple(self.matters[place] for place in places)
        return Corpus(matters, chosen(self.pack, places))


def above(region: str) -> str:
    """The region one level up, "" for the province."""
    if region.endswith("0000"):
        return ""
    return f"{region[:2]}0000" if region.endswith("00") else f"{region[:4]}00"


def around(region: str, *, below: bool = True) -> Corpus:
    """Everything a list of this region is compared with."""
    near = Q(region=region)
    if above(region):
        near |= Q(region=above(region))
    if below:
        near |= _below(region)
    return corpus(MeasuredList.objects.filter(near).order_by("body"))


def _below(region: str) -> Q:
    """The lists of the regions one level down."""
    if region.endswith("0000"):
        near = Q(region__startswith=region[:2], region__endswith="00")
    elif region.endswith("00"):
        near = Q(region__startswith=region[:4])
    else:
        return Q(pk__isnull=True)
    return near & ~Q(region=region)


def corpus(lists: Iterable[MeasuredList]) -> Corpus:
    """Measured lists put together."""
    held = list(lists)
    matters = tuple(
        Known(pk, identity, role, tuple(partners), tuple(duties), each.body, each.region)
        for each in held
        for pk, identity, role, partners, duties in each.rows
    )
    packed = joined([(bytes(each.keys), bytes(each.weights), bytes(each.ends)) for each in held])
    return Corpus(matters, packed)
