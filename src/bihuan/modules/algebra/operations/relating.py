"""The relations of matters: between the bodies of a region, and from each matter to those above.

What stands between two matters depends on these two and on the list the upper one is in, so filing
one list changes that list's relations only, and comparing one list gives what comparing all gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.modules.algebra.models import Relation
from bihuan.modules.algebra.rules.finding import pair_wording
from bihuan.modules.algebra.rules.measuring import (
    NAMED,
    TURNED,
    Kind,
    Measured,
)
from bihuan.modules.algebra.rules.packing import compared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bihuan.modules.algebra.queries.scope import Corpus, Known
    from bihuan.modules.matters.api import comparing

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two matters with what they share, seen from the first."""

    first: Known
    second: Known
    found: Measured
    kind: Kind

    def turned(self) -> Pair:
        """The same pair seen from the second."""
        found = Measured(self.found.shared, self.found.second, self.found.first)
        return Pair(self.second, self.first, found, TURNED.get(self.kind, self.kind))


def within(region: Corpus) -> list[Pair]:
    """Every pair of a region, the smaller body first."""
    return [
        pair for pair in _pairs(region, region, ordered=True) if pair.first.body < pair.second.body
    ]


def beside(own: Corpus, region: Corpus) -> list[Pair]:
    """The pairs of one list with the others of its region."""
    return [pair for pair in _pairs(own, region) if pair.first.body != pair.second.body]


def upward(lower: Corpus, upper: Corpus) -> list[Pair]:
    """For each lower matter the nearest of each list above."""
    best: dict[tuple[str, str], Pair] = {}
    for pair in _pairs(lower, upper):
        key = (pair.first.identity, pair.second.body)
        if key not in best or _nearer(pair, best[key]):
            best[key] = pair
    return list(best.values())


def store(
    level: Iterable[Pair], across: Iterable[Pair], rows: Mapping[int, comparing.ComparedMatter]
) -> int:
    """Keep these relations, the smaller body first.

    Only those of one region are judged by people, so only those need the words they were seen in.
    """
    made: list[Relation] = []
    for pair in (*level, *across):
        seen = pair if pair.first.body < pair.second.body else pair.turned()
        one, two = rows.get(seen.first.pk), rows.get(seen.second.pk)
        made.append(
            Relation(
                first=seen.first.identity,
                second=seen.second.identity,
                first_row=seen.first.pk,
                second_row=seen.second.pk,
                first_body=seen.first.body,
                second_body=seen.second.body,
                kind=seen.kind.value,
                score=seen.found.score,
                wording=pair_wording(one, two) if one and two else "",
            )
        )
    Relation.objects.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(made)


def forget(bodies: Collection[str]) -> None:
    """Drop what these bodies' lists were related to."""
    Relation.objects.filter(Q(first_body__in=bodies) | Q(second_body__in=bodies)).delete()


def rows_of(pairs: Sequence[Pair]) -> set[int]:
    """The matters these pairs are of."""
    return {key for pair in pairs for key in (pair.first.pk, pair.second.pk)}


def _pairs(asked: Corpus, known: Corpus, *, ordered: bool = False) -> Iterator[Pair]:
    for number, place, found in compared(asked.pack, known.pack):
        if ordered and place <= number:
            continue
        first, second = asked.matters[number], known.matters[place]
        kind = found.kind or (Kind.OVERLAPS if _named(first, second, found) else None)
        if kind is not None:
            yield Pair(first, second, found, kind)


def _named(first: Known, second: Known, found: Measured) -> bool:
    return found.score >= NAMED and (second.body in first.partners or first.body in second.partners)


def _nearer(one: Pair, other: Pair) -> bool:
    mine, theirs = one.found.score, other.found.score
    return mine > theirs or (mine == theirs and one.second.identity < other.second.identity)
