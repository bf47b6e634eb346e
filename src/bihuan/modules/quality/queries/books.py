"""City days out of the database, laid out for the engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Max, Min

from bihuan.modules.quality.models import DayValue, ImportRun
from bihuan.modules.quality.rules.city_book import Book
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("so2", "no2", "pm10", "co", "o3", "pm25")
"""The columns of the tables, in the order of the pollutants."""


def extent(first: date, last: date) -> tuple[date, date] | None:
    """Return the first and the last day between two days that any place has readings of."""
    rows = DayValue.objects.filter(current=True, day__gte=first, day__lte=last)
    found = rows.aggregate(start=Min("day"), end=Max("day"))
    return None if found["start"] is None else (found["start"], found["end"])


def book(
    places: Sequence[str], first: date, last: date, *, days: tuple[date, date] | None = None
) -> Book | None:
    """Return the current days of places from one day to another; None when there is none.

    The book reaches from the first to the last day there are readings of, or over the `days` given.
    """
    rows = (
        DayValue.objects.filter(current=True, day__gte=first, day__lte=last)
        .order_by()
        .values_list("place", "day", "sand", *COLUMNS)
    )
    if len(places) == 1:
        rows = rows.filter(place=places[0])
    column = {code: number for number, code in enumerate(places)}
    held = [row for row in rows.iterator(chunk_size=5000) if row[0] in column]
    if not held and days is None:
        return None
    told, day, dusty, *figures = zip(*held, strict=True) if held else ((),) * (3 + len(COLUMNS))
    start, end = days or (min(day), max(day))
    span = (end - start).days + 1
    values = np.full((len(POLLUTANTS), span, len(places)), NOT_COMPUTED, dtype=np.int32)
    sand = np.zeros((span, len(places)), dtype=np.bool_)
    at_day = (np.array(day, dtype="datetime64[D]") - np.datetime64(start)).astype(np.int64)
    at_place = np.array([column[one] for one in told], dtype=np.int64)
    for number, line in enumerate(figures):
        values[number, at_day, at_place] = [NOT_COMPUTED if one is None else one for one in line]
    sand[at_day, at_place] = dusty
    return Book(tuple(places), start, values, sand, ())


def newest_day() -> date | None:
    """Return the last day there is a city day for."""
    found = DayValue.objects.filter(current=True).order_by("-day").values_list("day", flat=True)
    return found.first()


def stamp() -> str:
    """Return what changes whenever a reading does: the last import."""
    last = ImportRun.objects.order_by("-pk").values_list("pk", "sm3", "seq").first()
    return "" if last is None else ":".join(map(str, last))


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
