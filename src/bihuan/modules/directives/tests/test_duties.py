"""Duties of a small province: generated once, shown by records, excused, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.directives import api, policies
from bihuan.modules.directives.models import Duty, Evidence, Tally
from bihuan.modules.directives.operations import settling
from bihuan.modules.directives.operations.loading import load_pack
from bihuan.modules.directives.operations.registering import CannotRegister
from bihuan.modules.directives.operations.withdrawing import (
    NoReason,
    NothingToWithdraw,
    end_exemption,
)
from bihuan.modules.directives.process import (
    APPLY,
    APPROVE,
    DUTY_EXEMPTION,
    DUTY_RECORD,
    RECORD,
    SUBMIT,
)
from bihuan.modules.directives.tests.conftest import (
    PACKS,
    SYSTEM,
    acting,
    at,
    generate,
    record,
    the_duty,
)

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2024, 7, 20)
pytestmark = pytest.mark.usefixtures("small")


def words(on: date = TODAY, clause: str = "", body: str = "") -> dict[str, str]:
    lines = api.status(on=on, actor=SYSTEM, clause=clause, body=body)
    return {f"{line.clause} {line.body} {line.period}": line.status for line in lines}


def test_duties_are_made_per_body_and_period_and_only_once() -> None:
    # A1: two departments and four city bodies, four quarters; A2: four city bodies, once.
    assert generate() == 6 * 4 + 4
    assert generate() == 0
    assert generate(date(2025, 3, 31)) == 6


def test_every_duty_not_yet_done_is_open_or_overdue() -> None:
    generate()
    found = words(clause="A1", body="520000-water")
    assert list(found.values()) == ["overdue", "overdue", "in_progress"]


def test_a_record_turns_exactly_its_duty_green() -> None:
    generate()
    before = words()
    duty = the_duty("A1", "520000-water", "2024Q2")
    record(duty, happened_on=date(2024, 6, 20), when=at(2024, 7, 2))
    after = words()
    assert {key for key in after if after[key] != before[key]} == {"A1 520000-water 2024年第2季度"}
    line = api.status(on=TODAY, actor=SYSTEM, clause="A1", body="520000-water")[1]
    assert line.sentence == "按期巡查：巡查记录 2024-06-20 形成，期限 2024-06-30。"


def test_a_duty_waits_for_the_receipt_of_the_other_side() -> None:
    generate()
    duty = the_duty("A2", "520100-water")
    record(duty, happened_on=date(2024, 6, 20), when=at(2024, 6, 21))
    assert words(clause="A2", body="520100-water") == {"A2 520100-water ": "overdue"}
    other = the_duty("A2", "520100-ecology")
    record(other, happened_on=date(2024, 6, 20), when=at(2024, 7, 5), confirm=True)
    assert words(clause="A2", body="520100-ecology") == {"A2 520100-ecology ": "met"}


def test_taking_back_one_record_changes_exactly_what_depended_on_it() -> None:
    generate()
    first = the_duty("A1", "520000-water", "2024Q1")
    second = the_duty("A1", "520000-water", "2024Q2")
    kept = record(first, happened_on=date(2024, 3, 1), when=at(2024, 3, 2))
    gone = record(second, happened_on=date(2024, 6, 1), when=at(2024, 6, 2))
    before = words()
    chief = acting("520000-water", "principal")
    changed = api.withdraw_evidence(gone.number, reason="记录有误", actor=chief, at=at(2024, 7, 10))
    assert changed == (second.pk,)
    after = words()
    assert {key for key in after if after[key] != before[key]} == {"A1 520000-water 2024年第2季度"}
    lines = api.status(on=TODAY, actor=SYSTEM, clause="A1", body="520000-water")
    assert gone.number in lines[1].sentence
    assert "记录有误" in lines[1].sentence
    assert kept.number in lines[0].evidence
    assert ledger.entries(subject=f"case:{gone.number}")[-1].verb == "directives.evidence_withdrawn"
    assert words(date(2024, 7, 9)) == {**before, **words(date(2024, 7, 9))}
    assert words(date(2024, 7, 9))["A1 520000-water 2024年第2季度"] == "met"


def test_evidence_is_not_taken_back_by_strangers_or_without_reason() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    case = record(duty, happened_on=date(2024, 3, 1), when=at(2024, 3, 2))
    when = at(2024, 7, 10)
    with pytest.raises(NothingToWithdraw):
        api.withdraw_evidence(
            case.number, reason="x", actor=acting("520000-ecology", "principal"), at=when
        )
    with pytest.raises(policies.NotAllowed):
        api.withdraw_evidence(
            case.number, reason="x", actor=acting("520000-water", "handler"), at=when
        )
    with pytest.raises(NoReason):
        api.withdraw_evidence(
            case.number, reason=" ", actor=acting("520000-water", "principal"), at=when
        )
    assert Evidence.objects.get().ended_on is None


def test_records_made_before_the_duty_count_when_it_is_born() -> None:
    generate(date(2024, 3, 31))
    duty = the_duty("A1", "520000-water", "2024Q1")
    record(duty, happened_on=date(2024, 3, 1), when=at(2024, 3, 2))
    Evidence.objects.all().delete()
    Duty.objects.all().delete()
    Tally.objects.all().delete()
    generate()
    assert words()["A1 520000-water 2024年第1季度"] == "met"


def test_an_exemption_for_all_periods_covers_later_ones_too() -> None:
    generate(date(2024, 6, 30))
    duty = the_duty("A1", "520100-water", "2024Q1")
    head = acting("520100-water", "office_head")
    office = acting("520100-office", "principal")
    case = api.open_exemption(duty.pk, actor=head, at=at(2024, 4, 1))
    inputs = Inputs(
        fields={"kind": "not_applicable", "reason": "没有这类职责", "every_period": True}
    )
    process.perform(DUTY_EXEMPTION, APPLY, case, actor=head, at=at(2024, 4, 2), inputs=inputs)
    with pytest.raises(Refused):
        process.perform(DUTY_EXEMPTION, APPROVE, case, actor=head, at=at(2024, 4, 3))
    process.perform(DUTY_EXEMPTION, APPROVE, case, actor=office, at=at(2024, 4, 3))
    generate()
    found = words(date(2024, 12, 1), clause="A1", body="520100-water")
    assert list(found.values()) == ["not_applicable"] * 4
    assert list(words(date(2024, 4, 2), clause="A1", body="520100-water").values()) == [
        "overdue",
        "in_progress",
    ]
    end_exemption(case.number, reason="职责有变", actor=office, at=at(2024, 12, 2))
    assert "not_applicable" not in words(date(2024, 12, 3), body="520100-water").values()


def test_the_one_who_registers_is_not_the_one_who_checks() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    both = acting("520000-water", "handler", "office_head")
    case = api.open_record(duty.pk, actor=both, at=at(2024, 3, 1))
    inputs = Inputs(fields={"summary": "做了。", "happened_on": date(2024, 2, 1)})
    process.perform(DUTY_RECORD, SUBMIT, case, actor=both, at=at(2024, 3, 1), inputs=inputs)
    with pytest.raises(Refused) as refused:
        process.perform(DUTY_RECORD, RECORD, case, actor=both, at=at(2024, 3, 2))
    assert refused.value.codes == ("four_eyes",)


def test_one_person_in_two_posts_is_still_one_person() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    clerk = replace(acting("520000-water", "handler"), account_id=7)
    head = replace(acting("520000-water", "office_head"), account_id=7)
    case = api.open_record(duty.pk, actor=clerk, at=at(2024, 3, 1))
    inputs = Inputs(fields={"summary": "做了。", "happened_on": date(2024, 2, 1)})
    process.perform(DUTY_RECORD, SUBMIT, case, actor=clerk, at=at(2024, 3, 1), inputs=inputs)
    with pytest.raises(Refused) as refused:
        process.perform(DUTY_RECORD, RECORD, case, actor=head, at=at(2024, 3, 2))
    assert refused.value.codes == ("four_eyes",)
    another = replace(head, account_id=8)
    process.perform(DUTY_RECORD, RECORD, case, actor=another, at=at(2024, 3, 2))
    assert case.state == "recorded"


def test_a_date_that_has_not_come_is_refused() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    handler = acting("520000-water", "handler")
    case = api.open_record(duty.pk, actor=handler, at=at(2024, 3, 1))
    inputs = Inputs(fields={"summary": "要做。", "happened_on": date(2024, 4, 1)})
    with pytest.raises(Refused) as refused:
        process.perform(DUTY_RECORD, SUBMIT, case, actor=handler, at=at(2024, 3, 1), inputs=inputs)
    assert refused.value.codes == ("future",)


def test_opening_a_record_starts_the_duty_and_strangers_cannot_open_one() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    with pytest.raises(LookupError):
        api.open_record(duty.pk, actor=acting("520000-ecology", "handler"), at=at(2024, 3, 1))
    api.open_record(duty.pk, actor=acting("520000-water", "handler"), at=at(2024, 3, 1))
    duty.refresh_from_db()
    assert duty.started_on == date(2024, 3, 1)


def test_a_clause_that_nothing_triggers_cannot_be_registered() -> None:
    with pytest.raises(CannotRegister):
        api.register_event(
            body="520000-water",
            clause="A1",
            title="事",
            happened_on=date(2024, 3, 1),
            actor=acting("520000-water", "handler"),
            at=at(2024, 3, 2),
        )


def test_tallies_are_what_the_duties_say() -> None:
    generate()
    duty = the_duty("A1", "520100-water", "2024Q2")
    record(duty, happened_on=date(2024, 6, 20), when=at(2024, 7, 2))
    stored = sorted(_plain(row) for row in Tally.objects.all())
    assert stored == sorted(_plain(row) for row in settling.every_tally(Duty.objects.all()))


def test_many_acts_together_end_as_one_after_the_other() -> None:
    generate()
    one, two = (the_duty("A1", "520100-water", period) for period in ("2024Q1", "2024Q2"))
    before = sorted(_plain(row) for row in Tally.objects.all())
    with settling.together():
        record(one, happened_on=date(2024, 3, 20), when=at(2024, 7, 2))
        record(two, happened_on=date(2024, 6, 20), when=at(2024, 7, 2))
        assert sorted(_plain(row) for row in Tally.objects.all()) == before
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.met_on, two.met_on) == (date(2024, 3, 20), date(2024, 6, 20))
    stored = sorted(_plain(row) for row in Tally.objects.all())
    assert stored != before
    assert stored == sorted(_plain(row) for row in settling.every_tally(Duty.objects.all()))


def _plain(row: Tally) -> tuple[object, ...]:
    counts = tuple(getattr(row, name) for name in settling.COUNTS)
    return (row.level, row.place, row.clause_id, str(row.starts_on), str(row.due_key), *counts)


def test_loading_shows_what_would_change_first(tmp_path: Path) -> None:
    folder = tmp_path
    for name in ("actors.toml", "notice-small.toml"):
        text = (PACKS / name).read_text(encoding="utf-8").replace("按季巡查", "按季检查")
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "notice-small.toml"
    shown = load_pack(path, apply=False, actor=SYSTEM, at=at(2024, 2, 1))
    assert [str(change) for change in shown.changes] == ["改 条款 A1 name：按季巡查 → 按季检查"]
    assert load_pack(path, apply=True, actor=SYSTEM, at=at(2024, 2, 1)).applied
    assert load_pack(path, apply=True, actor=SYSTEM, at=at(2024, 2, 1)).changes == ()
    with pytest.raises(policies.NotAllowed):
        load_pack(path, apply=False, actor=acting("520000-water", "handler"), at=at(2024, 2, 1))
