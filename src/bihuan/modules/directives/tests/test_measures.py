"""Where figures speak, only they count; and every past day stays as it was."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bihuan.kernel import events as bus
from bihuan.modules.directives import api
from bihuan.modules.directives.events import MeasureMoved
from bihuan.modules.directives.models import Duty, Evidence
from bihuan.modules.directives.operations import measuring
from bihuan.modules.directives.operations.withdrawing import NothingToWithdraw
from bihuan.modules.directives.queries import loaded, standing
from bihuan.modules.directives.rules.measures import register_measure
from bihuan.modules.directives.rules.status import Fact, Status, counting, settle
from bihuan.modules.directives.tests.conftest import (
    PACKS,
    SYSTEM,
    at,
    generate,
    record,
    the_duty,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEY = "tests.figures"
PLAIN = 'state = "recorded", noun = "巡查记录"'
FIRST = date(2024, 1, 20)
LAST = date(2024, 3, 31)
FIGURES: dict[str, api.Reading] = {}


def _read(regions: Sequence[str], since: date, on: date) -> Mapping[str, api.Reading]:
    del on
    return {one: FIGURES[one] for one in regions if one in FIGURES and since.month == 1}


register_measure(
    api.Measure(KEY, "测试读数", _read, lambda region, since: f"/figures/{region}/{since.year}/")
)


@pytest.fixture
def pack(places: None, tmp_path: Path) -> Path:
    del places
    FIGURES.clear()
    shutil.copy(PACKS / "actors.toml", tmp_path)
    text = (PACKS / "notice-small.toml").read_text(encoding="utf-8")
    assert text.count(PLAIN) == 1
    path = tmp_path / "notice-small.toml"
    path.write_text(text.replace(PLAIN, f'measure = "{KEY}", {PLAIN}'), encoding="utf-8")
    return path


@pytest.fixture
def measured(pack: Path) -> None:
    api.load_pack(pack, apply=True, actor=SYSTEM, at=at(2024, 1, 11))
    generate()


def says(region: str, sentence: str, *, held: bool, until: date = FIRST) -> None:
    FIGURES[region] = api.Reading(held=held, sentence=sentence, until=until)


def moved(day: date) -> None:
    when = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    bus.publish(MeasureMoved(KEY, (2024,), when))


def stands(body: str, on: date) -> standing.Standing:
    return standing.standings([the_duty("A1", body, "2024Q1")], on=on)[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("measured")
def test_figures_that_hold_meet_a_duty_and_lapse_when_they_turn() -> None:
    says("520100", "三项都没有变差", held=True)
    moved(FIRST)
    assert stands("520100-water", FIRST).status is Status.MET
    assert "按读数，三项都没有变差" in stands("520100-water", FIRST).sentence
    assert stands("520300-water", FIRST).status is not Status.MET
    later = FIRST + timedelta(days=9)
    says("520100", "PM2.5变差", held=False)
    moved(later)
    now = stands("520100-water", later)
    assert now.status is Status.IN_PROGRESS
    assert now.sentence.endswith("；按读数，PM2.5变差。")
    assert stands("520100-water", later - timedelta(days=1)).status is Status.MET
    assert stands("520100-water", FIRST - timedelta(days=1)).status is not Status.MET


@pytest.mark.django_db
@pytest.mark.usefixtures("measured")
def test_the_same_answer_is_kept_once() -> None:
    says("520100", "没有变差", held=True)
    moved(FIRST)
    kept = Evidence.objects.count()
    assert kept
    says("520100", "没有变差", held=True, until=FIRST + timedelta(days=3))
    moved(FIRST + timedelta(days=5))
    assert Evidence.objects.count() == kept
    assert measuring.measure("tests.unknown", at=at(2024, 2, 1)) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("measured")
def test_a_record_counts_only_where_no_figures_speak() -> None:
    for body in ("520100-water", "520300-water"):
        record(the_duty("A1", body, "2024Q1"), happened_on=FIRST, when=at(2024, 1, 20))
    assert stands("520100-water", FIRST).status is Status.MET
    says("520100", "水质变差", held=False)
    moved(FIRST + timedelta(days=2))
    after = FIRST + timedelta(days=2)
    assert stands("520100-water", after).status is Status.IN_PROGRESS
    assert stands("520300-water", after).status is Status.MET
    assert stands("520100-water", FIRST).status is Status.MET  # what was known then


@pytest.mark.django_db
@pytest.mark.usefixtures("measured")
def test_figures_that_go_away_take_their_evidence_with_them() -> None:
    says("520100", "没有变差", held=True)
    moved(FIRST)
    FIGURES.clear()
    moved(FIRST + timedelta(days=1))
    assert "没有可比的读数了" in stands("520100-water", FIRST + timedelta(days=1)).sentence


@pytest.mark.django_db
@pytest.mark.usefixtures("measured")
def test_figures_are_corrected_and_not_withdrawn() -> None:
    says("520100", "没有变差", held=True)
    moved(FIRST)
    number = Evidence.objects.values_list("number", flat=True)[0]
    with pytest.raises(NothingToWithdraw):
        api.withdraw_evidence(number, reason="有误", actor=SYSTEM, at=at(2024, 2, 1))


@pytest.mark.django_db
def test_duties_born_after_the_figures_are_measured_at_birth(pack: Path) -> None:
    says("520100", "没有变差", held=True, until=date(2024, 1, 10))
    api.load_pack(pack, apply=True, actor=SYSTEM, at=at(2024, 1, 11))
    generate()
    assert stands("520100-water", date(2024, 1, 12)).status is Status.MET


@pytest.mark.django_db
def test_a_pack_cannot_name_a_measure_nobody_reads(pack: Path) -> None:
    pack.write_text(pack.read_text(encoding="utf-8").replace(KEY, "tests.nothing"), "utf-8")
    faults = [str(fault) for fault in api.check_pack(pack).faults]
    assert len(faults) == 1
    assert "没有登记过读数“tests.nothing”" in faults[0]


FACTS = st.lists(
    st.builds(
        lambda predicate, on, recorded, ended, measured: Fact(
            predicate=predicate,
            on=on,
            recorded_on=recorded,
            number="N",
            ended_on=None if ended is None else recorded + timedelta(days=ended),
            measured=measured,
        ),
        st.integers(0, 2),
        st.dates(FIRST, LAST),
        st.dates(FIRST, LAST),
        st.none() | st.integers(0, 30),
        st.booleans(),
    ),
    max_size=9,
)


@given(FACTS, st.dates(FIRST, LAST))
def test_where_figures_speak_records_change_nothing(facts: list[Fact], on: date) -> None:
    spoken = {one.predicate for one in facts if one.measured and one.recorded_on <= on}
    kept = [one for one in facts if one.measured or one.predicate not in spoken]
    receipts = [False, False, False]
    full = settle(receipts=receipts, due_on=None, facts=facts, as_of=on)
    assert full.met_on == settle(receipts=receipts, due_on=None, facts=kept, as_of=on).met_on
    assert all(one.measured for one in counting(facts, on) if one.predicate in spoken)
    if not any(one.measured for one in facts):
        assert counting(facts, None) == facts


STEPS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(("520100", "520300")),
        st.sampled_from((None, True, False)),
        st.sampled_from(("甲", "乙")),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.usefixtures("measured")
class TestThePastStays(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(steps=STEPS)
    def test_what_is_shown_of_a_day_is_what_was_shown_then(
        self, steps: list[tuple[int, str, bool | None, str, bool]]
    ) -> None:
        FIGURES.clear()
        loaded.forget()
        day, seen = FIRST, dict[date, Any]()
        for gap, region, held, sentence, registers in steps:
            day += timedelta(days=gap)
            if registers:
                duty = the_duty("A1", f"{region}-water", "2024Q1")
                record(duty, happened_on=day, when=at(day.year, day.month, day.day))
            if held is None:
                FIGURES.pop(region, None)
            else:
                says(region, sentence, held=held, until=day)
            moved(day)
            seen[day] = api.status(on=day, actor=SYSTEM, clause="A1")
        for past, lines in seen.items():
            assert api.status(on=past, actor=SYSTEM, clause="A1") == lines
        for duty in Duty.objects.all():
            known = standing.known([duty])[duty.pk]
            assert standing.settled_on(duty, known, None) == standing.columns_of(duty)
