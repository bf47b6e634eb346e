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
from bihuan.modules.algebra.rules.finding import CLAIMED, Found, alone, gap, one_sided, overlap
from bihuan.modules.algebra.rules.measuring import WHOLE, Text
from bihuan.modules.algebra.rules.packing import compared, pack
from bihuan.modules.matters.api import comparing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bihuan.modules.algebra.queries.scope import Corpus

PAIRED = (FindingKind.OVERLAP, FindingKind.ONE_SIDED)
SINGLE = (FindingKind.REPEALED, FindingKind.NO_PARENT, FindingKind.NO_OFFICE)
LIVE = (FindingState.OPEN, FindingState.RETURNED)
TOLD = ("sentence", "words", "score", "wording", "subject", "first_row", "second_row")


def find_for(
    *,
    body: str,
    matters: Sequence[comparing.ComparedMatter],
    corpus: Corpus,
    on: date,
    at: datetime,
) -> int:
    """Find what concerns one body, in both directions, and the gaps of its region."""
    region = matters[0].region if matters else ""
    relations = list(Relation.objects.filter(Q(first_body=body) | Q(second_body=body)))
    naming = [each.pk for each in corpus.matters if each.region == region and body in each.partners]
    others = comparing.matters_known(naming).values()
    found = [
        *_overlaps(relations, region=region, on=on),
        *_partners([*matters, *others], about=body, relations=relations, corpus=corpus, on=on),
        *_singles(matters, relations=relations, corpus=corpus, on=on),
    ]
    mine = Q(kind__in=PAIRED) & (Q(body=body) | Q(other_body=body))
    settled = _settle(found, mine | Q(kind__in=SINGLE, body=body), at=at)
    _parents_found(relations, body=body, at=at)
    return settled + find_gaps(region=region, corpus=corpus, on=on, at=at)


def find_all(*, region: str, corpus: Corpus, on: date, at: datetime) -> int:
    """Find everything of one region."""
    own = {each.body for each in corpus.matters if each.region == region}
    relations = list(
        Relation.objects.filter(Q(first_body__in=own) | Q(second_body__in=own)).order_by("pk")
    )
    matters = list(
        comparing.matters_known(x.pk for x in corpus.matters if x.region == region).values()
    )
    found = [
        *_overlaps(relations, region=region, on=on),
        *_partners(matters, about="", relations=relations, corpus=corpus, on=on),
        *_singles(matters, relations=relations, corpus=corpus, on=on),
    ]
    settled = _settle(found, Q(region=region, kind__in=(*PAIRED, *SINGLE)), at=at)
    return settled + find_gaps(region=region, corpus=corpus, on=on, at=at)


def find_gaps(*, region: str, corpus: Corpus, on: date, at: datetime) -> int:
    """Find the duties of a region that nobody claims."""
    duties = comparing.register_duties(region, on=on)
    if not duties:
        return 0
    own = [place for place, each in enumerate(corpus.matters) if each.region == region]
    inside = set(own)
    pointed = {pointer for place in own for pointer in corpus.matters[place].duties}
    open_duties = [duty for duty in duties if duty.citation not in pointed]
    best: dict[int, tuple[int, int]] = {}
    asked = pack([Text(duty.text) for duty in open_duties])
    for number, place, measured in compared(asked, corpus.pack, cover=CLAIMED // 2):
        covered = measured.shared * WHOLE // max(1, measured.first)
        if place in inside and covered > best.get(number, (0, 0))[0]:
            best[number] = (covered, place)
    keys = {number: corpus.matters[place].pk for number, (_score, place) in best.items()}
    known = comparing.matters_known(keys.values())
    found = []
    for number, duty in enumerate(open_duties):
        nearest = known.get(keys.get(number, 0))
        made = gap(duty, region=region, covered=best.get(number, (0, 0))[0], nearest=nearest)
        found += [made] if made else []
    return _settle(found, Q(kind=FindingKind.GAP, region=region), at=at)


def _overlaps(relations: Sequence[Relation], *, region: str, on: date) -> Iterable[Found]:
    known = comparing.matters_known(
        key for each in relations for key in (each.first_row, each.second_row)
    )
    names = _names((each.body for each in known.values()), on=on)
    said = verdicts(relations)
    for each in relations:
        first, second = known[each.first_row], known[each.second_row]
        if first.region != region or said.get((each.first, each.second)) == Verdict.REJECTED:
            continue
        made = overlap(first, second, score=each.score, names=names)
        if made:
            yield made


def _partners(
    matters: Sequence[comparing.ComparedMatter],
    *,
    about: str,
    relations: Sequence[Relation],
    corpus: Corpus,
    on: date,
) -> Iterable[Found]:
    mirrored = {(each.first, each.second_body) for each in relations}
    mirrored |= {(each.second, each.first_body) for each in relations}
    confirmed = comparing.confirmed_partners(each.identity for each in matters)
    names = _names((x for each in matters for x in (each.body, *each.partners)), on=on)
    found = one_sided(
        matters, filed=corpus.bodies, mirrored=mirrored, confirmed=confirmed, names=names
    )
    return [each for each in found if not about or about in {each.body, each.other_body}]


def _singles(
    matters: Sequence[comparing.ComparedMatter],
    *,
    relations: Sequence[Relation],
    corpus: Corpus,
    on: date,
) -> Iterable[Found]:
    related = {key for each in relations for key in _across(each)}
    province = any(body.startswith(f"{matters[0].region[:2]}0000-") for body in corpus.bodies)
    repealed: dict[str, tuple[str, ...]] = {}
    for number in sorted({each.list_number for each in matters}):
        repealed |= comparing.repealed_bases(number, on=on)
    for matter in matters:
        parent = matter.identity in related or not province
        yield from alone(matter, repealed=repealed.get(matter.identity, ()), has_parent=parent)


def _across(relation: Relation) -> tuple[str, ...]:
    """The matter of the lower level, where the two levels differ."""
    one, two = relation.first_body.partition("-")[0], relation.second_body.partition("-")[0]
    if one == two:
        return ()
    return (relation.second,) if one.endswith("0000") else (relation.first,)


def _parents_found(relations: Iterable[Relation], *, body: str, at: datetime) -> None:
    lower = [key for each in relations for key in _across(each)]
    if lower and body.partition("-")[0].endswith("0000"):
        orphans = Finding.objects.filter(kind=FindingKind.NO_PARENT, state__in=LIVE)
        for found in orphans.filter(first__in=lower).order_by("pk"):
            found.state, found.decided_at = FindingState.GONE, at
            found.save(update_fields=["state", "decided_at"])


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
        again = finding.state == FindingState.GONE or (
            finding.state == FindingState.DISMISSED and other_words
        )
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
