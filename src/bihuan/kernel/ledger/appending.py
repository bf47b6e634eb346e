"""Appending: the only code that writes an entry.

The lock is taken before the head is read. A chain that reads first and inserts afterwards forks
under load: two writers see the same head. ``docs/develop/locking.md`` gives the order of this lock
among the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

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
from bihuan.kernel.ledger.chain import one_row
from bihuan.kernel.ledger.correlation import correlation
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.ledger.verbs import verb_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ledger.verbs import JSON

APPEND_LOCK = 0x62696875616E  # "bihuan" in ASCII: the advisory lock of the append, one per database

HEAD = f"SELECT seq, digest FROM {Entry._meta.db_table} ORDER BY seq DESC LIMIT 1"  # noqa: S608, SLF001 - our own name


_COMPANIONS: list[Callable[[], None]] = []


class NotAsWritten(RuntimeError):
    """What the database holds is not what was to be written: the act is undone."""


class OutsideTransaction(RuntimeError):
    """An entry was to be written where it could be committed without the act it speaks of."""


def accompany(companion: Callable[[], None]) -> None:
    """Let something happen in every recorded transaction, as soon as the lock is held.

    It is called with every lock and entry, so several times in one transaction, and knows by itself
    when there is nothing to do. What it raises undoes the act.
    """
    if companion not in _COMPANIONS:
        _COMPANIONS.append(companion)


def lock() -> None:
    """Take the append lock and keep it until the transaction ends.

    The first statement of every transaction that will be recorded: taken after a row, it could wait
    for somebody who waits for that row. ``record`` takes it as well, as a last line of defence.
    """
    if not connection.in_atomic_block:
        msg = "A ledger entry is written inside transaction.atomic(), together with its act."
        raise OutsideTransaction(msg)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    # SQLite: transactions are IMMEDIATE (checked at start), so this one is already the only writer.
    for companion in _COMPANIONS:
        companion()


def append(
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    subject: str,
    before: str,
    after: str,
    facts: Mapping[str, JSON],
    evidence: Sequence[str],
) -> Entry:
    """Write one entry behind the present head."""
    draft = Draft(
        at=text_of_instant(at),
        verb=verb_named(verb).key,
        subject=clean(subject, limit=120, what="subject"),
        actor=clean(actor.key, limit=60, what="actor key"),
        name=clean(actor.name, limit=60, what="actor name"),
        body=clean(actor.body, limit=40, what="body code"),
        body_name=clean(actor.body_name, limit=120, what="body name"),
        before=clean(before, limit=60, what="before"),
        after=clean(after, limit=60, what="after"),
        correlation=clean(correlation(), limit=64, what="correlation"),
        post=clean(actor.post, limit=120, what="post"),
        on_behalf_of=clean(actor.on_behalf_of, limit=120, what="on behalf of"),
        facts=facts_text(facts),
        evidence=evidence_text(evidence),
    )
    if not subject:
        msg = "An entry needs a subject, such as case:BA-2026-0001."
        raise ValueError(msg)
    lock()
    with connection.cursor() as cursor:  # asked with every entry: plain words, not built anew
        cursor.execute(HEAD)
        last = cursor.fetchone()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    canonical = draft.canonical(seq=seq, previous=previous)
    entry = Entry(
        seq=seq,
        previous=previous,
        digest=digest_of(canonical),
        algorithm=ALGORITHM,
        at=at,
        verb=draft.verb,
        subject=draft.subject,
        actor_key=draft.actor,
        actor_name=draft.name,
        actor_body=draft.body,
        actor_body_name=draft.body_name,
        before=draft.before,
        after=draft.after,
        correlation=draft.correlation,
        canonical=canonical,
    )
    entry.save()
    _look_again(entry, draft)
    return entry


def _look_again(entry: Entry, draft: Draft) -> None:
    """Read the entry back, before anybody relies on it.

    A bit that flips in memory on the way is hashed, chained and signed with the rest, and nobody
    can mend it afterwards: so the stored bytes are compared with the draft written out anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(one_row(connection.vendor), [entry.seq])
        _, previous, _, digest, fits, stored = cursor.fetchone()
    meant = draft.canonical(seq=entry.seq, previous=previous)
    if bytes(stored) != meant or digest_of(bytes(stored)) != digest or not fits:
        msg = f"Entry {entry.seq} is not stored as it was written: look at memory and disk."
        raise NotAsWritten(msg)
