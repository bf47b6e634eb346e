"""What a place decides about a clause moves its own duties from that day, and no day before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel import events
from bihuan.modules.directives import api
from bihuan.modules.directives.api import places
from bihuan.modules.directives.events import NoticeChanged
from bihuan.modules.directives.models import Duty, LocalRule
from bihuan.modules.directives.queries import standing
from bihuan.modules.directives.rules.status import Status
from bihuan.modules.directives.tests.conftest import PACKS, SYSTEM, at, generate, the_duty

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("small")
CITY, NOTICE = "520100", "gz-2024-9"


def decide(clause: str, kind: str, *, days: int = 0, on: tuple[int, int] = (4, 1)) -> int:
    """Let the city decide about one clause."""
    return places.decide_locally(
        notice=NOTICE,
        region=CITY,
        clauses=(clause,),
        decisions=[places.LocalDecision(clause, kind, "本市没有这类职责", days)] if kind else [],
        number=f"CZ-2024-{on[0]:02d}{on[1]:02d}",
        actor=SYSTEM,
        at=at(2024, *on),
    )


def on(duty: Duty, day: date) -> standing.Standing:
    return standing.standings([Duty.objects.get(pk=duty.pk)], on=day)[0]


def test_not_applicable_is_shown_with_reason_and_number_and_not_before_its_day() -> None:
    generate()
    duty, other = the_duty("A2", "520100-water"), the_duty("A2", "520300-water")
    decide("A2", "not_applicable")
    seen = on(duty, date(2024, 4, 1))
    assert seen.status is Status.NOT_APPLICABLE
    assert "本市没有这类职责" in seen.sentence
    assert "CZ-2024-0401" in seen.sentence
    assert on(duty, date(2024, 3, 31)).status is Status.IN_PROGRESS
    assert on(other, date(2024, 4, 1)).status is Status.IN_PROGRESS


def test_an_own_date_moves_what_is_not_yet_due_and_says_so() -> None:
    generate()
    duty = the_duty("A2", "520100-water")
    decide("A2", "deadline", days=20)
    assert on(duty, date(2024, 4, 1)).settled.due_on == date(2024, 7, 20)
    assert "推后 20 天" in on(duty, date(2024, 4, 1)).sentence
    assert on(duty, date(2024, 3, 1)).settled.due_on == date(2024, 6, 30)


def test_nothing_overdue_is_excused() -> None:
    generate()
    duty = the_duty("A2", "520100-water")
    decide("A2", "not_applicable", on=(7, 5))
    assert on(duty, date(2024, 7, 6)).status is Status.OVERDUE
    decide("A2", "deadline", days=60, on=(7, 7))
    assert on(duty, date(2024, 7, 8)).status is Status.OVERDUE


def test_a_new_decision_ends_the_one_before() -> None:
    generate()
    duty = the_duty("A2", "520100-water")
    decide("A2", "not_applicable")
    decide("A2", "", on=(5, 1))
    assert on(duty, date(2024, 4, 30)).status is Status.NOT_APPLICABLE
    assert on(duty, date(2024, 5, 1)).status is Status.IN_PROGRESS
    assert LocalRule.objects.get().ended_on == date(2024, 5, 1)


def test_duties_born_later_know_what_was_decided_before() -> None:
    decide("A2", "not_applicable", on=(1, 12))
    generate()
    assert the_duty("A2", "520100-water").relief == "not_applicable"
    assert the_duty("A2", "520300-water").relief == ""


def test_a_changed_text_is_announced_with_both_readings(tmp_path: Path) -> None:
    text = (PACKS / "notice-small.toml").read_text(encoding="utf-8")
    (tmp_path / "actors.toml").write_bytes((PACKS / "actors.toml").read_bytes())
    path = tmp_path / "notice-small.toml"
    path.write_text(
        text.replace("六月底前", "五月底前").replace("2024-06-30", "2024-05-31"), "utf-8"
    )
    heard: list[NoticeChanged] = []
    with events.temporarily(NoticeChanged, heard.append):
        api.load_pack(path, apply=True, actor=SYSTEM, at=at(2024, 3, 1))
        api.load_pack(path, apply=True, actor=SYSTEM, at=at(2024, 3, 2))
    (change,) = heard
    before = {face.code: face for face in change.before}
    changed = [face for face in change.after if before[face.code].print != face.print]
    assert [face.code for face in changed] == ["A2"]
    (aspect,) = set(changed[0].aspects) - set(before["A2"].aspects)
    assert aspect[0] == "期限"
    assert "五月底前" in aspect[1]


def test_who_issued_a_notice_does_not_decide_how_to_follow_it() -> None:
    with pytest.raises(LookupError):
        places.decide_locally(
            notice=NOTICE,
            region="520000",
            clauses=("A1",),
            decisions=[places.LocalDecision("A1", "not_applicable", "不需要", 0)],
            number="CZ-2024-0401",
            actor=SYSTEM,
            at=at(2024, 4, 1),
        )
