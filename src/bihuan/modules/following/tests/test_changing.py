"""A change above: everybody affected is asked, nobody is changed, and every past day stays."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import Refused
from bihuan.modules.directives import api as directives
from bihuan.modules.following import api
from bihuan.modules.following.models import Cause, Change, Following, Holding, Kind, Pending
from bihuan.modules.following.operations.answering import AnswerRefused, look_again, set_answers
from bihuan.modules.following.operations.opening import NotOpened, open_following
from bihuan.modules.following.queries.affected import affected_by, changes
from bihuan.modules.following.queries.holding import asked_in, held_in, pending_in
from bihuan.modules.following.rules.judging import Said
from bihuan.modules.following.tests.conftest import (
    CITY,
    COUNTY,
    OTHER,
    SYSTEM,
    decided,
    office,
    reload_notice,
    sign,
    take,
    when,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("province")
KEY = "sc-2023-1"
NO = Said(Kind.NOT_APPLICABLE, reason="本市没有这类事项")
OWN = Said(Kind.ADAPTED, own_text="每半年评估一次", reason="本市任务少")
OLD, NEW = "适时评估任务进度，评估附佐证。", "每季度评估任务进度，评估附佐证。"


def open_again(region: str) -> Following:
    found = Following.objects.select_related("case").filter(
        case__region=region, cause=Cause.CHANGE, case__closed_at__isnull=True
    )
    return found.get()


def test_whoever_answered_is_asked_again_and_the_old_answer_holds(tmp_path: Path) -> None:
    decided(CITY, ("2.2.7", OWN), at=when(3, 1))
    decided(OTHER, at=when(3, 1))
    before = set(Holding.objects.values_list("pk", "kind", "to_on"))
    reload_notice(tmp_path, when(5, 6), (OLD, NEW))
    assert set(Holding.objects.values_list("pk", "kind", "to_on")) == before
    (line,) = changes(actor=office("510000"))
    (difference,) = line.change.differences
    assert (difference["code"], difference["what"]) == ("2.2.7", "changed")
    assert ["要求", OLD, NEW] in difference["aspects"]
    affected = affected_by(line.change, actor=office("510000"))
    assert {(x.region, x.was) for x in affected} == {(CITY, "调整采用"), (OTHER, "采用")}
    case = open_again(CITY)
    assert list(case.asked) == ["2.2.7"]
    assert list(case.answers.values_list("own_text", flat=True)) == ["每半年评估一次"]
    assert case.case.next_due == date(2024, 5, 31)  # twenty working days; 11 May was one
    assert "2.2.7" in pending_in(CITY, on=date(2024, 5, 6))
    assert pending_in(CITY, on=date(2024, 5, 5)) == {}


def test_confirming_settles_what_waited_and_nothing_else(tmp_path: Path) -> None:
    decided(CITY, ("2.2.7", OWN), at=when(3, 1))
    decided(OTHER, at=when(3, 1))
    reload_notice(tmp_path, when(5, 6), (OLD, NEW))
    case = open_again(CITY)
    set_answers(
        case=case,
        codes=("2.2.7",),
        said=Said(Kind.ADOPTED),
        actor=office(CITY),
        at=when(5, 8),
    )
    sign(case, when(5, 9))
    assert pending_in(CITY, on=date(2024, 5, 9)) == {}
    assert set(pending_in(OTHER, on=date(2024, 5, 9))) == {"2.2.7"}
    assert held_in(CITY, notice=KEY, on=date(2024, 5, 8))["2.2.7"].kind == Kind.ADAPTED
    assert held_in(CITY, notice=KEY, on=date(2024, 5, 9))["2.2.7"].kind == Kind.ADOPTED
    assert len(held_in(CITY, notice=KEY, on=date(2024, 5, 9))) == len(asked_in(CITY))
    (line,) = changes(actor=office("510000"))
    assert (line.places, line.settled) == (2, 1)


def test_what_was_asked_from_above_cannot_be_thrown_away(tmp_path: Path) -> None:
    decided(CITY, at=when(3, 1))
    reload_notice(tmp_path, when(5, 6), (OLD, NEW))
    with pytest.raises(Refused, match="不能作废"):
        take(open_again(CITY), "discard", "handler", when(5, 7), opinion="不办。")


def test_nothing_is_asked_of_those_who_never_answered(tmp_path: Path) -> None:
    reload_notice(tmp_path, when(5, 6), (OLD, NEW))
    assert not Change.objects.exists()
    assert not Following.objects.exists()


def test_a_city_that_decides_anew_asks_the_counties_that_follow_it() -> None:
    decided(CITY, ("2.2.7", OWN), at=when(3, 1))
    decided(COUNTY, at=when(3, 10), base="city")
    decided("511124", at=when(3, 10))  # follows the province, not the city
    first = Following.objects.get(case__region=CITY)
    take(first, "publish", "handler", when(3, 12))
    decided(CITY, ("2.2.7", NO), at=when(6, 1))
    (change,) = Change.objects.all()
    assert change.origin == CITY
    assert set(Pending.objects.values_list("region", "code")) == {(COUNTY, "2.2.7")}
    case = open_again(COUNTY)
    assert held_in(COUNTY, notice=KEY, on=date(2024, 6, 1))["2.2.7"].kind == Kind.ADAPTED
    assert case.base == "city"


def test_a_clause_that_is_gone_ends_its_answers_and_a_new_one_is_asked(tmp_path: Path) -> None:
    decided(CITY, at=when(3, 1))
    reload_notice(tmp_path, when(5, 6), ('id = "3.1.8"', 'id = "3.1.88"'))
    (change,) = Change.objects.all()
    assert {x["what"] for x in change.differences} == {"added", "removed"}
    assert "3.1.8" not in held_in(CITY, notice=KEY, on=date(2024, 5, 6))
    assert "3.1.8" in held_in(CITY, notice=KEY, on=date(2024, 5, 5))
    assert list(open_again(CITY).asked) == ["3.1.88"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_past_day_equals_the_snapshot_taken_live(seed: int, tmp_path: Path) -> None:
    """Random decisions and changes; the answers and duties of every day stay as they were seen."""
    chance = random.Random(seed)  # noqa: S311 - reproducible play, no secret
    bodies = [f"{region}-water" for region in (CITY, OTHER, COUNTY)]
    directives.generate(
        since=date(2024, 1, 1),
        until=date(2025, 3, 1),
        bodies=bodies,
        clauses=("2.2.13", "2.3.9", "3.3.4", "2.1.7", "2.1.8"),
        actor=SYSTEM,
        at=when(1, 2),
    )
    words, day = [OLD], when(1, 3)
    seen: dict[date, object] = {}
    for number in range(10):
        day += timedelta(days=chance.randint(1, 25))
        if chance.random() < 0.3 and number:
            words.append(f"第{number}版：{chance.randint(1, 9)}个月评估一次。")
            reload_notice(tmp_path, day, (OLD, words[-1]))
        else:
            _decide(chance, day, number)
        seen[day.date()] = _seen(day.date())
    for past, shown in seen.items():
        assert _seen(past) == shown, past


def _decide(chance: random.Random, at: datetime, number: int) -> None:
    region = chance.choice((CITY, OTHER, COUNTY))
    open_cases = Following.objects.select_related("case").filter(
        case__region=region, case__state="draft"
    )
    case = open_cases.first()
    if case is None:
        base = chance.choice(("province", "city")) if region == COUNTY else "province"
        for done in Following.objects.filter(case__region=region, case__state="signed"):
            take(done, "publish", "handler", at)
        try:
            case = open_following(region=region, base=base, actor=office(region), at=at)
        except NotOpened:
            return
    said = chance.choice(
        (NO, OWN, Said(Kind.ADAPTED, days=chance.choice((-9, 20)), reason="另定"), Said("adopted"))
    )
    code = chance.choice(sorted(case.asked))
    try:
        set_answers(case=case, codes=(code,), said=said, actor=office(region), at=at)
        look_again(case=case, actor=office(region), at=at)
    except AnswerRefused:
        pass
    if chance.random() < 0.8:
        try:
            sign(case, at, number=f"文{number}")
        except Refused:
            return


def _seen(on: date) -> object:
    answers = {
        region: {
            line.asked.face.code: (line.kind, line.own, line.pending is not None)
            for line in api.answers_of(region, actor=office("510000"), on=on) or ()
            if line.held is not None
        }
        for region in (CITY, OTHER, COUNTY)
    }
    duties = [
        (x.body, x.clause, x.period, x.status, x.due_on, x.sentence)
        for region in (CITY, OTHER, COUNTY)
        for x in directives.status(on=on, actor=SYSTEM, body=f"{region}-water")
    ]
    return answers, sorted(duties)
