"""这件事归谁管: who leads what somebody describes, with the reason, or that no list says so.

One engine behind the portal, the search box of the workbench, the picker in forms and the command
line. The lists decide; the dictionary only says which words mean the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models.searching import SearchEntry, SearchScope
from bihuan.modules.matters.queries.index import matching, terms_for
from bihuan.modules.matters.rules.judging import (
    Judgement,
    MatterText,
    Question,
    ask,
    is_outside,
    judge,
)
from bihuan.modules.matters.rules.places import Named, Place, names_of, place_in
from bihuan.modules.matters.rules.searching import fold, marked
from bihuan.modules.matters.rules.settings import HOME
from bihuan.modules.matters.rules.words import Dictionary, dictionary
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor

MOST_JUDGED = 400
ENOUGH_FIRST = 40
MOST_FOUND, MOST_NEAR, MOST_OF_ONE = 10, 3, 2
WORTH = 60  # of a hundred of the best score: below it nothing is shown beside the best
NEAR_SCORE = 150
UNLOADED = "没有清单写明由谁牵头：本平台还没有载入区划和机构。"
COLUMNS = (
    "pk",
    "scope",
    "body",
    "region",
    "code",
    "name",
    "text",
    "name_topics",
    "text_topics",
    "leads",
)


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lists say; where none says so, `found` is empty and `near` holds the nearest."""

    question: str
    region: str
    region_name: str
    on: date
    found: tuple[Responsible, ...]
    near: tuple[Responsible, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    scope: str
    body: str
    region: str
    code: str
    name: str
    text: str
    name_topics: str
    text_topics: str
    leads: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    row: _Row
    steps: int
    judged: Judgement


def who_is_responsible(text: str, *, region: str, at: datetime, actor: Actor) -> Answer:
    """Say who leads what the text describes, in the place it names or else in this region.

    Everybody is answered from published copies; whoever may see a filed list, from it as well.

    :raises UnknownRegion: no region has this code.
    """
    words, on = dictionary(), civil_day(at)
    home = region or HOME
    try:
        organisations.region(home)
    except LookupError:
        if region:
            raise
        return Answer(" ".join(text.split())[:100], home, "", on, (), (), UNLOADED)
    named = _place(text, home=home, words=words)
    question = replace(ask(named.rest, words), text=" ".join(text.split())[:100])
    chain = _chain(named.code or home)
    place = organisations.region(chain[0])
    hits = [] if question.empty else _hits(question, chain, words=words, on=on, actor=actor)
    found = [hit for hit in hits if hit.judged.answers]
    near: list[_Hit] = []
    if not found and not question.empty and not is_outside(question, words):
        near = [hit for hit in hits if hit.judged.score >= NEAR_SCORE]
        near = near or _elsewhere(question, words=words, on=on, actor=actor)
    shown = _shown(found, MOST_FOUND) or _shown(near, MOST_NEAR)
    answers = _answers(shown, question, named, chain, words=words, on=on)
    return Answer(
        question=question.text,
        region=place.code,
        region_name=place.name,
        on=on,
        found=answers if found else (),
        near=() if found else answers,
        sentence=_sentence(question, words, has=bool(found), near=bool(near), place=place.name),
    )


def _place(text: str, *, home: str, words: Dictionary) -> Named:
    places = organisations.regions(within=f"{home[:2]}0000")
    parents = {place.code: place.parent for place in places if place.parent}
    names = once_a_page(
        f"matters.places:{home[:2]}",
        lambda: names_of(Place(p.code, p.name, p.short, p.parent) for p in places),
    )
    doubtful = words.asking.not_places
    return place_in(text, names=names, parents=parents, home=home, doubtful=doubtful)


def _chain(code: str) -> tuple[str, ...]:
    """A region and those above it, the nearest first; a zone answers with its city."""
    place = organisations.region(code)
    if place.level == "zone":
        return _chain(place.parent)
    chain = [place.code]
    while place.parent and place.level != "province":
        place = organisations.region(place.parent)
        chain.append(place.code)
    return tuple(chain)


def _visible(on: date, actor: Actor) -> Q:
    seen = Q(scope=SearchScope.PUBLIC)
    if actor.body or actor.is_system:
        seen |= Q(scope=SearchScope.FILED) & process.visible_to(actor, path="case__")
    return seen & Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def _hits(
    question: Question, chain: tuple[str, ...], *, words: Dictionary, on: date, actor: Actor
) -> list[_Hit]:
    first, all_terms = terms_for(question, words)
    rows = _rows(first, chain, on=on, actor=actor) if first else []
    if len(rows) < ENOUGH_FIRST and all_terms:
        rows = _rows(all_terms, chain, on=on, actor=actor)
    steps = {code: number for number, code in enumerate(chain)}
    if len(chain) == 1:  # the province itself, or a place without a known superior
        steps = {chain[0]: 0}
    hits = [
        _Hit(row, steps[row.region], _judged(question, row, words, steps[row.region]))
        for row in _once(rows)
    ]
    return sorted(hits, key=_rank)


def _rank(hit: _Hit) -> tuple[int, int, str, str, str]:
    return (-hit.judged.score, hit.steps, hit.row.body, hit.row.code, hit.row.name)


def _rows(terms: Sequence[str], regions: Sequence[str], *, on: date, actor: Actor) -> list[_Row]:
    query = matching(terms, regions=regions).filter(_visible(on, actor))
    values = query.order_by("pk").values_list(*COLUMNS)[:MOST_JUDGED]
    return [_Row(*row) for row in values]


def _once(rows: Iterable[_Row]) -> list[_Row]:
    """Where the filed and the public copy of a matter are both seen, the filed one is newer."""
    kept: dict[tuple[str, str], _Row] = {}
    for row in rows:
        key = (row.body, row.code)
        if key not in kept or row.scope == SearchScope.FILED:
            kept[key] = row
    return list(kept.values())


def _judged(question: Question, row: _Row, words: Dictionary, steps: int) -> Judgement:
    text = MatterText(
        name=fold(row.name),
        rest=fold(row.text),
        name_topics=frozenset(row.name_topics.split()),
        rest_topics=frozenset(row.text_topics.split()),
        leads=row.leads,
    )
    return judge(question, text, words=words, steps=steps)


def _elsewhere(question: Question, *, words: Dictionary, on: date, actor: Actor) -> list[_Hit]:
    """The nearest matters of any region, where the lists of this one and above say nothing."""
    first, all_terms = terms_for(question, words)
    rows = _rows(first or all_terms, (), on=on, actor=actor)
    hits = [_Hit(row, 3, _judged(question, row, words, 3)) for row in _once(rows)]
    return sorted((h for h in hits if h.judged.score >= 2 * NEAR_SCORE), key=_rank)


def _shown(hits: Sequence[_Hit], most: int) -> list[_Hit]:
    """The best, at most two of one line, nothing that is far below the best."""
    kept: list[_Hit] = []
    for hit in hits:
        line = hit.row.body.split("-", 1)[1]
        same = [k for k in kept if k.row.body.split("-", 1)[1] == line]
        # What a nearer list of the line says is not repeated from the list above it.
        if len(same) >= MOST_OF_ONE or any(k.steps < hit.steps for k in same):
            continue
        if kept and hit.judged.score * 100 < kept[0].judged.score * WORTH:
            break
        kept.append(hit)
        if len(kept) == most:
            break
    return kept


def _answers(
    hits: Sequence[_Hit],
    question: Question,
    named: Named,
    chain: tuple[str, ...],
    *,
    words: Dictionary,
    on: date,
) -> tuple[Responsible, ...]:
    entries = SearchEntry.objects.in_bulk([hit.row.pk for hit in hits])
    return tuple(
        _answer(hit, entries[hit.row.pk], question, named, chain, words=words, on=on)
        for hit in hits
    )


def _answer(
    hit: _Hit,
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
    hit: _Hit,
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


def _sentence(question: Question, words: Dictionary, *, has: bool, near: bool, place: str) -> str:
    if has:
        return ""
    if question.empty:
        return "没有看出要问什么事。请写出事情本身，例如“烧秸秆”“半夜施工噪声”。"
    if is_outside(question, words):
        return "没有清单写明由谁牵头：这类事不在生态环境保护事项清单之内，请拨打12345咨询。"
    tail = "下面是最接近的事项，不一定就是您要找的。" if near else "可以换几个字再查。"
    return f"没有清单写明由谁牵头（{place}适用的清单都查过）。{tail}"
