"""What a pack is once it has been read and judged: frozen values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from bihuan.kernel.calendar import Roll, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = ("P", "C", "K")
LEVEL_WORDS = {"P": "省级", "C": "市（州）级", "K": "县（市、区）级"}
SOON = "duty.soon"
"""Every pack says from when on a duty counts as nearly due."""

CADENCES = ("month", "quarter", "half", "year")
CADENCE_WORDS = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}

Match = Literal["clause", "body", "case"]


class Mark(StrEnum):
    """Where a statement comes from; always shown to the reader."""

    NOTICE = "N"
    DEFAULT = "D"
    RULE = "R"

    @property
    def word(self) -> str:
        """Say it in the reader's words."""
        return {"N": "通知写明", "D": "默认读法，可调整", "R": "依其他规定"}[self.value]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or date the notice leaves open, with the day from which it holds."""

    key: str
    label: str
    value: str
    since: date
    mark: Mark
    basis: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A place where the notice can be read in more than one way."""

    key: str
    question: str
    choices: Mapping[str, str]
    chosen: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActorSet:
    """Who is meant by a word of the notice."""

    key: str
    label: str
    mark: Mark
    levels: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    except_lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """One thing that must be shown: a case of a process has reached a state.

    `match` says which case counts: one about this clause and period ("clause"), any of this body
    ("body"), or the very case that gave rise to the duty ("case"). A state in `until` takes the
    evidence back. A `receipt` is needed, but its date belongs to the other side and does not make
    the duty late.
    """

    process: str
    states: tuple[str, ...]
    noun: str
    verb: str
    match: Match
    until: tuple[str, ...] = ()
    receipt: bool = False
    measure: str = ""
    """Figures that decide instead of a record, wherever they say anything."""

    @property
    def label(self) -> str:
        """Name what is missing when it is missing."""
        return f"{self.noun}{self.verb}"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Return the day in one year; 29 February falls back to the 28th."""
        day = self.day
        if (self.month, day) == (2, 29) and year % 4:
            day = 28
        return date(year, self.month, day)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a duty is owed."""

    kind: Literal["fixed", "issue", "yearly", "every", "standing", "event", "none"]
    basis: str
    mark: Mark
    on: date | None = None
    days: tuple[MonthDay, ...] = ()
    of: Literal["same", "previous"] = "same"
    span: Span | None = None
    parameter: str = ""
    grace: str = ""
    later: str = ""
    roll: Roll = Roll.NONE
    event: str = ""
    process: str = ""
    state: str = ""
    owner: Literal["owner", "office"] = "owner"

    @property
    def on_demand(self) -> bool:
        """Say whether an occurrence may be registered when something happens."""
        return (self.kind == "event" and not self.process) or bool(self.later and self.event)


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement of the notice."""

    id: str
    path: str
    name: str
    wording: str
    anchor: str
    actors: tuple[str, ...]
    levels: tuple[str, ...]
    mark: Mark
    deadline: Deadline
    act: str = ""
    see: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    publish: str = ""
    receipt: str = ""
    related: tuple[str, ...] = ()
    evidence: tuple[Predicate, ...] = ()
    no_duty: str = ""
    countdown: str = ""
    """What the home page counts the days to, under this name."""
    switches: tuple[str, ...] = ()
    """The reading choices that would change it."""

    @property
    def is_checkable(self) -> bool:
        """Say whether duties follow from it."""
        return not self.no_duty


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the matrix: the bodies of a set, or the places of a level."""

    key: str
    label: str
    set: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The document itself."""

    key: str
    number: str
    title: str
    short: str
    issuer: str
    issued_on: date
    region: str
    carries_out: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A notice, its parameters, its reading choices, its actor sets and its clauses."""

    notice: Notice
    parameters: tuple[Parameter, ...]
    switches: tuple[Switch, ...]
    sets: tuple[ActorSet, ...]
    clauses: tuple[Clause, ...]
    tabs: tuple[Tab, ...]
    offsets: Mapping[str, int] = field(default_factory=dict)

    def clause(self, key: str) -> Clause | None:
        """Return the clause with this id."""
        return next((clause for clause in self.clauses if clause.id == key), None)

    def parameter(self, key: str, on: date) -> Parameter:
        """Return the value of a parameter that holds on a day; before its first day, its first.

        :raises LookupError: for an unknown parameter.
        """
        dated = sorted((p for p in self.parameters if p.key == key), key=lambda p: p.since)
        if not dated:
            raise LookupError(key)
        return next((p for p in reversed(dated) if p.since <= on), dated[0])

    def steps(self, key: str) -> tuple[Parameter, ...]:
        """Return every value of a parameter in the order of its days."""
        return tuple(sorted((p for p in self.parameters if p.key == key), key=lambda p: p.since))

    def actor_set(self, key: str) -> ActorSet:
        """Return the set with this key.

        :raises LookupError: for an unknown set.
        """
        found = next((s for s in self.sets if s.key == key), None)
        if found is None:
            raise LookupError(key)
        return found
