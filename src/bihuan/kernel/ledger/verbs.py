"""The verb register: what can be written into the ledger, and how it reads in Chinese."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

JSON: TypeAlias = Union[
    bool, int, str, "list[JSON]", "tuple[JSON, ...]", "Mapping[str, JSON]", None
]
"""What facts may hold. No float: it has no one written form to hash."""


class UnknownVerb(LookupError):
    """Somebody wrote, or read, a verb that nobody registered."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a reader sees it: all of it copied from the stored canonical bytes."""

    seq: int
    at: datetime
    verb: str
    subject: str
    actor_key: str
    actor_name: str
    actor_post: str
    actor_body: str
    actor_body_name: str
    on_behalf_of: str
    before: str
    after: str
    correlation: str
    facts: Mapping[str, JSON]
    evidence: tuple[str, ...]
    digest: str
    previous: str

    @property
    def sentence(self) -> str:
        """The entry as one Chinese sentence, by the formatter of its verb."""
        return verb_named(self.verb).formatter(self)

    @property
    def label(self) -> str:
        """The Chinese name of what was done."""
        return verb_named(self.verb).label


def plain_sentence(line: Line) -> str:
    """Say who did what to what: the formatter of a verb that brings none of its own."""
    who = (
        f"{line.actor_body_name}{line.actor_name}"
        if not line.on_behalf_of
        else (f"{line.actor_body_name}{line.actor_name}（代{line.on_behalf_of}）")
    )
    change = f"，由“{line.before}”变为“{line.after}”" if line.before and line.after else ""
    return f"{who}：{verb_named(line.verb).label}（{line.subject}）{change}。"


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of act: its stored key, its Chinese label, and the sentence it makes."""

    key: str
    label: str
    formatter: Callable[[Line], str] = field(default=plain_sentence, compare=False)


_register: dict[str, Verb] = {}


def register(verb: Verb) -> Verb:
    """Register a verb and return it, so that a module can keep it as a constant."""
    if not verb.key or not verb.label:
        msg = "A verb needs a key and a Chinese label."
        raise ValueError(msg)
    if _register.setdefault(verb.key, verb) != verb:
        msg = f"Verb {verb.key!r} is already registered with another label."
        raise ValueError(msg)
    return verb


def verb_named(key: str) -> Verb:
    """Return the verb with this key, or raise :class:`UnknownVerb`."""
    try:
        return _register[key]
    except KeyError:
        msg = f"No verb {key!r} is registered; register it in AppConfig.ready."
        raise UnknownVerb(msg) from None


def all_verbs() -> tuple[Verb, ...]:
    """Every registered verb, by key."""
    return tuple(_register[key] for key in sorted(_register))


@contextmanager
def temporary_verb(verb: Verb) -> Iterator[Verb]:
    """Register a verb for the length of a ``with`` block: for tests only."""
    register(verb)
    try:
        yield verb
    finally:
        del _register[verb.key]
