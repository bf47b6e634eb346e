"""F3, F8, F9: unannounced years, zones, and rules that change on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone as edge

from bihuan.kernel.calendar import (
    SHANGHAI,
    Roll,
    Span,
    Unit,
    civil_day,
    due,
    end_of_day,
    for_region,
    national,
    working_days,
)
from bihuan.kernel.deadlines import api, lights
from bihuan.kernel.deadlines.models import ClockRow
from bihuan.kernel.ledger import api as ledger
from tests.assurance.sizes import size

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from bihuan.kernel.access import Actor

SUMMER = {  # 01:00 to 02:00 of the last day comes twice, 02:00 of the first day never
    1986: (date(1986, 5, 4), date(1986, 9, 14)),
    1987: (date(1987, 4, 12), date(1987, 9, 13)),
    1988: (date(1988, 4, 17), date(1988, 9, 11)),
    1989: (date(1989, 4, 16), date(1989, 9, 17)),
    1990: (date(1990, 4, 15), date(1990, 9, 16)),
    1991: (date(1991, 4, 14), date(1991, 9, 15)),
}
LONG_AGO = timedelta(hours=8, minutes=5, seconds=43)
TURNS = (time(0), time(23, 59, 59, 999_000), time(12), time(3, 0, 1), time(7, 59, 59), time(0, 30))
LAST_SETTLED = date(2026, 12, 28)


def offset(day: date, at: time) -> timedelta:
    """Return how far Shanghai was from Greenwich, from the table above and not from zone data."""
    if day.year <= 1900:
        return LONG_AGO
    first, last = SUMMER.get(day.year, (date.max, date.max))
    began = day > first or (day == first and at >= time(3))
    over = day > last or (day == last and at >= time(2))
    return timedelta(hours=9 if began and not over else 8)


def some_day(dice: random.Random) -> date:
    year = dice.choice((1900, *SUMMER, *range(2000, 2101, 4), *range(2004, 2036)))
    if dice.random() < 0.3:
        leap = year % 4 == 0 and year % 100 > 0
        turns = [date(year, 1, 1), date(year, 12, 31), *SUMMER.get(year, ())]
        turns.append(date(year, 2, 29) if leap else date(year, 3, 1))
        found: date = dice.choice(turns)
        return found
    return date(year, 1, 1) + timedelta(days=dice.randrange(365))


@pytest.mark.goal("F8")
def test_no_zone_shifts_a_day(chance: random.Random, figure: Callable[[str], None]) -> None:
    cases = 100_000
    zones = [timezone(timedelta(minutes=15 * n)) for n in range(-48, 57)]
    wrong = []
    for _ in range(cases):
        day, at = some_day(chance), chance.choice(TURNS)
        away = offset(day, at)
        # Told by a browser anywhere, kept by a server in UTC.
        moment = (datetime.combine(day, at, tzinfo=UTC) - away).astimezone(chance.choice(zones))
        if not civil_day(moment) == edge.localdate(moment) == day == civil_day(end_of_day(day)):
            wrong.append((day, at, moment))
    assert wrong == [], wrong[:5]
    figure(f"0 days shifted in {cases:,} instants of 105 zones")


@pytest.mark.django_db
@pytest.mark.goal("F8")
def test_the_database_gives_every_day_back(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    days = [some_day(chance) for _ in range(2_000)]
    rows = [
        ClockRow(
            subject=f"day:{number}",
            key="day",
            label="一",
            rule="day",
            basis="一",
            started_at=end_of_day(day),
            start_on=day,
            fixed_on=day,
            roll="none",
            region="510000",
            due_on=day,
            due_at=datetime.combine(day, time(0), tzinfo=SHANGHAI),
            first_due_on=day,
        )
        for number, day in enumerate(days)
    ]
    ClockRow.objects.bulk_create(rows, batch_size=100)
    for row, day in zip(ClockRow.objects.order_by("pk"), days, strict=True):
        found = {row.start_on, row.due_on, civil_day(row.started_at), civil_day(row.due_at)}
        assert found == {day}
    figure(f"{len(days):,} days read back from the database unshifted")


@pytest.mark.goal("F3")
def test_every_date_that_rests_on_an_unannounced_day_says_so(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases, marked = size("F3", 4_000), 0
    calendar = national()
    assert calendar.published_until == LAST_SETTLED
    for _ in range(cases):
        start = date(2026, 6, 1) + timedelta(days=chance.randrange(900))
        unit = chance.choice((Unit.DAY, Unit.WORKDAY, Unit.MONTH))
        roll = chance.choice(list(Roll))
        span = Span(chance.randint(1, {Unit.MONTH: 12}.get(unit, 120)), unit)
        found = due(start, span, calendar, roll)
        plain = due(start, span, calendar).on
        asks = unit is Unit.WORKDAY or roll is not Roll.NONE
        first = start + timedelta(days=1) if unit is Unit.WORKDAY else min(plain, found.on)
        last = max(plain, found.on)
        rests = asks and (last > LAST_SETTLED or first > LAST_SETTLED)
        assert found.provisional is rests, (start, span, roll, found)
        marked += rests
    assert marked > cases / 10
    figure(f"{marked:,} of {marked:,} dates that touch 2027 and later are provisional")


@pytest.mark.django_db
@pytest.mark.goal("F9")
def test_a_length_that_changes_on_a_day_leaves_what_runs(
    clerk: Actor, chance: random.Random, figure: Callable[[str], None]
) -> None:
    changes = datetime(2026, 8, 15, tzinfo=SHANGHAI)  # the day a new code comes into force
    calendar, wanted = for_region("510000"), {}
    for number in range(size("F9", 150)):
        began = changes + timedelta(minutes=chance.randint(-60 * 24 * 60, 60 * 24 * 60))
        length = working_days(10 if began < changes else 15)
        row = api.start(
            subject=f"rule:{number}",
            key="plan",
            label="方案报送期限",
            basis="原办法第四条" if began < changes else "新办法第五条",
            rule="plan-1" if began < changes else "plan-2",
            start=began,
            region="510000",
            span=length,
            actor=clerk,
            at=began,
        )
        wanted[row.pk] = (due(began, length, calendar).on, row.rule, row.basis)
    before = ledger.count()
    api.tick(changes + timedelta(days=120))
    assert list(api.proposals(calendar)) == []
    rows = ClockRow.objects.all()
    assert {row.pk: (row.due_on, row.rule, row.basis) for row in rows} == wanted
    assert all(api.explain(row).due.on == row.due_on for row in rows)
    changed = [line for line in ledger.entries(after_seq=before) if line.verb != "clock.alert"]
    assert [line for line in changed if line.verb.startswith("clock.")] == []
    assert len({rule for _, rule, _ in wanted.values()}) == 2
    figure(f"{len(wanted)} clocks around the day, 0 recalculated")


@pytest.mark.goal("F9")
def test_a_light_follows_the_rule_of_the_day_asked_about(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    text = lights.FILE.read_text(encoding="utf-8")
    newest = text[text.rindex("[[rule]]") :]
    head = {line.split(" = ")[0]: line for line in newest.splitlines() if " = " in line}
    later = newest.replace(head["key"], 'key = "later"')
    later = later.replace(head["first_day"], "first_day = 2026-08-15")
    later = later.replace(head["soon_working_days"], "soon_working_days = 20")
    file = tmp_path / "lights.toml"
    file.write_text(text + "\n" + later, encoding="utf-8")
    due_on, calendar = date(2026, 9, 4), national()

    def key(on: date) -> str:
        return lights.light(due_on, on=on, calendar=calendar, start_on=date(2026, 7, 1)).key

    every = [date(2026, 7, 20) + timedelta(days=n) for n in range(40)]
    lights.read_from(file)
    try:
        under_both = {on: key(on) for on in every}
    finally:
        lights.read_from(lights.FILE)
    under_old = {on: key(on) for on in every}
    changed = date(2026, 8, 15)
    before = {on: found for on, found in under_both.items() if on < changed}
    assert before == {on: found for on, found in under_old.items() if on < changed}
    assert {found for on, found in under_both.items() if on >= changed} == {"soon"}
    assert under_old[changed] == "run"
    figure(f"{len(every)} days of a light across a change of its rule, each by the rule of its day")
