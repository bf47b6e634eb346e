"""Entries in the hundred thousands, for demonstrations and measurements only.

A chain made in memory, with the very form of `record`; it refuses a database that is no
demonstration. `tests/journeys/test_scale.py` compares its rows with those of the operations.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import appending
from bihuan.kernel.ledger.canonical import (
    ALGORITHM,
    GENESIS,
    Draft,
    clean,
    digest_of,
    evidence_text,
    facts_text,
    text_of_instant,
)
from bihuan.kernel.ledger.correlation import correlation
from bihuan.kernel.ledger.inserting import insert_rows
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.ledger.verbs import verb_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ledger.verbs import JSON

COLUMNS = (
    *("seq", "previous", "digest", "algorithm", "at", "verb", "subject", "actor_key"),
    *("actor_name", "actor_body", "actor_body_name", "before", "after", "correlation", "canonical"),
)


judged = lru_cache(maxsize=20_000)(clean)
"""Names and codes come again and again."""


class OnlyInDemo(RuntimeError):
    """Rows in bulk are made for demonstrations; this database holds something else."""


class Chain:
    """Entries that follow each other, made in memory behind the present head.

    Made and stored under the append lock, in one transaction with the rows they speak of.
    """

    def __init__(self) -> None:
        """Begin behind the last entry.

        :raises OnlyInDemo: on a database that is not marked as a demonstration.
        """
        if not access.is_demo():
            raise OnlyInDemo("演示数据只能写进演示库。")
        appending.lock()
        last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
        self._seq: int = last[0] if last else 0
        self._head: str = last[1] if last else GENESIS
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self,
        verb: str,
        *,
        actor: Actor,
        at: datetime,
        subject: str,
        before: str = "",
        after: str = "",
        facts: Mapping[str, JSON] | None = None,
        evidence: Sequence[str] = (),
    ) -> int:
        """Add one entry, judged as `append` judges it, and return its number."""
        draft = Draft(
            at=text_of_instant(at),
            verb=verb_named(verb).key,
            subject=clean(subject, limit=120, what="subject"),
            actor=judged(actor.key, limit=60, what="actor key"),
            name=actor.name,
            body=actor.body,
            body_name=judged(actor.body_name, limit=120, what="body name"),
            before=before,
            after=after,
            correlation=correlation(),
            post=judged(actor.post, limit=120, what="post"),
            on_behalf_of=actor.on_behalf_of,
            facts=facts_text(facts or {}),
            evidence=evidence_text(evidence),
        )
        previous, self._seq = self._head, self._seq + 1
        canonical = draft.canonical(seq=self._seq, previous=previous)
        self._head = digest_of(canonical)
        place = (self._seq, previous, self._head, ALGORITHM, at, draft.verb, draft.subject)
        who = (draft.actor, draft.name, draft.body, draft.body_name)
        rest = (before, after, draft.correlation, canonical)
        self._rows.append((*place, *who, *rest))
        return self._seq

    def store(self) -> int:
        """Write what was added; return how many."""
        rows, self._rows = self._rows, []
        return insert_rows(Entry, COLUMNS, rows)
