"""What can be done now, who sees it, where it stands, what it proves."""

from __future__ import annotations

import datetime as dt

import pytest

from bihuan.kernel.access import VISITOR, Actor, system_actor
from bihuan.kernel.process import Inputs, NotFound, Refused, api
from bihuan.kernel.process.models import Case
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample

pytestmark = pytest.mark.django_db


def test_available_lists_every_step_with_its_reasons() -> None:
    case = who.in_review()
    options = api.available(case, actor=who.REVIEWER, at=who.AT + who.DAY)
    assert [(option.step.key, option.allowed) for option in options] == [
        ("return_plan", True),
        ("approve_plan", False),
    ]
    assert options[0].needs == sample.RETURN_PLAN.needs
    assert "督办单位主要负责人" in options[1].refusals[0].sentence
    assert not options[1].is_yours


def test_a_precondition_is_told_before_anything_is_filled_in() -> None:
    case = who.in_review()
    api.perform(
        sample.REPAIR, sample.APPROVE_PLAN, case, actor=who.OFFICE_HEAD, at=who.AT + who.DAY
    )
    options = api.available(case, actor=who.OFFICE_HEAD, at=who.AT + who.DAY)
    close = next(option for option in options if option.step is sample.CLOSE)
    assert [refusal.code for refusal in close.refusals] == ["heard"]


def test_who_can_and_the_queue_agree() -> None:
    case = who.opened()
    assert [(m.body, m.role, m.step_label) for m in api.who_can(case.case)] == [
        (who.OWNER, "handler", "签收")
    ]
    assert list(api.queue(who.HANDLER)) == [case.case]
    assert not api.queue(who.HEAD).exists()
    assert not api.queue(who.OUTSIDER).exists()
    api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    assert not api.queue(who.HANDLER).exists()
    assert list(api.done_by(who.HANDLER)) == [case.case]
    assert list(api.opened_by(who.REVIEWER)) == [case.case]


def test_the_queue_is_one_query(django_assert_num_queries: object) -> None:
    who.opened()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(api.queue(who.HANDLER)) == 1


SEES = [
    (who.HANDLER, True),  # the owner
    (who.REVIEWER, True),  # a party
    (who.OUTSIDER, False),  # another line
    (who.actor("viewer", "510000-gov"), True),  # the government of the region
    (who.actor("viewer", "510100-office"), False),  # an office below
    (who.actor("viewer", "000000-water"), True),  # the same line of a higher region
    (who.actor("viewer", "510100-water"), False),  # the same line of a lower region
    (who.actor("viewer", "520000-office"), False),  # another province
    (who.actor("system_admin", "510000-office"), False),  # an administrator
    (VISITOR, False),
    (system_actor("deadlines"), True),
]


@pytest.mark.parametrize(("actor", "sees"), SEES)
def test_the_grid_decides_who_sees_a_case(actor: Actor, sees: bool) -> None:  # noqa: FBT001 - a table
    case = who.opened()
    assert api.cases_for(actor).exists() is sees
    if sees:
        assert api.case_by_number(case.number, actor) == case.case
    else:
        with pytest.raises(NotFound):
            api.case_by_number(case.number, actor)


def test_a_sealed_case_is_in_no_list_no_count_and_no_number() -> None:
    member = who.actor("handler", who.OWNER, compartments=frozenset({"leads"}))
    sealed = who.opened(sealed="leads")
    plain = who.opened()
    assert plain.number == "ZG-2026-0001"
    for stranger in (who.HANDLER, who.REVIEWER, who.actor("viewer", "510000-gov")):
        assert list(api.cases_for(stranger)) == [plain.case]
        assert sealed.case not in api.queue(stranger)
        assert sealed.case not in api.opened_by(stranger)
        assert api.available(sealed, actor=stranger, at=who.AT) == ()
        with pytest.raises(NotFound) as hidden:
            api.case_by_number(sealed.number, stranger)
        with pytest.raises(NotFound) as absent:
            api.case_by_number("ZG-LEADS-2026-9999", stranger)
        assert str(hidden.value).replace("0001", "9999") == str(absent.value)
    assert set(api.queue(member)) == {sealed.case, plain.case}
    assert [r.case_number for r in api.reached("sample-repair", "opened")] == [plain.number]


