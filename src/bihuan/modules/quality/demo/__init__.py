"""Two years of invented readings of Sichuan (演示数据), brought in as files, as users do.

Real places and rivers, invented figures. Nothing here writes a table.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bihuan.kernel.calendar import SHANGHAI, civil_day
from bihuan.modules.quality.demo import air, candidates, water
from bihuan.modules.quality.models import ImportKind
from bihuan.modules.quality.operations.freezing import freeze_sheet
from bihuan.modules.quality.operations.importing import import_file
from bihuan.modules.quality.operations.publishing import publish_month
from bihuan.modules.quality.queries import places
from bihuan.modules.quality.queries.files import air_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bihuan.kernel.access import Actor

__all__ = ["build"]

ECOLOGY, OFFICE = "510000-ecology", "510000-office"
FROZEN = "510300"
DAY = timedelta(days=1)
TARGETS_HEADER = ("区划", "断面编码", "年度", "指标", "目标值", "评价标准", "依据")
RANKS_HEADER = (
    *("城市", "要素", "年度", "时段", "本期排名", "去年同期排名", "城市数"),
    *("评价标准", "去年评价标准", "来源"),
)
RANKS = {
    "510100": (86, 92),
    "510300": (116, 108),
    "510500": (99, 97),
    "510600": (71, 75),
    "510700": (58, 62),
    "510900": (40, 41),
    "511000": (77, 80),
    "511100": (95, 98),
    "511400": (88, 87),
    "511500": (101, 106),
    "511800": (30, 33),
    "512000": (52, 55),
    "511300": (66, 70),
    "511600": (61, 60),
    "511700": (84, 83),
}
"""Invented ranks of the cities that are ranked nationally, this year's and last year's."""
CITIES_RANKED = 168
INVENTED = "演示数据，虚构"


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """The person of this role in this body."""
        ...


def build(*, people: People, at: datetime) -> int:
    """Bring the readings in, publish two months, freeze a sheet; answer how many imports it took.

    Readings reach to the day before `at`. The last two whole months are published as their
    figures come, so that the ledger tells it in order.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _Maker(people, at, Path(folder)).make()


@dataclass(slots=True)
class _Maker:
    people: People
    at: datetime
    folder: Path
    files: int = 0

    def make(self) -> int:
        today = civil_day(self.at)
        last = today.replace(day=1) - DAY
        middle = last.replace(day=1) - DAY
        early = middle.replace(day=1) - DAY
        judged, first = last.year, date(last.year - 1, 1, 1)
        cities, counties = places.cities(), places.counties()
        sky = air.days([one.code for one in cities], first, today - DAY, judged=judged)
        points = water.points(cities)
        parents = [(one.code, one.parent) for one in counties]
        begun = first
        for end in (early, middle, last):
            if end < begun:
                continue
            on = self._on(end + DAY, 4)
            self._bring("days", air.DAYS_HEADER, air.day_rows(sky, begun, end), on)
            shown = [
                month for month in _months(begun, end) if _beside(month, (early, middle, last))
            ]
            told = (row for month in shown for row in air.county_rows(sky, parents, month))
            self._bring("months", air.MONTHS_HEADER, told, on)
            found = (
                row
                for month in _months(begun, end)
                for row in water.rows(points, month, judged=judged)
            )
            self._bring("sections", water.HEADER, found, on)
            if begun == first:
                self._bring("targets", TARGETS_HEADER, _targets(points, cities, judged), on)
            if end is not early:
                self._publish(end)
            begun = end + DAY
        self._bring("ranks", RANKS_HEADER, _ranks(cities, judged, today), self._on(today, 8))
        self._bring("days", air.DAYS_HEADER, air.day_rows(sky, begun, today), self._on(today, 8))
        freeze_sheet(
            FROZEN,
            on=today - DAY,
            actor=self.people(OFFICE, "handler", on=today),
            at=self.at,
        )
        candidates.propose(
            handler=self.people(ECOLOGY, "handler", on=today),
            head=self.people(ECOLOGY, "office_head", on=today),
            on=today - DAY,
            at=self.at,
        )
        return self.files

    def _on(self, day: date, hour: int) -> datetime:
        """Return an hour of a day four days later, and never one that has not come."""
        planned = datetime.combine(day + 4 * DAY, time(hour + 5), tzinfo=SHANGHAI)
        return min(planned, self.at)

    def _bring(
        self,
        kind: str,
        header: Sequence[str],
        rows: Iterable[Sequence[object]],
        at: datetime,
    ) -> None:
        """Write a file and take it over; a file without rows is not brought."""
        path = self.folder / f"{self.files}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            before = file.tell()
            writer.writerows(rows)
            if file.tell() == before:
                return
        self.files += 1
        outcome = import_file(
            path,
            actor=self.people(ECOLOGY, "handler", on=civil_day(at)),
            at=at,
            kind=kind,
            name=f"{ImportKind(kind).label}-{civil_day(at):%Y%m%d}-演示数据.csv",
        )
        if not outcome.done:
            raise RuntimeError(outcome.sentence)

    def _publish(self, end: date) -> None:
        at = self._on(end + 4 * DAY, 10)
        actor = self.people(ECOLOGY, "deputy", on=civil_day(at))
        publish_month(f"{end:%Y-%m}", actor=actor, at=at)


def _months(first: date, last: date) -> list[date]:
    found = []
    month = first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + 31 * DAY).replace(day=1)
    return found


def _beside(month: date, shown: Sequence[date]) -> bool:
    """Say whether a month is one of the shown, or the same of the year before."""
    return any(
        month.month == each.month and month.year in {each.year, each.year - 1} for each in shown
    )


def _targets(
    points: Sequence[water.Point], cities: Sequence[places.Place], year: int
) -> Iterable[Sequence[object]]:
    air_table = air_tables().aqi_edition(date(year, 12, 31)).key
    basis = f"{year}年度生态环境质量目标（{INVENTED}）"
    for city in cities:
        clean = city.code in air.HIGHLAND
        yield (city.code, "", year, "pm25", "22" if clean else "36", air_table, basis)
        yield (city.code, "", year, "good_rate", "95" if clean else "84", air_table, basis)
        yield (city.code, "", year, "heavy", "0" if clean else "1", air_table, basis)
        yield (city.code, "", year, "good_water", "95", "GB 3838-2002", basis)
    for one in points:
        if one.national:
            grade = {2: "Ⅱ", 3: "Ⅲ"}[one.grade]
            yield (one.place, one.code, year, "grade", grade, "GB 3838-2002", basis)


def _ranks(cities: Sequence[places.Place], year: int, today: date) -> Iterable[Sequence[object]]:
    """Return the ranks of the terms that are over."""
    known = {one.code for one in cities}
    table = air_tables().index_limits(date(year, 12, 31)).key
    for term, end in (
        ("上半年", date(year, 6, 30)),
        ("前三季度", date(year, 9, 30)),
        ("全年", date(year, 12, 31)),
    ):
        if today <= end:
            continue
        for city, (now, then) in RANKS.items():
            if city in known:
                yield (city, "空气", year, term, now, then, CITIES_RANKED, table, table, INVENTED)
