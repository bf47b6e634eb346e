"""Clocks: every change has a basis, an entry, and one winner."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bihuan.kernel import events
from bihuan.kernel.access import Actor
from bihuan.kernel.calendar import Roll, calendar_days, hours, working_days
from bihuan.kernel.deadlines import DueMoved, api
from bihuan.kernel.deadlines.models import ClockRow, ClockState
from bihuan.kernel.deadlines.tests.clocks import SUBJECT, at, begin
from bihuan.kernel.ledger import api as ledger

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return [line.verb for line in ledger.entries(subject=SUBJECT)]


def test_a_clock_stores_its_facts_and_its_due_date(clerk: Actor) -> None:
    row = begin(clerk)
    row.refresh_from_db()
    assert row.due_on == row.first_due_on == date(2026, 3, 16)
    assert row.due_at == at("2026-03-16T23:59:59")
    assert row.next_look == at("2026-03-11T00:00")
    assert row.editions == ["china-2026"]
    assert (row.state, row.provisional, row.rule) == ("running", False, "plan")
    assert row.span == working_days(10)
    assert verbs() == ["clock.start"]


def test_a_clock_without_basis_or_length_does_not_start(clerk: Actor) -> None:
    with pytest.raises(api.ClockError, match="没有写明依据"):
        begin(clerk, basis=" ")
    with pytest.raises(api.ClockError, match="二者必居其一"):
        begin(clerk, span=None)
    with pytest.raises(api.ClockError, match="二者必居其一"):
        api.start(
            subject=SUBJECT,
            key="plan",
            label="方案",
            basis="一",
            start=date(2026, 3, 2),
            region="510000",
            span=working_days(1),
            due_on=date(2026, 3, 3),
            actor=clerk,
            at=at("2026-03-02T09:00"),
        )
    assert not ClockRow.objects.exists()


def test_a_fixed_last_day_and_hours_are_clocks_too(clerk: Actor) -> None:
    fixed = begin(clerk, key="list", due_on=date(2023, 6, 30), start=date(2023, 3, 17))
    assert (fixed.due_on, fixed.span) == (date(2023, 6, 30), None)
    urgent = begin(clerk, key="send", span=hours(24), start=at("2026-03-06T17:00"), warn=())
    assert urgent.due_at == at("2026-03-07T17:00")
    assert api.light_of(urgent, at=at("2026-03-07T12:00")).word == "剩5小时"


def test_starting_again_stops_the_former_clock(clerk: Actor) -> None:
    begin(clerk)
    begin(clerk, start=date(2026, 3, 9), at=at("2026-03-09T09:00"))
    assert [row.due_on for row in api.running(SUBJECT)] == [date(2026, 3, 23)]
    assert [row.state for row in api.all_of(SUBJECT)] == ["stopped", "running"]
    assert verbs() == ["clock.start", "clock.stop", "clock.start"]


def test_two_live_clocks_under_one_key_cannot_be_stored(clerk: Actor) -> None:
    row = begin(clerk)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_stopping_keeps_the_date_and_tells_whether_it_was_late(clerk: Actor) -> None:
    begin(clerk)
    row = api.stop(subject=SUBJECT, key="plan", actor=clerk, at=at("2026-03-18T10:00"))
    assert (row.state, row.due_on, row.next_look) == ("stopped", date(2026, 3, 16), None)
    assert api.running(SUBJECT) == []
    assert api.light_of(row, at=at("2026-04-01T09:00")).word == "逾期2天办结"
    with pytest.raises(api.ClockError, match="没有正在计时"):
        api.stop(subject=SUBJECT, key="plan", actor=clerk, at=at("2026-03-19T10:00"))


def test_a_pause_moves_the_due_date_when_it_ends(clerk: Actor) -> None:
    begin(clerk)
    with pytest.raises(api.ClockError, match="必须写明依据"):
        api.pause(subject=SUBJECT, key="plan", basis="", actor=clerk, at=at("2026-03-03T10:00"))
    row = api.pause(
        subject=SUBJECT, key="plan", basis="办法第十条", actor=clerk, at=at("2026-03-03T10:00")
    )
    assert (row.state, row.next_look) == (ClockState.PAUSED, None)
    assert api.light_of(row, at=at("2026-03-30T10:00")).key == "hold"
    moved: list[DueMoved] = []
    with events.temporarily(DueMoved, moved.append):
        row = api.resume(subject=SUBJECT, key="plan", actor=clerk, at=at("2026-03-05T09:00"))
    row.refresh_from_db()
    assert (row.state, row.due_on) == (ClockState.RUNNING, date(2026, 3, 18))
    assert row.next_look == at("2026-03-13T00:00")
    assert [(each.before, each.after) for each in moved] == [(date(2026, 3, 16), row.due_on)]
    assert verbs() == ["clock.start", "clock.pause", "clock.resume"]
    assert "2026-03-04 星期三 中止期间，不计" in [str(each) for each in api.explain(row).lines]


def test_a_pause_needs_a_clock_that_runs_and_is_not_over(clerk: Actor) -> None:
    begin(clerk)
    named: dict[str, Any] = {"subject": SUBJECT, "key": "plan", "actor": clerk}
    with pytest.raises(api.ClockError, match="没有中止，无须恢复"):
        api.resume(**named, at=at("2026-03-03T10:00"))
    with pytest.raises(api.ClockError, match="逾期之后不能中止"):
        api.pause(**named, basis="一", at=at("2026-03-17T00:00"))
    api.pause(**named, basis="一", at=at("2026-03-04T10:00"))
    with pytest.raises(api.ClockError, match="不能再次中止"):
        api.pause(**named, basis="一", at=at("2026-03-05T10:00"))
    with pytest.raises(api.ClockError, match="早于"):
        api.resume(**named, at=at("2026-03-04T09:00"))


def test_an_extension_needs_a_basis_and_a_later_date(clerk: Actor) -> None:
    begin(clerk)
    named: dict[str, Any] = {
        "subject": SUBJECT,
        "key": "plan",
        "actor": clerk,
        "at": at("2026-03-12T09:00"),
    }
    with pytest.raises(api.ClockError, match="必须写明依据"):
        api.extend(**named, basis="", span=working_days(5))
    with pytest.raises(api.ClockError, match="不晚于"):
        api.extend(**named, basis="办法第十二条", due_on=date(2026, 3, 16))
    with pytest.raises(ValueError, match="二者必居其一"):
        api.extend(**named, basis="办法第十二条")
    row = api.extend(**named, basis="办法第十二条", span=working_days(5))
    assert (row.due_on, row.first_due_on) == (date(2026, 3, 23), date(2026, 3, 16))
    assert row.extended_to == date(2026, 3, 23)
    assert api.light_of(row, at=at("2026-03-13T09:00")).word == "已延期至2026年3月23日"
    entry = list(ledger.entries(subject=SUBJECT))[-1]
    assert (entry.verb, entry.before, entry.after) == ("clock.extend", "2026-03-16", "2026-03-23")
    assert entry.facts["basis"] == "办法第十二条"
    assert entry.sentence.endswith("由2026-03-16变为2026-03-23。依据：办法第十二条。")


def test_an_overdue_clock_may_still_be_extended_and_says_both(clerk: Actor) -> None:
    row = begin(clerk)
    assert api.light_of(row, at=at("2026-03-20T09:00")).word == "逾期4天"
    row = api.extend(
        subject=SUBJECT,
        key="plan",
        basis="办法第十二条",
        due_on=date(2026, 3, 31),
        actor=clerk,
        at=at("2026-03-20T09:00"),
    )
    assert api.light_of(row, at=at("2026-03-20T09:00")).word == "已延期至2026年3月31日"
    assert row.first_due_on == date(2026, 3, 16)


def test_whoever_read_an_old_row_is_refused(clerk: Actor) -> None:
    from bihuan.kernel.deadlines.clocks import revise  # noqa: PLC0415 - only this test goes inside
    from bihuan.kernel.deadlines.facts import course_of  # noqa: PLC0415 - the same

    stale = begin(clerk)
    api.extend(
        subject=SUBJECT,
        key="plan",
        basis="一",
        span=calendar_days(30),
        actor=clerk,
        at=at("2026-03-03T09:00"),
    )
    with pytest.raises(api.ClockChanged, match="刚刚被他人改动"), transaction.atomic():
        revise(stale, course_of(stale), actor=clerk, at=at("2026-03-04T09:00"), basis="一")


def test_every_kind_of_entry_reads_as_a_sentence(clerk: Actor) -> None:
    begin(clerk, roll=Roll.FORWARD)
    named: dict[str, Any] = {"subject": SUBJECT, "key": "plan", "actor": clerk}
    api.pause(**named, basis="一", at=at("2026-03-03T10:00"))
    api.resume(**named, at=at("2026-03-03T11:00"))
    api.extend(**named, basis="二", span=working_days(1), at=at("2026-03-04T10:00"))
    api.stop(**named, at=at("2026-03-05T10:00"))
    sentences = [line.sentence for line in ledger.entries(subject=SUBJECT)]
    assert len(sentences) == 5
    assert all(sentence.endswith("。") and "方案报送期限" in sentence for sentence in sentences)
    assert sentences[0] == "“方案报送期限”起算，截止2026-03-16。依据：办法第四条。"


def test_overdue_is_right_without_any_tick(clerk: Actor) -> None:
    row = begin(clerk)
    assert [
        api.light_of(row, at=at(day)).word
        for day in ("2026-03-16T23:59", "2026-03-17T00:00", "2026-04-17T12:00")
    ] == ["今天到期", "逾期1天", "逾期32天"]
