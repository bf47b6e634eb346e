"""Calendars: which day is worked, by which notice, and how far ahead anybody can know."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL = "000000"
"""The region key of editions that hold for the whole country."""

HORIZON = 2100
"""Fixed statutory days are assumed up to this year; later days know weekends only."""

_SATURDAY = 5
_WEEK = 7
_WORKED_PER_WEEK = 5


def civil_day(moment: date | datetime) -> date:
    """Return the Shanghai civil day of an instant; a plain date is returned as it is.

    :raises ValueError: for an instant without a time zone, which names no day.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        message = "起算时刻没有时区，无法确定是哪一天。"
        raise ValueError(message)
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Return the last second of a Shanghai civil day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's arrangement: the notice, the days off it grants, the weekends it makes worked."""

    key: str
    region: str
    year: int
    rest: frozenset[date]
    work: frozenset[date]
    source: str
    mark: str
    complete: bool = True
    names: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    FESTIVAL = "festival"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayNature:
    """What a calendar knows of one day."""

    kind: DayKind
    working: bool
    settled: bool
    festival: str = ""

    @property
    def word(self) -> str:
        """The Chinese phrase for this nature, for explanations."""
        match self.kind:
            case DayKind.WEEKDAY:
                return "工作日"
            case DayKind.WEEKEND:
                return "周末"
            case DayKind.FESTIVAL:
                return f"{self.festival}放假"
            case DayKind.MAKE_UP:  # pragma: no branch - there is no fifth kind
                return "调休上班"


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A statutory day off on a fixed date of the solar year, certain before any notice."""

    month: int
    day: int
    name: str


class Calendar:
    """The working days of one region: national editions, then the region's own on top.

    :param editions: national first, then regional; a later edition overrides an earlier one.
    :param fixed: statutory days assumed in years whose notice is not out.
    :param settled_until: (month, day) up to which a year's own notice is final. The days after it
        have been moved by the *next* year's New Year arrangement (2018-12-29, 2018-12-31).
    """

    __slots__ = (
        "_by_year",
        "_off",
        "_on",
        "_published",
        "_worked",
        "editions",
        "fixed",
        "key",
        "name",
        "region",
        "settled_until",
    )

    def __init__(
        self,
        *,
        key: str,
        name: str,
        region: str,
        editions: tuple[Edition, ...],
        fixed: tuple[FixedDay, ...] = (),
        settled_until: tuple[int, int] = (12, 31),
    ) -> None:
        """Lay the editions over each other once, so that every question is a look-up."""
        self.key = key
        self.name = name
        self.region = region
        self.editions = editions
        self.fixed = fixed
        self.settled_until = settled_until
        self._by_year = {
            year: tuple(edition for edition in editions if edition.year == year)
            for year in sorted({edition.year for edition in editions})
        }
        self._published = frozenset(
            year
            for year, found in self._by_year.items()
            if all(edition.complete for edition in found)
            and {edition.region for edition in found} >= {NATIONAL, region}
        )
        rest: dict[date, str] = self._assumed()
        work: set[date] = set()
        for edition in editions:
            work -= edition.rest
            work |= edition.work
            for day in edition.work:
                rest.pop(day, None)
            for day in edition.rest:
                rest[day] = edition.names.get(day, "节日")
        self._off: Mapping[date, str] = MappingProxyType(rest)
        self._on = frozenset(work)
        self._worked = (
            sorted(day.toordinal() for day in rest if day.weekday() < _SATURDAY),
            sorted(day.toordinal() for day in work if day.weekday() >= _SATURDAY),
        )

    def _assumed(self) -> dict[date, str]:
        published = {edition.year for edition in self.editions if edition.region == NATIONAL}
        first = max(published, default=HORIZON)
        return {
            date(year, fixed.month, fixed.day): fixed.name
            for year in range(first + 1, HORIZON + 1)
            if year not in published
            for fixed in self.fixed
        }

    def is_working_day(self, day: date) -> bool:
        """Say whether the day is worked."""
        if day in self._on:
            return True
        return day.weekday() < _SATURDAY and day not in self._off

    def nature(self, day: date) -> DayNature:
        """Say what kind of day it is, and whether a notice settles it."""
        settled = self.is_settled(day)
        if day in self._on:
            kind = DayKind.MAKE_UP if day.weekday() >= _SATURDAY else DayKind.WEEKDAY
            return DayNature(kind, working=True, settled=settled)
        if day in self._off:
            return DayNature(
                DayKind.FESTIVAL, working=False, settled=settled, festival=self._off[day]
            )
        if day.weekday() >= _SATURDAY:
            return DayNature(DayKind.WEEKEND, working=False, settled=settled)
        return DayNature(DayKind.WEEKDAY, working=True, settled=settled)

    def worked_before(self, day: date) -> int:
        """Count the working days from the first day of the era up to and including `day`.

        Only differences mean anything. Closed form, so a page may ask it a hundred thousand times.
        """
        ordinal = day.toordinal()
        weeks, rest_of_week = divmod(ordinal, _WEEK)
        off, on = self._worked
        weekdays = weeks * _WORKED_PER_WEEK + min(rest_of_week, _WORKED_PER_WEEK)
        return weekdays - bisect_right(off, ordinal) + bisect_right(on, ordinal)

    def editions_for(self, year: int) -> tuple[Edition, ...]:
        """Return the year's editions, national first."""
        return self._by_year.get(year, ())

    def edition_for(self, year: int) -> Edition | None:
        """Return the most local edition of the year, or None when no notice is loaded."""
        return next(reversed(self.editions_for(year)), None)

    @property
    def published_until(self) -> date:
        """The last day a published national notice settles."""
        years = [edition.year for edition in self.editions if edition.region == NATIONAL]
        return date(max(years), *self.settled_until) if years else date.min

    def is_settled(self, day: date) -> bool:
        """Say whether published notices decide this day for this region.

        A calendar with festivals of its own needs both the national and the regional notice.
        """
        if day.year not in self._published:
            return False
        return (day.month, day.day) <= self.settled_until or day.year + 1 in self._published

    def __repr__(self) -> str:
        """Name the calendar and its years."""
        years = sorted({edition.year for edition in self.editions})
        return f"<Calendar {self.key} {years[:1]}…{years[-1:]}>"
