"""The demonstration of quality: the same every time, through the operations, with its stories."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality import demo
from bihuan.modules.quality.demo import air
from bihuan.modules.quality.models import DayValue, FrozenSheet, ImportRun
from bihuan.modules.quality.queries import published, sheets, standing
from bihuan.modules.quality.tests.conftest import SYSTEM, acting

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
CITIES = ("510100", "510300", "511100", "511700", "513400")


def people(body: str, role: str, *, on: date) -> Actor:
    del on
    return acting(body, role)


def good(held: air.Days, city: str, year: int) -> int:
    """Count the good days of a first half of a year."""
    first, last = date(year, 1, 1), date(year, 6, 30)
    return sum(day.good for (code, on), day in held.items() if code == city and first <= on <= last)


@pytest.mark.parametrize("judged", [2026, 2028, 2029])
def test_the_stories_are_told_in_every_year(judged: int) -> None:
    half = date(judged, 6, 30)
    held = air.days(CITIES, date(judged - 1, 1, 1), half, judged=judged)
    assert held == air.days(CITIES, date(judged - 1, 1, 1), half, judged=judged)
    for city, story in air.STORIES.items():
        if city not in CITIES:
            continue
        fewer = good(held, city, judged - 1) - good(held, city, judged)
        leap = int(judged in {2028, 2029})  # one day more, on one side or the other
        assert abs(fewer - story.worse_first_half) <= leap, city
        heavy = [on for (code, on), day in held.items() if code == city and day.pm25 > 150]
        assert len(heavy) == story.heavy
    others = [day for (code, _), day in held.items() if code not in air.STORIES]
    assert all(day.pm25 <= 150 and day.o3 <= 265 and day.pm10 <= 350 for day in others)
    assert all(day.pm25 < day.pm10 for day in held.values())


@pytest.mark.django_db
@pytest.mark.usefixtures("province")
def test_the_readings_come_by_imports_and_two_months_are_published() -> None:
    standing.forget()
    assert demo.build(people=people, at=AT) == ImportRun.objects.count()
    assert all("演示数据" in run.file_name for run in ImportRun.objects.all())
    newest = DayValue.objects.order_by("-day").values_list("day", flat=True).first()
    assert newest == date(2026, 7, 9)
    assert [one.address for one in published.published_months()] == ["2026-06", "2026-05"]
    assert all(one.content["counties"] for one in published.published_months())
    assert FrozenSheet.objects.get().place_name == "自贡市"
    found = {one.place: one for one in sheets.trigger_sheets(on=date(2026, 7, 9), actor=SYSTEM)}
    assert {"A1", "A2", "A3"} <= {row.rule for row in found["510300"].fired}
    assert not found["511100"].fired
    margins = {row.rule: row.margin for row in found["511100"].rows}
    assert margins["A2"] == "还差 2 天"
    verbs = [entry.verb for entry in ledger.entries() if entry.verb.startswith("quality.")]
    assert verbs.count("quality.month_published") == 2
    assert verbs[-1] == "quality.sheet_frozen"


@pytest.mark.django_db
@pytest.mark.usefixtures("province")
def test_in_january_the_year_before_is_judged() -> None:
    standing.forget()
    demo.build(people=people, at=datetime(2027, 1, 5, 2, tzinfo=UTC))
    assert [one.address for one in published.published_months()] == ["2026-12", "2026-11"]
