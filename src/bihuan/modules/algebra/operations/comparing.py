"""Measuring a filed list, relating it to the others, and finding what follows.

Filing one list costs that list's comparisons only: the other lists are there as arrays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.calendar import civil_day
from bihuan.modules.algebra.models import MeasuredList, Relation
from bihuan.modules.algebra.operations.settling import find_all, find_for
from bihuan.modules.algebra.queries.scope import Corpus, Known, above, around
from bihuan.modules.algebra.rules.finding import pair_wording
from bihuan.modules.algebra.rules.measuring import (
    NAMED,
    TURNED,
    Kind,
    Measured,
    fingerprint,
    text_of,
    words_shared,
)
from bihuan.modules.algebra.rules.packing import Pack, compared, pack, to_bytes
from bihuan.modules.matters.api import comparing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

COMPARE = "algebra.compare"
"""The name of the work that compares one body's list."""
BATCH = 500
MOST = 20
"""So many relations of one matter with its own region are kept, the strongest."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did."""

    lists: int
    relations: int
    findings: int


@dataclass(frozen=True, slots=True)
class _Pair:
    mine: Known
    other: Known
    found: Measured
    kind: Kind


def compare_body(*, body: str, at: datetime) -> Run:
    """Compare the newest filed list of a body with those around it; a body without one is left."""
    held = comparing.filed_lists(body=body)
    if not held:
        with transaction.atomic():
            MeasuredList.objects.filter(body=body).delete()
            Relation.objects.filter(Q(first_body=body) | Q(second_body=body)).delete()
        return Run(0, 0, 0)
    matters = comparing.filed_matters([held[0].number])[held[0].number]
    measured, packed = _measured(held[0], matters, at)
    with transaction.atomic():
        MeasuredList.objects.filter(body=body).delete()
        measured.save()
        corpus = around(measured.region)
        relations = _relate(measured, packed, corpus)
        found = find_for(body=body, matters=matters, corpus=corpus, on=civil_day(at), at=at)
    return Run(1, relations, found)


def compare_all(*, at: datetime, under: str = "") -> Run:
    """Compare everything anew."""
    lists = comparing.filed_lists(under=under)
    for start in range(0, len(lists), BATCH):
        some = lists[start : start + BATCH]
        matters = comparing.filed_matters([each.number for each in some])
        made = [_measured(each, matters[each.number], at)[0] for each in some]
        with transaction.atomic():
            MeasuredList.objects.filter(body__in=[each.body for each in some]).delete()
            MeasuredList.objects.bulk_create(made, batch_size=100)
    by_region: dict[str, list[str]] = defaultdict(list)
    for each in lists:
        by_region[each.region].append(each.body)
    relations = findings = 0
    for region, bodies in sorted(by_region.items()):
        with transaction.atomic():
            corpus = around(region)
            for body in bodies:
                relations += _again(body, corpus)
            findings += find_all(region=region, corpus=corpus, on=civil_day(at), at=at)
    return Run(len(lists), relations, findings)


def _again(body: str, corpus: Corpus) -> int:
    places = [place for place, each in enumerate(corpus.matters) if each.body == body]
    if not places:
        return 0
    first, last = places[0], places[-1] + 1
    ends = corpus.pack.ends
    begin = int(ends[first - 1]) if first else 0
    part = slice(begin, int(ends[last - 1]))
    asked = Pack(
        corpus.pack.keys[part],
        corpus.pack.weights[part],
        ends[first:last] - begin,
        corpus.pack.sums[first:last],
    )
    return _store(body, _pairs(corpus.matters[first:last], asked, corpus, upward_only=True))


def _measured(
    held: comparing.ComparedList, matters: Sequence[comparing.ComparedMatter], at: datetime
) -> tuple[MeasuredList, Pack]:
    packed = pack([text_of(matter) for matter in matters])
    keys, weights, ends = to_bytes(packed)
    rows = [[each.pk, each.identity, each.role, each.partners, each.duties] for each in matters]
    made = MeasuredList(
        body=held.body,
        region=held.region,
        number=held.number,
        fingerprint=fingerprint(),
        measured_at=at,
        rows=rows,
        keys=keys,
        weights=weights,
        ends=ends,
    )
    return made, packed


def _relate(measured: MeasuredList, packed: Pack, corpus: Corpus) -> int:
    own = tuple(each for each in corpus.matters if each.body == measured.body)
    return _store(measured.body, _pairs(own, packed, corpus, upward_only=False))


def _pairs(own: Sequence[Known], asked: Pack, corpus: Corpus, *, upward_only: bool) -> list[_Pair]:
    """The pairs worth keeping: the strongest of the region, one above, one for each below."""
    region, parent = own[0].region, above(own[0].region)
    level: dict[int, list[_Pair]] = defaultdict(list)
    upper: dict[int, _Pair] = {}
    lower: dict[int, _Pair] = {}
    for number, place, found in compared(asked, corpus.pack):
        mine, other = own[number], corpus.matters[place]
        kind = found.kind or (Kind.OVERLAPS if _named(mine, other, found) else None)
        if kind is None or other.body == mine.body:
            continue
        pair = _Pair(mine, other, found, kind)
        if other.region == region:
            level[number].append(pair)
        elif other.region == parent:
            _stronger(upper, number, pair)
        elif not upward_only:
            _stronger(lower, place, pair)
    kept = [*upper.values(), *lower.values()]
    for pairs in level.values():
        kept += sorted(pairs, key=lambda pair: (-pair.found.score, pair.other.identity))[:MOST]
    return kept


def _named(mine: Known, other: Known, found: Measured) -> bool:
    return found.score >= NAMED and (other.body in mine.partners or mine.body in other.partners)


def _stronger(best: dict[int, _Pair], key: int, pair: _Pair) -> None:
    if key not in best or pair.found.score > best[key].found.score:
        best[key] = pair


def _store(body: str, pairs: Sequence[_Pair]) -> int:
    Relation.objects.filter(Q(first_body=body) | Q(second_body=body)).delete()
    known = comparing.matters_known(key for pair in pairs for key in (pair.mine.pk, pair.other.pk))
    made: list[Relation] = []
    for pair in pairs:
        first, second, kind = pair.mine, pair.other, pair.kind
        if (second.body, second.identity) < (first.body, first.identity):
            first, second, kind = second, first, TURNED.get(kind, kind)
        one, two = known[first.pk], known[second.pk]
        made.append(
            Relation(
                first=first.identity,
                second=second.identity,
                first_row=first.pk,
                second_row=second.pk,
                first_body=first.body,
                second_body=second.body,
                kind=kind.value,
                score=pair.found.score,
                words=list(words_shared(text_of(one), text_of(two))),
                wording=pair_wording(one, two),
            )
        )
    Relation.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    return len(made)
