"""The database and the pure rule say the same; the past is what was seen live."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.directives import api
from bihuan.modules.directives.api import places
from bihuan.modules.directives.models import Duty, DutyRecord, Evidence, Exemption, Tally
from bihuan.modules.directives.operations import settling
from bihuan.modules.directives.process import APPLY, APPROVE, DUTY_EXEMPTION
from bihuan.modules.directives.queries import clauses, standing
from bihuan.modules.directives.queries.matrix import matrix
from bihuan.modules.directives.rules.status import Status, status_of
from bihuan.modules.directives.tests.conftest import SYSTEM, acting, generate, record

FIRST = date(2024, 1, 12)
DAYS = st.dates(FIRST, date(2024, 12, 31))
MAYBE = st.none() | DAYS


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "due_on": draw(MAYBE),
        "started_on": draw(MAYBE),
        "met_on": draw(MAYBE),
        "relief": draw(st.sampled_from(("", "", "", "waived", "not_applicable"))),
    }


@pytest.mark.usefixtures("small")
class TestTheDatabaseAgreesWithTheRule(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(rows=st.lists(facts(), min_size=1, max_size=12), on=DAYS, near=st.integers(0, 40))
    def test_every_duty_has_the_same_status_and_exactly_one(
        self, rows: list[dict[str, Any]], on: date, near: int
    ) -> None:
        clause = Duty._meta.get_field("clause").related_model.objects.first()  # type: ignore[union-attr]  # noqa: SLF001
        duties = [
            Duty(
                clause=clause,
                body=f"520000-{number}",
                region="520000",
                line=str(number),
                level="P",
                starts_on=FIRST,
                first_due_on=row["due_on"],
                **row,
            )
            for number, row in enumerate(rows)
        ]
        Duty.objects.bulk_create(duties)
        soon = on + timedelta(days=near)
        conditions = standing.conditions(on, soon)
        said = {
            status: set(Duty.objects.filter(condition).values_list("pk", flat=True))
            for status, condition in conditions.items()
        }
        for duty in duties:
            expected = status_of(standing.columns_of(duty), on=on, soon_until=soon)
            assert [status for status, found in said.items() if duty.pk in found] == [expected]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_what_is_shown_of_the_past_is_what_was_shown_then(seed: int) -> None:
    """Random acts; after each day a snapshot; at the end every past day must look the same."""
    chance = random.Random(seed)  # noqa: S311 - reproducible play, no secret
    generate()
    snapshots: dict[date, tuple[object, ...]] = {}
    day = FIRST
    for _ in range(14):
        day += timedelta(days=chance.randint(3, 25))
        _act(chance, day)
        snapshots[day] = _seen(day)
    for past, seen in snapshots.items():
        assert _seen(past) == seen, past
    known = [status for _, _, status in standing.as_known(Duty.objects.order_by("pk"), on=day)]
    found = standing.standings(Duty.objects.order_by("pk"), on=day)
    assert known == [each.status for each in found]
    _columns_and_tallies_are_right()


def _act(chance: random.Random, day: date) -> None:
    when = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
    live = list(
        Evidence.objects.filter(ended_on__isnull=True)
        .order_by("pk")
        .values_list("number", flat=True)
    )
    if live and chance.random() < 0.3:
        api.withdraw_evidence(chance.choice(live), reason="有误", actor=SYSTEM, at=when)
        return
    if chance.random() < 0.3:
        _decide_locally(chance, when)
        return
    duty = chance.choice(list(Duty.objects.filter(starts_on__lte=day).order_by("pk")))
    taken = Exemption.objects.filter(clause_id=duty.clause_id, body=duty.body).exists()
    if not taken and chance.random() < 0.25:
        _excuse(chance, duty, when)
        return
    happened_on = day - timedelta(days=chance.randint(0, 30))
    record(duty, happened_on=happened_on, when=when, confirm=chance.random() < 0.7)


def _decide_locally(chance: random.Random, when: datetime) -> None:
    """A city follows a clause with its own date, not at all, or again as it stands."""
    clause = chance.choice(("A1", "A2"))
    kind = chance.choice(("not_applicable", "deadline", ""))
    days = chance.choice((-20, 15, 40)) if kind == "deadline" else 0
    decisions = [places.LocalDecision(clause, kind, "本地情况不同", days)] if kind else []
    places.decide_locally(
        notice="gz-2024-9",
        region=chance.choice(("520100", "520300")),
        clauses=("A1", "A2"),
        decisions=decisions,
        number=f"CZ-{when:%Y-%m%d}",
        actor=SYSTEM,
        at=when,
    )


def _excuse(chance: random.Random, duty: Duty, when: datetime) -> None:
    head = acting(duty.body, "office_head")
    case = api.open_exemption(duty.pk, actor=head, at=when)
    values = {
        "kind": chance.choice(("waived", "not_applicable")),
        "reason": "没有这类职责",
        "every_period": chance.random() < 0.5,
    }
    inputs = Inputs(fields=values)
    process.perform(DUTY_EXEMPTION, APPLY, case, actor=head, at=when, inputs=inputs)
    office = acting(case.office_body, "principal")
    process.perform(DUTY_EXEMPTION, APPROVE, case, actor=office, at=when)


def _seen(on: date) -> tuple[object, ...]:
    """Return everything pages show of a day: lines with sentences, matrices, filtered rows."""
    lines = api.status(on=on, actor=SYSTEM)
    cells = []
    for tab, place in (("departments", ""), ("cities", ""), ("cities", "520100")):
        found = matrix(actor=SYSTEM, on=on, tab=tab, place=place)
        cells.append([[str(cell) for cell in row.cells] for row in found.rows])
    rows = {
        status: sorted(
            standing.with_status(
                Duty.objects.all(), {status}, on=on, soon_until=on + timedelta(days=10)
            ).values_list("pk", flat=True)
        )
        for status in Status
    }
    assert sum(map(len, rows.values())) == len(lines)
    return lines, cells, rows


def _strays() -> set[str]:
    """Search for finished records that are evidence of nothing."""
    finished = DutyRecord.objects.filter(case__state__in=("recorded", "confirmed"))
    strays = finished.exclude(case__number__in=Evidence.objects.values("number"))
    return set(strays.values_list("case__number", flat=True))


def _columns_and_tallies_are_right() -> None:
    assert set(clauses.stray_records(actor=SYSTEM, most=1_000)) == _strays()
    duties = list(Duty.objects.all())
    known = standing.known(duties)
    for duty in duties:
        assert standing.settled_on(duty, known[duty.pk], None) == standing.columns_of(duty)
    plain = ("level", "place", "clause_id", "starts_on", "due_key", *settling.COUNTS)
    stored = sorted(tuple(str(getattr(row, name)) for name in plain) for row in Tally.objects.all())
    fresh = settling.every_tally(Duty.objects.all())
    assert stored == sorted(tuple(str(getattr(row, name)) for name in plain) for row in fresh)
