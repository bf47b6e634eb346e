"""The pages of environmental quality over two years of days of all cities, from cold and warm."""

from __future__ import annotations

import gc
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.modules.quality.models import (
    DayValue,
    ImportRun,
    PlaceMonth,
    Section,
    SectionMonth,
)
from bihuan.modules.quality.queries import places, standing
from tests.bench.harness import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.bench.harness import Figure

COLD = 300
SEED = 20260312
SECTIONS = 16
"""A city: 336 sections, near the 345 the province answers for."""
ITEMS = {
    "pH": "7.6",
    "DO": "7.9",
    "CODMn": "2.9",
    "COD": "11",
    "BOD5": "1.8",
    "NH3N": "0.21",
    "TP": "0.08",
}


def fill(today: date) -> None:
    """Put two years of days, sections and counties where the demonstration has none."""
    if DayValue.objects.count() > len(places.cities()) * 365:
        return
    chance = random.Random(SEED)  # noqa: S311  readings for timing
    run = ImportRun.objects.create(
        kind="days",
        file_name="bench.csv",
        size=1,
        sm3="b" * 64,
        rows=1,
        added=1,
        changed=0,
        same=0,
        by_key="bench",
        by_name="bench",
        at=datetime(today.year, 1, 1, tzinfo=UTC),
        seq=0,
    )
    DayValue.objects.all().delete()
    DayValue.objects.bulk_create(_days(run, today, chance), batch_size=2000)
    SectionMonth.objects.bulk_create(list(_waters(run, today)), batch_size=2000)
    PlaceMonth.objects.bulk_create(list(_counties(run, today, chance)), batch_size=500)
    standing.forget()
    gc.collect()  # what filling left behind is no part of a server


def _days(run: ImportRun, today: date, chance: random.Random) -> list[DayValue]:
    first = date(today.year - 1, 1, 1)
    return [
        DayValue(
            place=place.code,
            day=first + timedelta(days=number),
            so2=8,
            no2=chance.randint(15, 50),
            pm10=chance.randint(30, 140),
            co=chance.randint(5, 12),
            o3=chance.randint(40, 180),
            pm25=chance.randint(12, 110),
            run=run,
            row=number,
        )
        for place in places.cities()
        for number in range((today - first).days)
    ]


def _waters(run: ImportRun, today: date) -> Iterator[SectionMonth]:
    for place in places.cities():
        held = Section.objects.filter(place=place.code).count()
        for number in range(held, SECTIONS):
            Section.objects.create(
                code=f"B{place.code}{number}", name=f"断面{number}", place=place.code
            )
    taken = set(SectionMonth.objects.values_list("section_id", "month"))
    for pk in Section.objects.values_list("pk", flat=True):
        for year in (today.year - 1, today.year):
            for month in range(1, 13 if year < today.year else today.month):
                if (pk, date(year, month, 1)) not in taken:
                    yield SectionMonth(
                        section_id=pk, month=date(year, month, 1), values=ITEMS, run=run, row=1
                    )


def _counties(run: ImportRun, today: date, chance: random.Random) -> Iterator[PlaceMonth]:
    month = date(today.year, today.month, 1) - timedelta(days=1)
    for first in (month.replace(day=1), month.replace(day=1, year=month.year - 1)):
        taken = set(PlaceMonth.objects.filter(month=first).values_list("place", flat=True))
        for place in places.counties():
            if place.code not in taken:
                yield PlaceMonth(
                    place=place.code,
                    month=first,
                    so2=6,
                    no2=20,
                    pm10=50,
                    co=Decimal("0.8"),
                    o3=120,
                    pm25=chance.randint(15, 50),
                    good=28,
                    heavy=0,
                    valid=30,
                    run=run,
                    row=1,
                )


def addresses(today: date) -> Iterator[tuple[str, str]]:
    """Return what is measured warm, by name."""
    month = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    yield "环境质量, the province in a month", f"{reverse('quality:overview')}?period={month}"
    yield (
        "环境质量, the province, year to date",
        f"{reverse('quality:overview')}?period={today.year}",
    )
    yield "环境质量, ranking of 21 cities", f"{reverse('quality:ranking')}?period={month}"
    yield (
        "环境质量, ranking of 183 counties",
        f"{reverse('quality:ranking')}?level=county&period={month}",
    )
    yield "环境质量, a city", reverse("quality:city", args=("510100",))
    code = Section.objects.order_by("pk").values_list("code", flat=True).first()
    if code is not None:
        yield "环境质量, a section", reverse("quality:section", args=(code,))
    yield "约谈情形, 21 cities", reverse("quality:triggers")
    yield "约谈情形, one city", reverse("quality:sheet", args=("510100",))
    yield "环境质量, imports", reverse("quality:imports")


def cold(client: Client, *, runs: int) -> Figure:
    """Measure the sheet of 21 cities with nothing kept from before."""

    def action() -> None:
        standing.forget()
        answer = client.get(reverse("quality:triggers"))
        if answer.status_code != HTTPStatus.OK:
            raise LookupError("The trigger sheet does not answer.")

    return timed(
        "约谈情形, 21 cities, province trigger sheet from cold, page",
        action,
        runs=runs,
        goal=f"median ≤ {COLD} ms",
    )
