"""What the database itself may show: the setting that row-level security reads (PostgreSQL).

The rows a page shows are chosen by `visible_to(actor)`. Behind it stands the database: a request, a
job and a command say at their edge who acts, and the policies hand out sealed rows to nobody
outside their compartment. Where nobody has said anything, the setting is empty and there are no
rows. docs/decisions/0019-row-level-security.md says what this holds and what it does not.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.access.actors import Actor

NAME = "bihuan.compartments"
"""The setting: empty for nobody, `*` for the application itself, else `|clues|plans|`."""

NOBODY = ""
EVERYTHING = "*"
BETWEEN = "|"

_said: ContextVar[str] = ContextVar("bihuan_compartments", default=NOBODY)


class ForbiddenWord(ValueError):
    """A compartment whose name would be read as another one, or as several."""


@runtime_checkable
class Told(Protocol):
    """A connection that passes on who acts: bihuan.kernel.access.postgresql."""

    def tell_who_acts(self) -> None:
        """Write :func:`said` into the session of the database."""
        ...


def words_of(actor: Actor) -> str:
    """Return the setting for this actor: `*` for the system, else the compartments they are in."""
    return EVERYTHING if actor.is_system else _words(actor.compartments)


def said() -> str:
    """Return what was last said about who acts here; empty when nothing was."""
    return _said.get()


def see(actor: Actor) -> None:
    """Say who acts from here on: once at the edge of a process, or within :func:`seeing`."""
    _say(words_of(actor))


@contextmanager
def seeing(actor: Actor) -> Iterator[None]:
    """Say who acts for the length of a block; put it around a transaction, not into one."""
    with _saying(words_of(actor)):
        yield


@contextmanager
def seeing_also(compartment: str) -> Iterator[None]:
    """Let a block see one compartment more: whoever opens a sealed case need not be in it."""
    now = said()
    if not compartment or now in {NOBODY, EVERYTHING}:
        yield
        return
    with _saying(_words({*filter(None, now.split(BETWEEN)), compartment})):
        yield


def _words(compartments: frozenset[str] | set[str]) -> str:
    for name in compartments:
        if not name or BETWEEN in name or name == EVERYTHING:
            message = f"{name!r} cannot be the name of a compartment."
            raise ForbiddenWord(message)
    return BETWEEN + "".join(f"{name}{BETWEEN}" for name in sorted(compartments))


@contextmanager
def _saying(words: str) -> Iterator[None]:
    before = said()
    _say(words)
    try:
        yield
    finally:
        _say(before)


def _say(words: str) -> None:
    if words == said():
        return
    _said.set(words)
    # A connection that is not open yet asks for it when it opens.
    for connection in connections.all(initialized_only=True):
        if isinstance(connection, Told):
            connection.tell_who_acts()