def test_the_track_shows_where_a_case_stands_and_when_it_came_there() -> None:
    case = who.fixing()
    assert [(s.key, s.status) for s in api.track(case.case, api.history(case.case))] == [
        ("opened", "done"),
        ("planning", "done"),
        ("review", "done"),
        ("fixing", "current"),
        ("closed", "ahead"),
    ]
    api.perform(sample.REPAIR, sample.HOLD, case, actor=who.OFFICE_HEAD, at=who.AT + who.DAY)
    held = api.track(case.case, api.history(case.case))
    assert [(s.key, s.status) for s in held][3:] == [
        ("fixing", "done"),
        ("held", "current"),
        ("closed", "ahead"),
    ]
    assert held[0].at == who.AT


def test_history_tells_every_act_with_its_papers() -> None:
    case = who.in_review()
    acts = api.history(case.case)
    assert [(act.step, act.actor_name) for act in acts] == [
        ("open", "丙"),
        ("sign", "甲"),
        ("submit_plan", "乙"),
    ]
    assert [paper.name for paper in acts[2].attachments.all()] == ["方案.pdf"]


def test_an_attachment_is_read_by_those_who_see_the_case() -> None:
    case = who.in_review()
    paper = api.history(case.case)[2].attachments.get()
    stored = api.open_attachment(case.number, paper.pk, actor=who.REVIEWER)
    assert (stored.data, stored.content_type) == (who.PDF, "application/pdf")
    with pytest.raises(NotFound):
        api.open_attachment(case.number, paper.pk, actor=who.OUTSIDER)


def test_reached_tells_when_a_state_was_entered() -> None:
    case = who.planning()
    (found,) = api.reached("sample-repair", "planning", body=who.OWNER, topic="2.2.1")
    assert (found.case_number, found.on) == (case.number, dt.date(2026, 3, 2))
    assert api.reached("sample-repair", "planning", on=dt.date(2026, 3, 1)) == []
    assert len(api.reached("sample-repair", "planning", on=dt.date(2026, 3, 2))) == 1
    assert api.reached("sample-repair", "planning", period="2025") == []
    assert api.reached("sample-repair", "planning", body=who.OFFICE) == []


def test_a_step_that_stays_in_its_state_does_not_enter_it_again() -> None:
    who.fixing()
    assert len(api.reached("sample-repair", "fixing")) == 1


def test_the_parent_waits_for_its_children() -> None:
    case = who.fixing()
    child = api.open_child(
        sample.VISIT, case, title="现场核查", body=who.OWNER, actor=who.HANDLER, at=who.AT + who.DAY
    )
    assert (child.case.parent, child.case.period) == (case.case, "2026")
    at = who.AT + 2 * who.DAY
    with pytest.raises(Refused, match=f"还有下级办件没有办结：{child.number}。"):
        api.perform(
            sample.REPAIR,
            sample.CLOSE,
            case,
            actor=who.OFFICE_HEAD,
            at=at,
            inputs=who.CLOSE_INPUTS,
        )
    api.perform(sample.VISIT, sample.CHECK_ON_SITE, child, actor=who.HANDLER, at=at)
    api.perform(
        sample.REPAIR, sample.CLOSE, case, actor=who.OFFICE_HEAD, at=at, inputs=who.CLOSE_INPUTS
    )
    assert case.state == "closed"


def test_clocks_follow_the_steps() -> None:
    case = who.opened()
    assert (case.case.next_due, case.case.next_clock) == (dt.date(2026, 3, 5), "签收期限")
    api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    assert (case.case.next_due, case.case.next_clock) == (dt.date(2026, 3, 16), "方案报送期限")
    case = who.fixing()
    assert Case.objects.get(pk=case.pk).next_due == dt.date(2026, 6, 30)


