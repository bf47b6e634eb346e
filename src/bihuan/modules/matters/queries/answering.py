"""One matter that answers, in words: who leads it in that place, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.matters.models.searching import SearchEntry
from bihuan.modules.matters.rules.searching import marked
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.modules.matters.queries.candidates import Hit
    from bihuan.modules.matters.rules.judging import Judgement, Question
    from bihuan.modules.matters.rules.places import Named
    from bihuan.modules.matters.rules.words import Dictionary


@dataclass(frozen=True, slots=True)
class Responsible:
    """One matter that answers, with the body that leads it in the region asked about."""

    matter: str
    code: str
    role: str
    lead: str
    lead_name: str
    office: str
    contact: str
    partners: tuple[str, ...]
    basis: str
    region: str
    region_name: str
    score: int
    why: tuple[str, ...]
    listed_by: str
    listed_by_name: str
    edition: str
    since: date
    address: str
    number: str
    position: int
    pieces: tuple[tuple[str, bool], ...]


def answers(
    hits: Sequence[Hit],
    question: Question,
    named: Named,
    chain: tuple[str, ...],
    *,
    words: Dictionary,
    on: date,
) -> tuple[Responsible, ...]:
    """The best matters in words, in their order."""
    entries = SearchEntry.objects.in_bulk([hit.row.pk for hit in hits])
    return tuple(
        _answer(hit, entries[hit.row.pk], question, named, chain, words=words, on=on)
        for hit in hits
    )


def _answer(
    hit: Hit,
    entry: SearchEntry,
    question: Question,
    named: Named,
    chain: tuple[str, ...],
    *,
    words: Dictionary,
    on: date,
) -> Responsible:
    lead, lead_name, own = entry.body, entry.body_name, True
    if entry.region != chain[0] and entry.region in chain:
        line = entry.body.split("-", 1)[1]
        below = _body(f"{chain[0]}-{line}", on=on)
        if below is not None:
            lead, lead_name, own = (*below, False)
    region = organisations.region(chain[0] if not own else entry.region)
    said = [word for key in _matched(hit.judged) for word in question.topics[key]]
    return Responsible(
        matter=entry.name,
        code=entry.code,
        role=entry.role,
        lead=lead,
        lead_name=lead_name,
        office=entry.office if own else "",
        contact=entry.contact if own else "",
        partners=tuple(part for part in entry.partners.split("、") if part),
        basis=entry.bases,
        region=region.code,
        region_name=region.name,
        score=hit.judged.score,
        why=_why(hit, entry, question, named, region.name, lead_name, own=own, words=words),
        listed_by=entry.body,
        listed_by_name=entry.body_name,
        edition=entry.edition,
        since=entry.since,
        address=entry.address,
        number=entry.number,
        position=entry.position,
        pieces=marked(entry.name, _to_mark(hit.judged, question, words, said)),
    )


def _body(code: str, *, on: date) -> tuple[str, str] | None:
    """Code and name of a body that exists on a day."""
    try:
        view = organisations.body(code, on=on)
    except LookupError:
        return None
    exists = view.valid_from <= on and (view.valid_to is None or on < view.valid_to)
    return (view.code, view.name) if exists else None


def _matched(judged: Judgement) -> tuple[str, ...]:
    return (*judged.in_name, *judged.in_rest)


def _to_mark(
    judged: Judgement, question: Question, words: Dictionary, said: Sequence[str]
) -> tuple[str, ...]:
    if not question.topics:
        return judged.pairs
    same = [word for key in _matched(judged) for word in words.topics[key].words]
    return (*said, *same)


def _why(
    hit: Hit,
    entry: SearchEntry,
    question: Question,
    named: Named,
    place: str,
    lead_name: str,
    *,
    own: bool,
    words: Dictionary,
) -> tuple[str, ...]:
    sentences = [*_about_words(hit.judged, question, words)]
    if named.words:
        sentences.append(
            f"地点：{'、'.join(named.words)}，即{organisations.region(named.code).name}。"
        )
    role = "由它" + entry.role if entry.leads else f"它是{entry.role}单位，没有写明由谁牵头"
    if own:
        sentences.append(f"{entry.body_name}{entry.edition}清单写明{role}。")
    else:
        sentences.append(
            f"{place}没有公开这一项；{entry.body_name}{entry.edition}清单写明{role}，"
            f"{place}同一条线的单位是{lead_name}。"
        )
    return tuple(sentences)


def _about_words(judged: Judgement, question: Question, words: Dictionary) -> list[str]:
    found: list[str] = []
    for keys, place in ((judged.in_name, "事项名称"), (judged.in_rest, "监管对象或措施")):
        parts = []
        for key in keys:
            label, said = words.topics[key].label, "、".join(question.topics[key])
            parts.append(f"“{said}”" if said == label else f"“{said}”（{label}）")
        if parts:
            found.append(f"{'、'.join(parts)}写在{place}里。")
    if not found and judged.pairs:
        found.append(f"事项名称里有“{'”“'.join(judged.pairs[:4])}”。")
    return found
