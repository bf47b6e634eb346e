"""Which matters may answer a question: proposed by the index, judged, put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.process import api as process
from bihuan.modules.matters.models.searching import SearchScope
from bihuan.modules.matters.queries.index import matching, terms_for
from bihuan.modules.matters.rules.judging import Judgement, MatterText, Question, judge
from bihuan.modules.matters.rules.searching import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.rules.words import Dictionary

MOST_JUDGED = 400
ENOUGH_FIRST = 40
WORTH = 60  # of a hundred of the best score: below it nothing is shown beside the best
NEAR_SCORE = 150
MOST_OF_ONE = 2
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
class Row:
    """One entry of the index, as far as it is judged."""

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
class Hit:
    """An entry with its judgement; `steps` is how far above the place its list stands."""

    row: Row
    steps: int
    judged: Judgement


def _visible(on: date, actor: Actor) -> Q:
    seen = Q(scope=SearchScope.PUBLIC)
    if actor.body or actor.is_system:
        seen |= Q(scope=SearchScope.FILED) & process.visible_to(actor, path="case__")
    return seen & Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def hits_for(
    question: Question, chain: tuple[str, ...], *, words: Dictionary, on: date, actor: Actor
) -> list[Hit]:
    """The matters of a region and those above it, the best first."""
    first, all_terms = terms_for(question, words)
    rows = _rows(first, chain, on=on, actor=actor) if first else []
    if len(rows) < ENOUGH_FIRST and all_terms:
        rows = _rows(all_terms, chain, on=on, actor=actor)
    steps = {code: number for number, code in enumerate(chain)}
    hits = [
        Hit(row, steps[row.region], _judged(question, row, words, steps[row.region]))
        for row in _once(rows)
    ]
    return sorted(hits, key=_rank)


def _rank(hit: Hit) -> tuple[int, int, str, str, str]:
    return (-hit.judged.score, hit.steps, hit.row.body, hit.row.code, hit.row.name)


def _rows(terms: Sequence[str], regions: Sequence[str], *, on: date, actor: Actor) -> list[Row]:
    query = matching(terms, regions=regions).filter(_visible(on, actor))
    values = query.order_by("pk").values_list(*COLUMNS)[:MOST_JUDGED]
    return [Row(*row) for row in values]


def _once(rows: Iterable[Row]) -> list[Row]:
    """Where the filed and the public copy of a matter are both seen, the filed one is newer."""
    kept: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.body, row.code)
        if key not in kept or row.scope == SearchScope.FILED:
            kept[key] = row
    return list(kept.values())


def _judged(question: Question, row: Row, words: Dictionary, steps: int) -> Judgement:
    text = MatterText(
        name=fold(row.name),
        rest=fold(row.text),
        name_topics=frozenset(row.name_topics.split()),
        rest_topics=frozenset(row.text_topics.split()),
        leads=row.leads,
    )
    return judge(question, text, words=words, steps=steps)


def elsewhere(question: Question, *, words: Dictionary, on: date, actor: Actor) -> list[Hit]:
    """The nearest matters of any region, where the lists of this one and above say nothing."""
    first, all_terms = terms_for(question, words)
    rows = _rows(first or all_terms, (), on=on, actor=actor)
    hits = [Hit(row, 3, _judged(question, row, words, 3)) for row in _once(rows)]
    return sorted((h for h in hits if h.judged.score >= 2 * NEAR_SCORE), key=_rank)


def shown(hits: Sequence[Hit], most: int) -> list[Hit]:
    """The best, at most two of one line, nothing that is far below the best."""
    kept: list[Hit] = []
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
