"""What is known of a city when the interview rule is applied; what is not known is absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bihuan.modules.quality.rules.periods import Counted, DayCount
    from bihuan.modules.quality.rules.trigger_policy import Term


@dataclass(frozen=True, slots=True)
class TwoYears:
    """The days of one term and of the same days last year, each under its named table.

    While the term runs both sides end at `until`; `rest_then` are the remaining days of last year.
    """

    now: Counted
    then: Counted
    now_table: str
    then_table: str
    until: date
    rest_then: DayCount | None = None


@dataclass(frozen=True, slots=True)
class Heavy:
    """Days over AQI 200 in the year so far, with and without sand."""

    with_sand: int
    without_sand: int
    table: str
    until: date


@dataclass(frozen=True, slots=True)
class Rank:
    """A published rank and last year's; imported numbers, not computed here."""

    now: int
    then: int
    total: int
    now_table: str
    then_table: str
    source: str


@dataclass(frozen=True, slots=True)
class Sections:
    """Classes of sections by name in two years; `targets` only of national sections."""

    now: Mapping[str, int]
    then: Mapping[str, int]
    targets: Mapping[str, int]
    until: date


@dataclass(frozen=True, slots=True)
class YearTarget:
    """One target of the year; `met` is None while it cannot be said."""

    label: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Incident:
    """A sudden environmental event."""

    on: date
    label: str
    major: bool
    severe: bool


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview held; `improved` is what the look-back found, None before it."""

    on: date
    number: str
    improved: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One city on one day. A missing entry means "no data", never "none"."""

    code: str
    name: str
    year: int
    on: date
    in_ranking: bool
    days: Mapping[Term, TwoYears] = field(default_factory=dict)
    heavy: Heavy | None = None
    ranks: Mapping[Term, Rank] = field(default_factory=dict)
    sections: Mapping[Term, Sections] = field(default_factory=dict)
    targets: tuple[YearTarget, ...] | None = None
    incidents: tuple[Incident, ...] | None = None
    interviews: tuple[Interview, ...] | None = None
    water_rank: Rank | None = None
