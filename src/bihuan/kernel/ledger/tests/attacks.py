"""Attacks by somebody with the keys to the database: each kind there is, at random places.

An attack writes to the table and returns the first entry that is no longer what it was. Whoever
calls it undoes it by rolling back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from bihuan.kernel.ledger.canonical import (
    ALGORITHM,
    GENESIS,
    Draft,
    digest_of,
    evidence_text,
    facts_text,
    text_of_instant,
)
from bihuan.kernel.ledger.inserting import insert_rows
from bihuan.kernel.ledger.models import Entry

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    Attack = Callable[["Console"], int]

BEGAN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
FAR = 10_000_000
TAIL = 400
"""How far from the end a rewritten, cut or renumbered tail begins at most."""
TEXTS = (
    "previous", "digest", "algorithm", "verb", "subject", "actor_key", "actor_name", "actor_body",
    "actor_body_name", "before", "after", "correlation",
)  # fmt: skip
COLUMNS = ("seq", *TEXTS, "at", "canonical")


def draft(number: int, *, act: str = "filed", late: int = 0) -> Draft:
    """Return what entry `number` says."""
    return Draft(
        at=text_of_instant(BEGAN + timedelta(seconds=number + late, microseconds=number % 3)),
        verb="test.act",
        subject=f"case:BA-2026-{number:06d}",
        actor="post:17",
        name="王敏",
        body="510000-water",
        body_name="四川省水利厅",
        before="draft",
        after=act,
        correlation=f"{number:x}" if number % 2 else "",
        post="水保处经办人",
        on_behalf_of="",
        facts=facts_text({"n": number, "说明": "报送"}),
        evidence=evidence_text(("ab" * 32,)),
    )


def values_of(made: Draft, *, seq: int, previous: str) -> dict[str, Any]:
    """Return a row that is right in its place."""
    canonical = made.canonical(seq=seq, previous=previous)
    return {
        "seq": seq,
        "previous": previous,
        "digest": digest_of(canonical),
        "algorithm": ALGORITHM,
        "at": datetime.strptime(made.at, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC),
        "verb": made.verb,
        "subject": made.subject,
        "actor_key": made.actor,
        "actor_name": made.name,
        "actor_body": made.body,
        "actor_body_name": made.body_name,
        "before": made.before,
        "after": made.after,
        "correlation": made.correlation,
        "canonical": canonical,
    }


def chained(
    first: int, last: int, previous: str, *, act: str = "filed", late: int = 0
) -> Iterator[dict[str, Any]]:
    """Give entries that follow each other, behind the digest of the one before."""
    for number in range(first, last + 1):
        row = values_of(draft(number, act=act, late=late), seq=number, previous=previous)
        previous = row["digest"]
        yield row


def store(rows: Iterator[dict[str, Any]]) -> list[str]:
    """Insert rows past the model; return their digests."""
    digests: list[str] = []

    def given() -> Iterator[list[Any]]:
        for row in rows:
            digests.append(row["digest"])
            yield list(row.values())

    insert_rows(Entry, list(values_of(draft(1), seq=1, previous=GENESIS)), given())
    return digests


@dataclass(slots=True)
class Console:
    """Somebody at the console of the database."""

    chance: random.Random
    size: int
    digests: list[str]
    said: str = ""
    """What was done, for a failure to be understood."""

    def attack(self) -> int:
        """Do one thing that was never meant to be; return the first entry that is wrong."""
        kinds = tuple(KINDS)
        weights = [KINDS[kind] for kind in kinds]
        kind = self.chance.choices(kinds, weights)[0]
        self.said = kind.__name__
        first = kind(self)
        self.said += f" at {first}"
        return first

    def run(self, sql: str, *values: Any) -> None:
        """Write SQL."""
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def any(self, *, last: int | None = None) -> int:
        """Return the number of any entry."""
        return self.chance.randint(1, last or self.size)

    def near_the_end(self) -> int:
        """Return the number of an entry of the tail."""
        return self.chance.randint(max(1, self.size - TAIL), self.size)

    def row(self, seq: int) -> dict[str, Any]:
        """Read a row."""
        found = Entry.objects.filter(seq=seq).values().get()
        return {**found, "canonical": bytes(found["canonical"])}

    def before(self, seq: int) -> str:
        """Return the digest an entry names."""
        return self.digests[seq - 2] if seq > 1 else GENESIS

    def put(self, seq: int, row: dict[str, Any]) -> None:
        """Put other content in the place of an entry."""
        rest = {name: value for name, value in row.items() if name != "seq"}
        fields: dict[str, Any] = {each.name: each for each in Entry._meta.concrete_fields}  # noqa: SLF001 - documented
        stored = [fields[name].get_db_prep_save(value, connection) for name, value in rest.items()]
        names = ", ".join(f"{name} = %s" for name in rest)
        self.run(f"UPDATE ledger_entry SET {names} WHERE seq = %s", *stored, seq)  # noqa: S608 - ours

    def renumber(self, places: dict[int, int]) -> None:
        """Give entries other numbers, all at once."""
        for seq in places:
            self.run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", FAR + seq, seq)
        for seq, to in places.items():
            self.run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", to, FAR + seq)


def one_byte(console: Console) -> int:
    """Change one byte of one column of one entry."""
    seq, column = console.any(), console.chance.choice(COLUMNS)
    console.said += f" of {column}"
    if column == "seq":
        console.run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", FAR + seq, seq)
        return seq
    if column == "at" and connection.vendor == "postgresql":
        moved = timedelta(microseconds=1 << console.chance.randrange(40))
        console.run("UPDATE ledger_entry SET at = at + %s WHERE seq = %s", moved, seq)
        return seq
    with connection.cursor() as cursor:
        kind = "bytea" if connection.vendor == "postgresql" else "BLOB"
        wanted = f"convert_to({column}, 'UTF8')" if kind == "bytea" else f"CAST({column} AS BLOB)"
        wanted = column if column == "canonical" else wanted
        cursor.execute(f"SELECT {wanted} FROM ledger_entry WHERE seq = %s", [seq])  # noqa: S608 - ours
        stored = bytes(cursor.fetchone()[0])
    bent = _bent(stored, console, text=column != "canonical" and kind == "bytea")
    if column == "canonical":
        console.run("UPDATE ledger_entry SET canonical = %s WHERE seq = %s", bent, seq)
    elif kind == "bytea":
        console.run(f"UPDATE ledger_entry SET {column} = %s WHERE seq = %s", bent.decode(), seq)  # noqa: S608 - ours
    else:
        console.run(
            f"UPDATE ledger_entry SET {column} = CAST(%s AS TEXT) WHERE seq = %s",  # noqa: S608 - ours
            bent,
            seq,
        )
    return seq


def _bent(stored: bytes, console: Console, *, text: bool) -> bytes:
    while True:
        if not stored:
            return bytes([console.chance.randrange(32, 127)])
        at = console.chance.randrange(len(stored))
        bent = stored[:at] + bytes([stored[at] ^ (1 << console.chance.randrange(8))])
        bent += stored[at + 1 :]
        if not text:
            return bent
        try:  # PostgreSQL keeps nothing that is not text, and no zero byte
            if "\0" not in bent.decode():
                return bent
        except UnicodeDecodeError:
            continue


def appended_zero(console: Console) -> int:
    """Hang a zero byte on a text: where strings end at it, nobody would see the rest."""
    if connection.vendor == "postgresql":
        return one_byte(console)
    seq, column = console.any(), console.chance.choice(TEXTS)
    console.said += f" of {column}"
    console.run(
        f"UPDATE ledger_entry SET {column} = CAST(CAST({column} AS BLOB) || X'0041' AS TEXT)"  # noqa: S608 - ours
        " WHERE seq = %s",
        seq,
    )
    return seq


def deletion(console: Console) -> int:
    """Take some entries out of the middle."""
    seq = console.any(last=console.size - 30)
    until = seq + console.chance.randrange(20)
    console.run("DELETE FROM ledger_entry WHERE seq BETWEEN %s AND %s", seq, until)
    return seq


def insertion(console: Console) -> int:
    """Put an entry in between and move the rest up."""
    seq = console.near_the_end()
    console.renumber({number: number + 1 for number in range(seq, console.size + 1)})
    forged = values_of(draft(seq, act="forged"), seq=seq, previous="f" * 64)
    Entry(**forged).save()
    return seq


def before_the_first(console: Console) -> int:
    """Put an entry before the first."""
    forged = values_of(draft(1, act="forged"), seq=1, previous="f" * 64)
    Entry(**(forged | {"seq": -console.chance.randrange(1000)})).save()
    return 1


def duplicate(console: Console) -> int:
    """Repeat an entry in the place of the next, with everything made to fit it."""
    seq = console.any(last=console.size - 2)
    again = values_of(draft(seq), seq=seq + 1, previous=console.digests[seq - 1])
    console.put(seq + 1, again)
    return seq + 1


def swap(console: Console) -> int:
    """Let two entries change places."""
    one, other = sorted(console.chance.sample(range(1, console.size + 1), 2))
    console.renumber({one: other, other: one})
    return one


def reordering(console: Console) -> int:
    """Turn a range of entries round."""
    first = console.any(last=console.size - 41)
    last = first + console.chance.randrange(1, 40)
    console.renumber({seq: first + last - seq for seq in range(first, last + 1)})
    return first


def reordering_rewritten(console: Console) -> int:
    """Turn a range round and make numbers, links and digests of it fit."""
    first = console.any(last=console.size - 41)
    last, previous = first + console.chance.randrange(1, 40), console.before(first)
    console.run("DELETE FROM ledger_entry WHERE seq BETWEEN %s AND %s", first, last)
    for seq in range(first, last + 1):
        row = values_of(draft(first + last - seq), seq=seq, previous=previous)
        Entry(**row).save()
        previous = row["digest"]
    return first


def truncation(console: Console) -> int:
    """Cut the tail off."""
    seq = console.near_the_end()
    console.run("DELETE FROM ledger_entry WHERE seq >= %s", seq)
    return seq


def rewritten_tail(console: Console) -> int:
    """Cut the tail off and write another that is whole in itself."""
    seq = truncation(console)
    store(chained(seq, console.size, console.before(seq), act="forged"))
    return seq


def old_backup(console: Console) -> int:
    """Restore an old state and go on honestly from there."""
    seq = truncation(console)
    until = console.chance.randint(seq - 1, console.size + 50)
    if until >= seq:
        store(chained(seq, until, console.before(seq), act="redone", late=86_400))
    return seq


def other_time(console: Console) -> int:
    """Let an act have happened at another hour, in the column and in the bytes."""
    seq = console.any(last=console.size - 1)
    late = console.chance.choice((-1, 1)) * console.chance.randint(1, 10**7)
    row = values_of(draft(seq, late=late), seq=seq, previous=console.before(seq))
    console.put(seq, row)
    return seq


def other_time_from_here(console: Console) -> int:
    """Move the clock of everything behind one entry, and make the chain fit."""
    seq = truncation(console)
    store(chained(seq, console.size, console.before(seq), late=-3_600))
    return seq


def another_ledger(console: Console) -> int:
    """Put another ledger in the place of this one."""
    console.run("DELETE FROM ledger_entry")
    store(chained(1, min(600, console.size), GENESIS, act="forged"))
    return 1


KINDS: dict[Attack, float] = {
    one_byte: 40,
    appended_zero: 4,
    deletion: 8,
    insertion: 1,
    before_the_first: 4,
    duplicate: 8,
    swap: 8,
    reordering: 5,
    reordering_rewritten: 3,
    truncation: 6,
    rewritten_tail: 3,
    old_backup: 3,
    other_time: 8,
    other_time_from_here: 3,
    another_ledger: 0.05,
}
"""Every kind with its share; the dear ones are rarer."""