def test_a_held_clock_moves_on_by_the_days_it_stood_still() -> None:
    case = who.fixing()
    at = who.AT + 2 * who.DAY
    api.perform(sample.REPAIR, sample.HOLD, case, actor=who.OFFICE_HEAD, at=at)
    later = at + 10 * who.DAY
    api.perform(sample.REPAIR, sample.RESUME, case, actor=who.OFFICE_HEAD, at=later)
    stored = Case.objects.get(pk=case.pk)
    assert stored.next_due == case.case.next_due
    assert stored.next_due is not None
    assert stored.next_due >= dt.date(2026, 6, 30)


def test_the_ledger_and_the_states_agree() -> None:
    case = who.fixing()
    assert api.misplaced() == []
    super_update = Case._base_manager.filter(pk=case.pk)  # noqa: SLF001 - the tampering hand
    from django.db.models import QuerySet  # noqa: PLC0415 - the tampering hand

    QuerySet.update(super_update, state="closed")
    assert api.misplaced() == [case.number]


def test_opening_hears_every_reason_at_once() -> None:
    with pytest.raises(Refused) as refused:
        api.open_case(
            sample.REPAIR,
            title=" ",
            body=who.OWNER,
            region="510000",
            line="water",
            fields={"office_body": "", "kind": "soil", "colour": "red"},
            actor=who.OUTSIDER,
            at=who.AT,
        )
    assert refused.value.codes == (
        "missing.office_body",
        "invalid.kind",
        "not_asked",
        "role",
        "missing.title",
    )
    assert not Case.objects.exists()


def test_a_retry_of_the_same_opening_finds_the_case() -> None:
    def press(actor: Actor) -> str:
        return api.open_case(
            sample.REPAIR,
            title="河道清淤",
            body=who.OWNER,
            region="510000",
            line="water",
            fields={"office_body": who.OFFICE},
            once="press-1",
            actor=actor,
            at=who.AT,
        ).number

    assert press(who.REVIEWER) == press(who.REVIEWER) == "ZG-2026-0001"
    assert Case.objects.count() == 1
    other = who.actor("reviewer", who.OFFICE, key="post:9")
    with pytest.raises(Refused, match="已经提交过"):
        press(other)


def test_numbers_have_no_gaps() -> None:
    first = who.opened()
    with pytest.raises(Refused):
        who.opened(title="")
    second = who.opened()
    next_year = who.opened(at=who.AT.replace(year=2027))
    assert [c.number for c in (first, second, next_year)] == [
        "ZG-2026-0001",
        "ZG-2026-0002",
        "ZG-2027-0001",
    ]


def test_a_party_given_at_opening_is_an_organ() -> None:
    case = api.open_case(
        sample.REPAIR,
        title="河道清淤",
        body=who.OWNER,
        region="510000",
        line="water",
        fields={"office_body": who.OFFICE},
        parties={"witness": who.STRANGER},
        actor=who.REVIEWER,
        at=who.AT,
    )
    assert case.organ("witness") == who.STRANGER
    assert api.cases_for(who.OUTSIDER).exists()
    with pytest.raises(LookupError):
        case.organ("witnes")


def test_labels_and_choices_come_from_the_model() -> None:
    from bihuan.kernel.process import Field  # noqa: PLC0415 - used here only
    from bihuan.kernel.process.tests.sample.models import Repair  # noqa: PLC0415

    assert api.label_of(Repair, Field("measures")) == "整改措施"
    assert api.label_of(Repair, Field("measures", label="措施")) == "措施"
    assert api.choices_of(Repair, Field("kind")) == (("air", "大气"), ("water", "水"))
    assert api.choices_of(Repair, Field("measures")) == ()


def test_an_unticked_box_that_must_be_ticked_is_missing() -> None:
    case = who.fixing()
    unticked = Inputs(
        fields={"opinion": "同意", "agreed": False}, documents=who.CLOSE_INPUTS.documents
    )
    with pytest.raises(Refused) as refused:
        api.perform(
            sample.REPAIR,
            sample.CLOSE,
            case,
            actor=who.OFFICE_HEAD,
            at=who.AT + who.DAY,
            inputs=unticked,
        )
    assert refused.value.codes == ("missing.agreed",)
