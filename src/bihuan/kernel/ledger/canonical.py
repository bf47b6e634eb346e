"""The canonical form of an entry: the bytes that are hashed and stored.

``docs/develop/ledger.md`` describes it byte by byte. It is made of lines so that ``verify`` can
rebuild the lines that are also columns with one format string, and a person can read it with
``less``.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bihuan.kernel.ledger.verbs import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.kernel.ledger.verbs import JSON

FORM = "bihuan-ledger 1"
ALGORITHM = "sm3"
GENESIS = "0" * 64
"""What the first entry names as its previous digest."""

_KEYS = (
    "seq",
    "previous",
    "algorithm",
    "at",
    "verb",
    "subject",
    "actor",
    "name",
    "body",
    "body-name",
    "before",
    "after",
    "correlation",
    "post",
    "on-behalf-of",
    "facts",
    "evidence",
)

# The columns of the first thirteen lines, in the order of the form.
_COLUMNS = (
    "seq",
    "previous",
    "algorithm",
    "at",
    "verb",
    "subject",
    "actor_key",
    "actor_name",
    "actor_body",
    "actor_body_name",
    "before",
    "after",
    "correlation",
)
_HEAD = "\n".join((FORM, *(f"{key} %s" for key in _KEYS[:13]), ""))

# A copy of a prepared object hashes half again as fast as asking OpenSSL for the name each time.
PROTOTYPE = hashlib.new(ALGORITHM)
_PROTOTYPES = {ALGORITHM: PROTOTYPE}
KNOWN = frozenset(_PROTOTYPES)


class NotCanonical(ValueError):
    """A value cannot stand in the ledger, or stored bytes do not have the canonical form."""


def digest_of(canonical: bytes, algorithm: str = ALGORITHM) -> str:
    """Hash canonical bytes to lower-case hexadecimal."""
    running = _PROTOTYPES[algorithm].copy()
    running.update(canonical)
    return running.hexdigest()


def text_of_instant(at: datetime) -> str:
    """Write an instant: UTC, microseconds always, "2026-11-23 12:46:00.000000"."""
    if at.tzinfo is None:
        msg = "An instant in the ledger needs a time zone."
        raise NotCanonical(msg)
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def clean(value: str, *, limit: int, what: str) -> str:
    """Return a one-line text that fits its column; control and format characters are refused.

    A line break in a name would be a forged line in the ledger, and an invisible or
    direction-changing character would make one entry read like another.
    """
    if len(value) > limit:
        msg = f"{what} is longer than {limit} characters."
        raise NotCanonical(msg)
    for char in value:
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            msg = f"{what} contains the character U+{ord(char):04X}."
            raise NotCanonical(msg)
    return value


def json_text(value: JSON) -> str:
    """Write JSON in its one form: sorted keys, no spaces, no floats, ASCII only."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _refuse_floats(value: object) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                msg = f"The key {key!r} of a fact is not text."
                raise NotCanonical(msg)
            _refuse_floats(item)
        return
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
        return
    msg = f"{type(value).__name__} cannot be a fact: use text, whole numbers, lists and mappings."
    raise NotCanonical(msg)


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything an entry will say, before it has a place in the chain."""

    at: str
    verb: str
    subject: str
    actor: str
    name: str
    body: str
    body_name: str
    before: str
    after: str
    correlation: str
    post: str
    on_behalf_of: str
    facts: str
    evidence: str

    def canonical(self, *, seq: int, previous: str) -> bytes:
        """Return the bytes of this draft at one place in the chain."""
        searchable = head(
            (
                seq,
                previous,
                ALGORITHM,
                self.at,
                self.verb,
                self.subject,
                self.actor,
                self.name,
                self.body,
                self.body_name,
                self.before,
                self.after,
                self.correlation,
            )
        )
        rest = (
            f"post {self.post}\non-behalf-of {self.on_behalf_of}\n"
            f"facts {self.facts}\nevidence {self.evidence}\n"
        )
        return (searchable + rest).encode()


def head(columns: tuple[object, ...]) -> str:
    """Write the thirteen lines that are also columns, from the columns in the order of the form."""
    return _HEAD % columns


def head_in_sql(instant: str) -> str:
    """Write the same lines as an SQL expression over the columns of an entry.

    Line breaks stand in the literals themselves, which both databases take as they are.
    """
    lines = (
        f"{key} ' || {instant if key == 'at' else column} || '"
        for key, column in zip(_KEYS[:13], _COLUMNS, strict=True)
    )
    return "'" + "\n".join((FORM, *lines, "")) + "'"


def facts_text(facts: Mapping[str, JSON]) -> str:
    """Write the facts of an entry."""
    return json_text(dict(facts))


def evidence_text(evidence: Sequence[str]) -> str:
    """Write the digests of the evidence of an entry."""
    return json_text(list(evidence))


def parse(canonical: bytes, *, digest: str) -> Line:
    """Read canonical bytes back into a line, or raise :class:`NotCanonical`."""
    try:
        lines = canonical.decode().split("\n")
    except UnicodeDecodeError as error:
        msg = "The entry is not UTF-8 text."
        raise NotCanonical(msg) from error
    if len(lines) != len(_KEYS) + 2 or lines[0] != FORM or lines[-1] != "":
        msg = f"The entry does not have the form {FORM!r}."
        raise NotCanonical(msg)
    values: dict[str, str] = {}
    for key, line in zip(_KEYS, lines[1:-1], strict=True):
        found, _, value = line.partition(" ")
        if found != key:
            msg = f"The entry has {found!r} where {key!r} belongs."
            raise NotCanonical(msg)
        values[key] = value
    return Line(
        seq=int(values["seq"]),
        at=datetime.strptime(values["at"], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC),
        verb=values["verb"],
        subject=values["subject"],
        actor_key=values["actor"],
        actor_name=values["name"],
        actor_post=values["post"],
        actor_body=values["body"],
        actor_body_name=values["body-name"],
        on_behalf_of=values["on-behalf-of"],
        before=values["before"],
        after=values["after"],
        correlation=values["correlation"],
        facts=json.loads(values["facts"]),
        evidence=tuple(json.loads(values["evidence"])),
        digest=digest,
        previous=values["previous"],
    )
