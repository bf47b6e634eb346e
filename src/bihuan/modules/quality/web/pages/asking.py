"""What a page was asked for: the period, the edition, with or without sand, the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bihuan.modules.quality.queries import books
from bihuan.modules.quality.queries.files import air_tables, interview_rule
from bihuan.modules.quality.rules import months

if TYPE_CHECKING:
    from django.http import QueryDict

Choices = tuple[tuple[str, str], ...]

TERMS = (("", "全年累计"), ("H1", "上半年"), ("-01..{year}-09", "前三季度"))
KEPT = ("period", "edition", "sand")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form above a page holds; `faults` are sentences about what was not understood."""

    period: str
    edition: str
    sand: bool
    periods: Choices
    editions: Choices
    newest: date | None
    faults: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return the same again, for links to other pages."""
        asked = {"period": self.period}
        if self.edition:
            asked["edition"] = self.edition
        if not self.sand:
            asked["sand"] = "without"
        return urlencode(asked)

    @property
    def sand_word(self) -> str:
        """Return how sand was treated, for the line under the heading."""
        return "含沙尘天" if self.sand else "剔除沙尘天"


def asked(data: QueryDict, *, on: date) -> Asked:
    """Read the form; what cannot be understood falls back, and is said."""
    newest = books.newest_day()
    offered = periods(newest or on)
    faults = []
    period = data.get("period", "")
    default = f"{whole_month(newest or on):%Y-%m}"
    if period:
        try:
            label = months.parse(period).label
        except ValueError as fault:
            faults.append(str(fault))
            period = default
        else:
            if period not in dict(offered):
                offered = ((period, label), *offered)
    known = editions()
    edition = data.get("edition", "")
    if edition not in dict(known):
        faults.append(f"没有名为“{edition[:20]}”的标准版本，已按当期有效的版本评价。")
        edition = ""
    return Asked(
        period or default,
        edition,
        data.get("sand", "") != "without",
        offered,
        known,
        newest,
        tuple(faults),
    )


def whole_month(newest: date) -> date:
    """Return the month of a day if that is its last day, else the month before."""
    if (newest + timedelta(days=1)).day == 1:
        return newest
    return newest.replace(day=1) - timedelta(days=1)


def periods(newest: date) -> Choices:
    """Offer the terms and months of the newest year, and the months of the year before."""
    year = newest.year
    found = [
        (f"{each}{form.format(year=each)}", f"{each}年{word}")
        for each in (year, year - 1)
        for form, word in TERMS
        if each < year or newest >= months.parse(f"{each}{form.format(year=each)}").start
    ]
    last = newest.month + 12
    found += [
        (f"{year - 1 + at // 12}-{at % 12 + 1:02}", f"{year - 1 + at // 12}年{at % 12 + 1}月")
        for at in range(last - 1, -1, -1)
    ]
    return tuple(found)


def editions() -> Choices:
    """Offer the editions of the air tables by their year."""
    named = [one.key for one in air_tables().aqi]
    return (("", "当期有效版本"), *((key.rsplit("-", 1)[1], key) for key in named))


def day_of(text: str, default: date) -> date:
    """Read a day of a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


@dataclass(frozen=True, slots=True)
class Judged:
    """What a trigger sheet was asked for."""

    on: date
    year: int
    edition: str
    editions: Choices
    years: tuple[int, ...]
    faults: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return the same again, for links and forms."""
        asked = {"on": self.on.isoformat(), "year": str(self.year)}
        if self.edition:
            asked["edition"] = self.edition
        return urlencode(asked)


def judged_on(newest: date | None, on: date) -> date:
    """Return the day sheets are judged on unless asked: today, or the last day with readings."""
    if newest is None or newest.year == on.year:
        return on
    return min(newest, on)


def judging(data: QueryDict, *, on: date) -> Judged:
    """Read the form of a sheet."""
    start = interview_rule().start
    faults = []
    day = day_of(data.get("on", ""), judged_on(books.newest_day(), on))
    if day < start:
        faults.append(f"判定办法自{start:%Y-%m-%d}起施行，不能判定这一天以前的情形。")
        day = judged_on(books.newest_day(), on)
    years = tuple(range(day.year, max(start.year, day.year - 2) - 1, -1))
    asked_year = data.get("year", "")
    year = next((each for each in years if str(each) == asked_year), day.year)
    known = editions()
    edition = data.get("edition", "")
    if edition not in dict(known):
        edition = next((short for short, key in known if key == edition), "")
    return Judged(day, year, edition, known, years, tuple(faults))
