"""From a draft to what holds: bulk answers, exceptions, signatures, duties, public copies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import Refused
from bihuan.kernel.ui.tests.acting import acting
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.models import Duty
from bihuan.modules.following import api
from bihuan.modules.following.models import Cause, Following, Holding, Kind, Publication
from bihuan.modules.following.operations.answering import (
    AnswerConflict,
    AnswerRefused,
    look_again,
    set_answers,
)
from bihuan.modules.following.operations.opening import NotOpened, open_following
from bihuan.modules.following.queries.answering import draft_lines
from bihuan.modules.following.queries.holding import asked_in, held_in
from bihuan.modules.following.rules.judging import Said
from bihuan.modules.following.tests.conftest import (
    CITY,
    COUNTY,
    OTHER,
    SYSTEM,
    answer,
    decided,
    office,
    reload_notice,
    sign,
    take,
    when,
)
from bihuan.modules.following.web import pages

if TYPE_CHECKING:
    from pathlib import Path

    from bihuan.modules.directives.queries.status import StatusLine

pytestmark = pytest.mark.usefixtures("province")
KEY = "sc-2023-1"
NO = Said(Kind.NOT_APPLICABLE, reason="本市没有这类事项")
LATER = Said(Kind.ADAPTED, days=15, reason="市委常委会二月召开")
OWN = Said(Kind.ADAPTED, own_text="每半年评估一次", reason="本市任务少")


def test_everything_is_adopted_in_one_press_but_for_two_exceptions() -> None:
    case = decided(CITY, ("2.2.7", OWN), ("2.1.6", NO), at=when(3, 1))
    held = held_in(CITY, notice=KEY, on=date(2024, 3, 1))
    assert set(held) == set(asked_in(CITY))
    assert {code: row.kind for code, row in held.items() if row.kind != Kind.ADOPTED} == {
        "2.2.7": Kind.ADAPTED,
        "2.1.6": Kind.NOT_APPLICABLE,
    }
    assert case.state == "signed"
    assert held_in(CITY, notice=KEY, on=date(2024, 2, 29)) == {}


@pytest.mark.goal("E1")
def test_two_who_answer_at_once_do_not_overwrite_each_other() -> None:
    case = open_following(region=CITY, actor=office(CITY), at=when(3, 1))
    who, at = office(CITY), when(3, 2)
    set_answers(case=case, codes=("2.2.5",), said=NO, actor=who, at=at)
    seen = pages.answers_seen(pages.seen_answers(draft_lines(case)))
    set_answers(case=case, codes=("2.2.7",), said=OWN, seen=seen, actor=who, at=at)
    for code, said in (("2.2.7", NO), ("2.2.7", Said(Kind.ADOPTED))):
        with pytest.raises(AnswerConflict, match="另行作答，没有保存"):
            set_answers(case=case, codes=("2.2.2", code), said=said, seen=seen, actor=who, at=at)
    assert case.answers.get(code="2.2.7").own_text == OWN.own_text
    assert not case.answers.filter(code="2.2.2").exists()
    set_answers(case=case, codes=("2.2.5",), said=OWN, seen=seen, actor=who, at=at)
    with acting(who) as client:
        page = client.get(f"/following/answers/{case.number}/").content.decode()
        shown = page.split('name="seen" value="')[1].split('"')[0]
        sent = {"codes": "2.2.7", "kind": "not_applicable", "reason": "没有", "way": "later"}
        late = client.post(f"/following/answers/{case.number}/", sent | {"seen": "2.2.7=0"})
        done = client.post(f"/following/answers/{case.number}/", sent | {"seen": shown})
    assert (late.status_code, done.status_code) == (409, 302)
    assert case.answers.get(code="2.2.7").kind == Kind.NOT_APPLICABLE


def test_one_answer_serves_many_clauses_and_every_fault_is_said_at_once() -> None:
    case = open_following(region=CITY, actor=office(CITY), at=when(3, 1))
    who, at = office(CITY), when(3, 2)
    assert set_answers(case=case, codes=("2.2.2", "2.2.5", "2.2.7"), said=NO, actor=who, at=at) == 3
    with pytest.raises(AnswerRefused) as refused:
        set_answers(case=case, codes=("3.1.2", "2.4.12", "2.2.7"), said=NO, actor=who, at=at)
    assert len(refused.value.faults) == 2
    adopted = Said(Kind.ADOPTED)
    set_answers(case=case, codes=("2.2.2", "2.2.7"), said=adopted, actor=who, at=at)
    assert list(case.answers.values_list("code", flat=True)) == ["2.2.5"]
    with pytest.raises(AnswerRefused):
        set_answers(case=case, codes=(), said=NO, actor=who, at=at)
    with pytest.raises(AnswerRefused, match="经办人"):
        set_answers(case=case, codes=("2.2.7",), said=NO, actor=office(OTHER), at=at)


def test_writing_checking_and_signing_are_three_people() -> None:
    case = answer(CITY, at=when(3, 1))
    take(case, "submit", "handler", when(3, 2), note="")
    with pytest.raises(Refused):
        take(case, "sign", "principal", when(3, 2), decider="市", decision_no="1")
    with pytest.raises(AnswerRefused):
        set_answers(case=case, codes=("2.2.7",), said=NO, actor=office(CITY), at=when(3, 2))
    take(case, "check", "office_head", when(3, 3))
    assert take(case, "return", "principal", when(3, 3), opinion="补写理由。").state == "draft"


def test_only_one_whole_answer_is_in_hand_and_the_next_begins_with_what_holds() -> None:
    case = answer(CITY, ("2.2.7", OWN), at=when(3, 1))
    with pytest.raises(NotOpened, match=case.number):
        open_following(region=CITY, actor=office(CITY), at=when(3, 2))
    sign(case, when(3, 3))
    take(case, "publish", "handler", when(3, 4))
    again = open_following(region=CITY, actor=office(CITY), at=when(3, 5))
    assert again.cause == Cause.OWN
    assert list(again.answers.values_list("code", "own_text")) == [("2.2.7", "每半年评估一次")]
    with pytest.raises(NotOpened):
        open_following(region="510000", actor=office("510000"), at=when(3, 5))


def _generate(*codes: str) -> None:
    bodies = [f"{region}-{line}" for region in (CITY, OTHER) for line in ("water", "ecology")]
    directives.generate(
        since=date(2024, 1, 1),
        until=date(2025, 3, 1),
        bodies=bodies,
        clauses=codes,
        actor=SYSTEM,
        at=when(1, 2),
    )


def test_the_duties_of_the_place_follow_its_answer_from_that_day() -> None:
    _generate("2.2.13")
    decided(CITY, ("2.2.13", LATER), at=when(6, 1))
    decided(OTHER, ("2.2.13", NO), at=when(6, 1))
    report = Duty.objects.get(body=f"{CITY}-water", clause__code="2.2.13", period="2024")
    assert report.due_on == date(2025, 2, 15)
    assert _of_2024(CITY, date(2024, 5, 31)).due_on == "2025-01-31"
    moved = _of_2024(CITY, date(2024, 6, 1))
    assert moved.due_on == "2025-02-15"
    assert "推后 15 天：市委常委会二月召开" in moved.sentence
    assert _of_2024(OTHER, date(2024, 5, 31)).status == "in_progress"
    gone = _of_2024(OTHER, date(2024, 6, 1))
    assert gone.status == "not_applicable"
    assert "本市没有这类事项（CZ-2024-" in gone.sentence


def _of_2024(region: str, on: date) -> StatusLine:
    """How the report on 2024 stood in the water body of a place."""
    lines = directives.status(on=on, actor=SYSTEM, clause="2.2.13", body=f"{region}-water")
    return next(line for line in lines if "2024" in line.period)


def test_the_public_copy_is_frozen_and_whole() -> None:
    case = decided(CITY, ("2.2.7", OWN), at=when(3, 1))
    assert api.published_following() == ()
    take(case, "publish", "handler", when(3, 10), public_link="https://example.org/1")
    (copy,) = api.published_following()
    assert (copy.region, copy.adapted, copy.total) == (CITY, 1, len(asked_in(CITY)))
    found = api.published_answers(case.number)
    assert found is not None
    assert {row["code"] for row in found[1]} == set(asked_in(CITY))
    Holding.objects.update(reason="改了")
    assert api.published_answers(case.number) == found
    assert Publication.objects.get().sm3 == copy.sm3


def test_asking_reaches_everybody_who_has_not_answered_and_only_them() -> None:
    decided(CITY, at=when(3, 1))
    answer(OTHER, at=when(3, 1))
    asked = api.ask_places(actor=office("510000"), at=when(3, 5))
    cities = {x.code for x in api.coverage(actor=office("510000"), on=date(2024, 3, 5))}
    assert asked == len(cities) - 2
    assert api.ask_places(actor=office("510000"), at=when(3, 6)) == 0
    waiting = Following.objects.filter(asker_body="510000-office").first()
    assert waiting is not None
    with pytest.raises(Refused, match="上级要求"):
        take(waiting, "discard", "handler", when(3, 7), opinion="不想办。")
    with pytest.raises(NotOpened):
        api.ask_places(actor=office(COUNTY), at=when(3, 7))


def test_words_that_changed_while_writing_must_be_looked_at(tmp_path: Path) -> None:
    case = answer(CITY, at=when(3, 1))
    reload_notice(tmp_path, when(3, 2), ("适时评估任务进度，评估附佐证。", "每季度评估进度。"))
    with pytest.raises(Refused, match=r"2\.2\.7"):
        take(case, "submit", "handler", when(3, 3), note="")
    assert look_again(case=case, actor=office(CITY), at=when(3, 3)) == 1
    assert take(case, "submit", "handler", when(3, 3), note="").state == "checking"


def test_a_county_follows_its_city_with_its_exceptions() -> None:
    with pytest.raises(NotOpened, match="还没有生效"):
        open_following(region=COUNTY, base="city", actor=office(COUNTY), at=when(2, 1))
    city = decided(CITY, ("2.2.7", OWN), ("2.2.13", LATER), at=when(3, 1))
    county = decided(COUNTY, base="city", at=when(4, 1))
    assert county.base_number == city.number
    held = held_in(COUNTY, notice=KEY, on=date(2024, 4, 1))
    assert (held["2.2.7"].kind, held["2.2.7"].own_text) == (Kind.ADAPTED, "每半年评估一次")
    assert held["2.2.13"].days == 15
    assert "2.1.7" not in held
    assert "2.1.8" in held
