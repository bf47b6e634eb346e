"""The index of the two databases: how terms are stored beside an entry and how they are asked for.

A term is plain letters and digits made in Python, so both databases find exactly the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from bihuan.modules.matters.models.searching import SearchEntry
from bihuan.modules.matters.rules.searching import (
    gram_token,
    grams_of,
    region_token,
    topic_token,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from bihuan.modules.matters.rules.judging import Question
    from bihuan.modules.matters.rules.words import Dictionary

TABLE = "matters_searchterms"  # SQLite only; PostgreSQL keeps a column of the entry
FIRST_WORDS = ("problem", "object", "outside")


def terms_of(entry: SearchEntry) -> list[str]:
    """What an entry is found by: its region, its topics, the pairs of its words."""
    topics = {*entry.name_topics.split(), *entry.text_topics.split()}
    pairs = grams_of(entry.name) | grams_of(entry.text)
    return [
        region_token(entry.region),
        *sorted(topic_token(key) for key in topics),
        *sorted(gram_token(pair) for pair in pairs),
    ]


def store_terms(entries: Iterable[SearchEntry]) -> None:
    """Write the terms of saved entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE matters_searchentry SET terms = array_to_tsvector(%s) WHERE id = %s",
                [(terms_of(entry), entry.pk) for entry in entries],
            )
        else:
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TABLE} (rowid, terms) VALUES (%s, %s)",  # noqa: S608 - our own name
                [(entry.pk, " ".join(terms_of(entry))) for entry in entries],
            )


def drop_terms(ids: Sequence[int]) -> None:
    """Forget the terms of entries that are about to go; PostgreSQL forgets them with the row."""
    if connection.vendor != "postgresql" and ids:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {TABLE} WHERE rowid = %s",  # noqa: S608 - our own name
                [(key,) for key in ids],
            )


def matching(any_of: Sequence[str], *, regions: Sequence[str] = ()) -> QuerySet[SearchEntry]:
    """The entries with any of these terms, of these regions where some are given."""
    wanted = [any_of, [region_token(code) for code in regions]] if regions else [any_of]
    if connection.vendor == "postgresql":
        asked = " & ".join(f"({' | '.join(terms)})" for terms in wanted)
        where = "matters_searchentry.terms @@ %s::tsquery"
    else:
        asked = " AND ".join(f"({' OR '.join(terms)})" for terms in wanted)
        where = f"matters_searchentry.id IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s)"  # noqa: S608 - our own name
    return SearchEntry.objects.extra(where=[where], params=[asked])  # noqa: S610 - fixed text, bound value


def terms_for(question: Question, words: Dictionary) -> tuple[list[str], list[str]]:
    """What to look for first, and what to look for as well when that brings little."""
    first = [
        topic_token(key) for key in question.topics if words.topics[key].kind in FIRST_WORDS[:2]
    ]
    pairs = [gram_token(pair) for pair in (question.strong or question.weak)]
    others = [topic_token(key) for key in question.topics]
    return first, [*dict.fromkeys([*first, *pairs, *others])]
