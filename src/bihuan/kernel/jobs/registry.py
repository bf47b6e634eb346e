"""What can run: functions by key, with how often the periodic ones do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PeriodicFunction: TypeAlias = "Callable[[datetime], object]"
F = TypeVar("F", bound="Callable[..., object]")


class UnknownWork(LookupError):
    """A job names work that nobody registered."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so often, or once a day at a time of the clock in the platform's zone."""

    every: timedelta | None = None
    daily: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.daily is None):
            msg = "Give either every= or daily=."
            raise ValueError(msg)
        if self.every is not None and self.every <= timedelta(0):
            msg = "The time between two runs must be positive."
            raise ValueError(msg)

    def after(self, at: datetime) -> datetime:
        """Return the first instant after ``at``; what was missed meanwhile is not made up."""
        if self.every is not None:
            return at + self.every
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        assert self.daily is not None  # noqa: S101 - __post_init__ leaves no third case
        due = datetime.combine(local.date(), self.daily, tzinfo=local.tzinfo)
        return due if due > local else due + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """A function the tick runs, its rhythm, and how long one run may hold its row."""

    key: str
    label: str
    function: PeriodicFunction
    rhythm: Rhythm
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Work:
    """A function that can be enqueued, and how often it is tried."""

    key: str
    function: Callable[..., object]
    limit: int
    lease: timedelta


_works: dict[str, Work] = {}
_periodics: dict[str, PeriodicWork] = {}


def work(key: str, *, limit: int = 5, lease: timedelta = timedelta(minutes=10)) -> Callable[[F], F]:
    """Declare a function as work that can be enqueued under ``key``.

    It takes ids and an ``at`` keyword, and must do no harm when it runs twice.
    """

    def declare(function: F) -> F:
        _add(_works, key, Work(key, function, limit, lease))
        return function

    return declare


def periodic(
    key: str,
    *,
    label: str,
    every: timedelta | None = None,
    daily: time | None = None,
    lease: timedelta = timedelta(minutes=10),
) -> Callable[[PeriodicFunction], PeriodicFunction]:
    """Declare a function of ``at`` that the tick runs; declare it from ``AppConfig.ready``."""

    def declare(function: PeriodicFunction) -> PeriodicFunction:
        rhythm = Rhythm(every, daily)
        _add(_periodics, key, PeriodicWork(key, label, function, rhythm, lease))
        return function

    return declare


def work_named(key: str) -> Work:
    """Return the work with this key."""
    try:
        return _works[key]
    except KeyError:
        msg = f"No work {key!r} is declared; known: {', '.join(sorted(_works)) or 'none'}."
        raise UnknownWork(msg) from None


def all_periodic() -> tuple[PeriodicWork, ...]:
    """Every periodic work, by key: the order in which a tick looks at them."""
    return tuple(_periodics[key] for key in sorted(_periodics))


@contextmanager
def only(*periodics: PeriodicWork, works: tuple[Work, ...] = ()) -> Iterator[None]:
    """Know nothing but these for the length of a ``with`` block: for tests only."""
    kept = (dict(_works), dict(_periodics))
    _works.clear()
    _periodics.clear()
    _works.update({one.key: one for one in works})
    _periodics.update({one.key: one for one in periodics})
    try:
        yield
    finally:
        _works.clear()
        _periodics.clear()
        _works.update(kept[0])
        _periodics.update(kept[1])


def _add(register: dict[str, Any], key: str, found: Any) -> None:
    if register.setdefault(key, found).function is not found.function:
        msg = f"{key!r} is already declared for another function."
        raise ValueError(msg)
