"""Measures: what a module above reads off figures, where no record decides whether a duty is met.

A pack names a measure beside a predicate (`measure = "quality.bottom_line"`); the module that holds
the figures registers how it is read. Where figures speak, only they count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

MEASURED = "measure"
"""Stands where evidence names the process it came from."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the figures of one region say of one period."""

    held: bool
    sentence: str
    """Which figures, and what became of them; without full stop, and the same for the same answer:
    a new sentence is a new entry."""
    until: date
    """The last day of the figures; a met duty was met on it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is read, and where its figures are shown."""

    key: str
    label: str
    read: Callable[[Sequence[str], date, date], Mapping[str, Reading]]
    """Regions, first day of the period, day → readings; a region without figures is left out."""
    link: Callable[[str, date], str]
    """Region and first day of the period → the page that shows the figures."""


_known: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Make a measure known; packs may name it from now on.

    :raises ValueError: when another one has its key.
    """
    if _known.get(measure.key, measure) != measure:
        message = f"Measure {measure.key!r} is registered twice."
        raise ValueError(message)
    _known[measure.key] = measure


def measure_of(key: str) -> Measure | None:
    """Return a measure by its key."""
    return _known.get(key)


def known_measures() -> tuple[str, ...]:
    """Return the keys a pack may name."""
    return tuple(sorted(_known))
