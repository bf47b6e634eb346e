"""Findings kept up to date: new ones are opened, settled ones closed, decisions stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.modules.algebra.models import (
    Finding,
    FindingKind,
    FindingState,
    Judgement,
    Relation,
    Verdict,
)
from bihuan.modules.algebra.queries.scope import above
from bihuan.modules.algebra.rules.finding import (
    CLAIMED,
    LEAD,
    Found,
    alone,
    gap,
    one_sided,
    overlap,
    repealed,
)
from bihuan.modules.algebra.rules.measuring import WHOLE, Text
from bihuan.modules.algebra.rules.packing import compared, pack
from bihuan.modules.matters.api import comparing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bihuan.modules.algebra.queries.scope import Corpus

Ends = tuple[str, str, str, str]
"""Both matters of a relation and both bodies."""
PAIRED = (FindingKind.OVERLAP, FindingKind.ONE_SIDED)
SINGLE = (FindingKind.REPEALED, FindingKind.NO_PARENT, FindingKind.NO_OFFICE)
LIVE = (FindingState.OPEN, FindingState.RETURNED)
DECIDED = (FindingState.DISMISSED, FindingState.SETTLED)
"""What was decided about these texts; other texts are another question."""
TOLD = ("sentence", "words", "score", "wording", "subject", "first_row", "second_row")


def find_for(
    *,
    body: str,
    level: Corpus,
    upper: Corpus,
    rows: Mapping[int, comparing.ComparedMatter],
    on: date,
    at: datetime,
) -> int:
    """Find what concerns one body, in both directions, and the gaps of its region.

    `rows` are the matters of its list, those that name it, and those of the region related to it.
    """
    region = _region(body)
    relations = list(Relation.objects.filter(Q(first_body=body) | Q(second_body=body)))
    named = [x for _key, x in sorted(rows.items()) if body in {x.body, *x.partners}]
    own = [x for x in named if x.body == body]
    found = [
        *_overlaps(relations, region=region, rows=rows, on=on),
        *_partners(named, about=body, relations=relations, level=level, on=on),
        *_singles(own, related=_below_something(_ends(relations)), upper=upper, on=on),
    ]
    mine = Q(kind__in=PAIRED) & (Q(body=body) | Q(other_body=body))
    settled = _settle(found, mine | Q(kind__in=SINGLE, body=body), at=at)
    return settled + find_gaps(region=region, level=level, on=on, at=at)


def find_all(
    *,
    region: str,
    level: Corpus,
    upper: Corpus,
    rows: Mapping[int, comparing.ComparedMatter],
    on: date,
    at: datetime,
) -> int:
    """Find everything of one region."""
    own = level.bodies
    relations = list(
        Relation.objects.filter(Q(first_body__in=own) | Q(second_body__in=own)).order_by("pk")
    )
    matters = [rows[each.pk] for each in level.matters]
    found = [
        *_overlaps(relations, region=region, rows=rows, on=on),
        *_partners(matters, about="", relations=relations, level=level, on=on),
        *_singles(matters, related=_below_something(_ends(relations)), upper=upper, on=on),
    ]
    settled = _settle(found, Q(region=region, kind__in=(*PAIRED, *SINGLE)), at=at)
    return settled + find_gaps(region=region, level=level, on=on, at=at)


def find_gaps(*, region: str, level: Corpus, on: date, at: datetime) -> int:
    """Find the duties of a region that nobody claims, once lists were filed there."""
    duties = comparing.register_duties(region, on=on) if level.matters else ()
    pointed = {pointer for each in level.matters for pointer in each.duties}
    open_duties = [duty for duty in duties if duty.citation not in pointed]
    best: dict[int, tuple[int, int]] = {}
    asked = pack([Text(duty.text) for duty in open_duties])
    for number, place, measured in compared(asked, level.pack, cover=CLAIMED // 2):
        covered = measured.shared * WHOLE // max(1, measured.first)
        if covered > best.get(number, (0, 0))[0]:
            best[number] = (covered, place)
    keys = {number: level.matters[place].pk for number, (_score, place) in best.items()}
    known = comparing.matters_known(keys.values())
    found = []
    for number, duty in enumerate(open_duties):
        nearest = known.get(keys.get(number, 0))
        made = gap(duty, region=region, covered=best.get(number, (0, 0))[0], nearest=nearest)
        found += [made] if made else []
    return _settle(found, Q(kind=FindingKind.GAP, region=region), at=at)


def _overlaps(
    relations: Iterable[Relation],
    *,
    region: str,
    rows: Mapping[int, comparing.ComparedMatter],
    on: date,
) -> Iterable[Found]:
    level = [x for x in relations if _region(x.first_body) == _region(x.second_body) == region]
    names = _names((body for x in level for body in (x.first_body, x.second_body)), on=on)
    said = verdicts(level)
    for each in level:
        first, second = rows[each.first_row], rows[each.second_row]
        if said.get((each.first, each.second)) == Verdict.REJECTED:
            continue
        made = overlap(first, second, score=each.score, names=names)
        if made:
            yield made


def _partners(
    matters: Sequence[comparing.ComparedMatter],
    *,
    about: str,
    relations: Sequence[Relation],
    level: Corpus,
    on: date,
) -> Iterable[Found]:
    mirrored = {(each.first, each.second_body) for each in relations}
    mirrored |= {(each.second, each.first_body) for each in relations}
    confirmed = comparing.confirmed_partners(each.identity for each in matters)
    names = _names((x for each in matters for x in (each.body, *each.partners)), on=on)
    found = one_sided(
        matters, filed=level.bodies, mirrored=mirrored, confirmed=confirmed, names=names
    )
    return [each for each in found if not about or about in {each.body, each.other_body}]


def _singles(
    matters: Sequence[comparing.ComparedMatter],
    *,
    related: Collection[str],
    upper: Corpus,
    on: date,
) -> Iterable[Found]:
    names = _names((each.body for each in matters), on=on)
    yield from repealed(matters, why=comparing.repealed_bases(matters, on=on), names=names)
    for matter in matters:
        yield from alone(matter, has_parent=matter.identity in related or not upper.matters)


def _region(body: str) -> str:
    return body.partition("-")[0]


def _ends(relations: Iterable[Relation]) -> Iterable[Ends]:
    return ((each.first, each.second, each.first_body, each.second_body) for each in relations)


def _below_something(relations: Iterable[Ends]) -> set[str]:
    """The matters that are related to one of the level above."""
    found: set[str] = set()
    for first, second, first_body, second_body in relations:
        one, two = _region(first_body), _region(second_body)
        if one == above(two):
            found.add(second)
        elif two == above(one):
            found.add(first)
    return found


def find_orphans(lower: Corpus, *, upper: Corpus, at: datetime) -> None:
    """Say anew which city matters have no counterpart in the province, or have one again."""
    cities = lower.part(lambda known: known.region.endswith("00"))
    if not cities.matters:
        return
    bodies = upper.bodies
    across = Relation.objects.filter(Q(first_body__in=bodies) | Q(second_body__in=bodies))
    related = _below_something(
        across.values_list("first", "second", "first_body", "second_body").iterator()
    )
    alone_now = [x for x in cities.matters if bodies and x.identity not in related]
    leading = (x.pk for x in alone_now if x.role == LEAD)
    found = [
        made
        for matter in comparing.matters_known(leading).values()
        for made in alone(matter, has_parent=False)
        if made.kind == FindingKind.NO_PARENT
    ]
    regions = {each.region for each in cities.matters}
    _settle(found, Q(kind=FindingKind.NO_PARENT, region__in=regions), at=at)


def verdicts(relations: Collection[Relation]) -> Mapping[tuple[str, str], str]:
    """What was last said of these pairs, as long as their words are the same."""
    wanted = {(each.first, each.second): each.wording for each in relations}
    found: dict[tuple[str, str], str] = {}
    firsts = {first for first, _second in wanted}
    for each in Judgement.objects.filter(first__in=firsts).order_by("pk"):
        if wanted.get((each.first, each.second)) == each.wording:
            found[each.first, each.second] = each.verdict
    return found


def _names(codes: Iterable[str], *, on: date) -> Mapping[str, str]:
    return organisations.names(sorted(set(codes)), on)


def _settle(found: Iterable[Found], within: Q, *, at: datetime) -> int:
    wanted = {each.key: each for each in found}
    held = {each.key: each for each in Finding.objects.filter(within)}
    Finding.objects.bulk_create(
        [_made(key, each, at=at) for key, each in wanted.items() if key not in held],
        batch_size=500,
    )
    changed: list[Finding] = []
    for key, finding in held.items():
        if key not in wanted:
            if finding.state in LIVE:
                finding.state, finding.decided_at = FindingState.GONE, at
                changed.append(finding)
            continue
        fresh = _made(key, wanted[key], at=at)
        other_words = finding.wording != fresh.wording
        again = finding.state == FindingState.GONE or (finding.state in DECIDED and other_words)
        if again:
            finding.state, finding.reason, finding.decided_by = FindingState.OPEN, "", ""
            finding.decided_at, finding.found_at = None, at
        if again or any(getattr(finding, name) != getattr(fresh, name) for name in TOLD):
            for name in TOLD:
                setattr(finding, name, getattr(fresh, name))
            changed.append(finding)
    fields = [*TOLD, "state", "reason", "decided_by", "decided_at", "found_at"]
    Finding.objects.bulk_update(changed, fields, batch_size=200)
    return len(wanted)


def _made(key: str, found: Found, *, at: datetime) -> Finding:
    return Finding(
        key=key,
        kind=found.kind,
        region=found.region,
        body=found.body,
        other_body=found.other_body,
        first=found.first.identity if found.first else "",
        second=found.second.identity if found.second else "",
        first_row=found.first.pk if found.first else None,
        second_row=found.second.pk if found.second else None,
        duty=found.duty,
        subject=found.subject[:200],
        sentence=found.sentence,
        words=list(found.words),
        score=found.score,
        wording=found.wording,
        found_at=at,
    )
