"""Hours of a source: labels, gaps, doubles, exchanged fields; periods of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest

from bihuan.modules.quality.rules import air, hours, months
from bihuan.modules.quality.rules.hours import Label, Reading
from bihuan.modules.quality.tests.readings import TABLES, needs_readings, rows

VALUES = (10, 20, 30, 5, 60, 40)


def reading(moment: datetime, *, line: int = 1, station: str = "1A") -> Reading:
    return Reading(station, moment, VALUES, line)


@pytest.mark.parametrize(
    ("label", "moment", "expected"),
    [
        (Label.END, datetime(2024, 3, 2, 0), (date(2024, 3, 1), 23)),  # noqa: DTZ001  source time
        (Label.END, datetime(2024, 3, 1, 1), (date(2024, 3, 1), 0)),  # noqa: DTZ001
        (Label.START, datetime(2024, 3, 1, 0), (date(2024, 3, 1), 0)),  # noqa: DTZ001
        (Label.START, datetime(2024, 3, 1, 23), (date(2024, 3, 1), 23)),  # noqa: DTZ001
    ],
)
def test_an_hour_falls_into_the_day_its_source_means(
    label: Label, moment: datetime, expected: tuple[date, int]
) -> None:
    assert hours.slot(moment, label) == expected


def test_the_same_day_by_either_label_gives_the_same_figures() -> None:
    first = datetime(2024, 3, 1, tzinfo=UTC)
    by_start = [reading(first + timedelta(hours=n)) for n in range(24)]
    by_end = [reading(first + timedelta(hours=n + 1)) for n in range(24)]
    grids = [hours.lay_out(by_start, Label.START), hours.lay_out(by_end, Label.END)]
    days = [air.station_days(grid.blocks, TABLES.validity).whole for grid in grids]
    assert (days[0] == days[1]).all()
    assert days[0][:, 0, 0].tolist() == list(VALUES)
    assert grids[0].days == grids[1].days == (date(2024, 3, 1),)
    # Read by the wrong label the day falls apart: 23 hours here, one hour the day before.
    wrong = hours.lay_out(by_start, Label.END)
    assert len(wrong.days) == 2


def test_what_cannot_be_used_is_named() -> None:
    moment = datetime(2024, 3, 1, 5, tzinfo=UTC)
    negative = Reading("2A", moment, (1, -3, None, 1, 1, 1), 4)
    held = [
        reading(moment),
        reading(moment, line=2),
        reading(moment + timedelta(minutes=30), line=3),
        negative,
        reading(moment + timedelta(days=2), line=5),
    ]
    grid = hours.lay_out(held, Label.END)
    assert [(one.line, one.sentence[:12]) for one in grid.rejected] == [
        (2, "1A 2024-03-0"),
        (3, "2024-03-01 0"),
        (4, "NO2 的数值为负，按缺"),
    ]
    assert "重复，只采用先出现的一条" in grid.rejected[0].sentence
    # The day without readings lies between the others and is seen as missing.
    assert [day.day for day in grid.days] == [1, 2, 3]
    assert (grid.blocks[0][1] == -1).all()
    assert int(grid.blocks[1][0, 4, grid.stations.index("2A")]) == -1
    assert hours.lay_out([], Label.END).days == ()


@needs_readings
def test_the_national_feed_exchanges_its_ozone_fields() -> None:
    def column(name: str) -> list[Fraction | None]:
        return [
            Fraction(row[name]) if row[name] else None
            for row in rows("cnemc_station_hours_2016.csv.gz")
        ]

    hour, day = column("o3"), column("o3_24h")
    assert hours.ozone_is_exchanged(hour, day)
    assert not hours.ozone_is_exchanged(day, hour)
    assert not hours.ozone_is_exchanged(hour, hour)
    assert not hours.ozone_is_exchanged(hour[:5], day[:5])


def test_sand_is_laid_over_hours() -> None:
    start = datetime(2024, 3, 1, 22, tzinfo=UTC)
    spell = hours.SandSpell("510100", start, start + timedelta(hours=3), "总站")
    days = (date(2024, 3, 1), date(2024, 3, 2))
    mask = hours.sand_hours([spell], "510100", days)
    assert np.argwhere(mask).tolist() == [[0, 22], [0, 23], [1, 0]]
    assert not hours.sand_hours([spell], "510300", days).any()


def test_sand_hours_leave_particles_out_and_the_day_is_judged_by_what_is_left() -> None:
    blocks = [np.full((1, 24, 2), value, dtype=np.int16) for value in VALUES]
    blocks[2][0, :4, :] = 2000
    sand = np.zeros((1, 24, 2), dtype=np.bool_)
    sand[0, :4, 0] = True
    sand[0, :5, 1] = True
    cleared = air.without_sand_hours(blocks, sand)
    days = air.station_days(cleared, TABLES.validity).whole
    assert days[2, 0].tolist() == [30, -1]
    assert days[0, 0].tolist() == [10, 10]
    dusty = air.station_days(blocks, TABLES.validity).whole
    assert int(dusty[2, 0, 0]) == 358
    assert cleared[2].dtype == np.int16


def test_gases_are_told_at_one_state() -> None:
    gas = TABLES.gas
    assert gas.factor("O3", date(2018, 8, 31)) == Fraction("273.15") / Fraction("298.15")
    assert round(gas.factor("SO2", date(2017, 1, 1)), 3) == Fraction(916, 1000)
    assert gas.factor("O3", date(2018, 9, 1)) == 1
    assert gas.factor("PM25", date(2017, 1, 1)) == 1


@pytest.mark.parametrize(
    ("text", "label", "days"),
    [
        ("2024", "2024年全年", 366),
        ("2024H1", "2024年上半年", 182),
        ("2023H1", "2023年上半年", 181),
        ("2024Q3", "2024年7—9月", 92),
        ("2024-02", "2024年2月", 29),
        ("2024-01..2024-08", "2024年1—8月", 244),
        ("2024-01..2024-09", "2024年前三季度", 274),
    ],
)
def test_a_period_has_its_name(text: str, label: str, days: int) -> None:
    span = months.parse(text)
    assert (span.label, span.days, len(months.days_of(span))) == (label, days, days)
    assert span.same_of(2023).year == 2023


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-05..2024-02", "2024-01..2025-02", "2024H3", "2024..2024-03"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是时段"):
        months.parse(text)


def test_a_period_needs_enough_days() -> None:
    span = months.parse("2024-02..2024-03")
    days = months.days_of(span)
    assert months.enough(span, days, TABLES.validity).ok
    # 29 - 4 = 25 days are enough for February, 31 - 5 = 26 not for March.
    short = [day for day in days if day.day > (4 if day.month == 2 else 5)]
    found = months.enough(span, short, TABLES.validity)
    assert not found.ok
    assert found.sentence == "2024年2—3月数据不足：3月有效26天，少于27天。"
    year = months.parse("2023")
    most = [day for day in months.days_of(year) if not (day.day > 27 and day.month != 2)]
    assert len(most) == 325
    assert months.enough(year, most, TABLES.validity).ok
    assert not months.enough(year, most[2:], TABLES.validity).ok
