"""The one door: all reasons at once, one transaction, nothing without a ledger entry."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, LostRace, NotFound, Refused, Step, Upload, api
from bihuan.kernel.process.events import CaseOpened, StepPerformed
from bihuan.kernel.process.locked import EngineOnly
from bihuan.kernel.process.models import Attachment, Case, Desk, Party, Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair, RepairState

pytestmark = pytest.mark.django_db


def test_a_stranger_with_nothing_filled_in_hears_every_reason_at_once() -> None:
    case = who.opened()
    with pytest.raises(Refused) as refused:
        api.perform(sample.REPAIR, sample.SUBMIT_PLAN, case, actor=who.OUTSIDER, at=who.AT)
    assert refused.value.codes == (
        "state",
        "role",
        "missing.measures",
        "missing.finish_on",
        "documents.plan",
    )
    for refusal in refused.value.refusals:
        assert refusal.sentence.endswith("。")
    assert "“报送方案”由责任单位主要负责人办理（办法第五条）" in str(refused.value)
    assert Case.objects.get(pk=case.pk).state == "opened"


def test_a_guard_sees_the_case_as_it_would_be_stored() -> None:
    case = who.planning()
    late = Inputs(
        fields={"measures": "清淤", "finish_on": "2026-01-01"},
        documents=who.PLAN_INPUTS.documents,
    )
    with pytest.raises(Refused) as refused:
        api.perform(sample.REPAIR, sample.SUBMIT_PLAN, case, actor=who.HEAD, at=who.AT, inputs=late)
    assert refused.value.codes == ("finish",)
    assert case.finish_on is None
    assert not Attachment.objects.exists()


def test_a_step_writes_its_fields_its_papers_its_passage_and_its_entry() -> None:
    case = who.planning()
    passage = api.perform(
        sample.REPAIR,
        sample.SUBMIT_PLAN,
        case,
        actor=who.HEAD,
        at=who.AT + who.DAY,
        inputs=who.PLAN_INPUTS,
    )
    stored = Repair.objects.select_related("case").get(pk=case.pk)
    assert (stored.state, stored.measures, stored.finish_on) == (
        "review",
        "清淤",
        dt.date(2026, 6, 30),
    )
    assert (case.state, case.case.revision, case.finish_on) == ("review", 2, stored.finish_on)
    assert (passage.before, passage.after, passage.actor_body_name) == (
        "planning",
        "review",
        "省水利厅",
    )
    paper = Attachment.objects.get()
    assert (paper.kind, paper.name, paper.size) == ("pdf", "方案.pdf", len(who.PDF))
    entry = ledger.entry(passage.seq)
    assert entry is not None
    assert entry.evidence == (paper.sm3,)
    assert entry.facts["changes"] == {
        "finish_on": ["完成时间", None, "2026-06-30"],
        "measures": ["整改措施", "", "清淤"],
    }
    assert entry.sentence == (
        f"省水利厅乙对{case.number}《河道清淤》办理“报送方案”，由“编制方案”转为“方案审核”。"
    )


def test_only_fields_that_are_asked_for_can_be_written() -> None:
    case = who.opened()
    smuggled = Inputs(
        fields={"office_body": who.STRANGER, "case_id": 7},
        documents={"plan": (Upload("a.pdf", "", who.PDF),)},
    )
    with pytest.raises(Refused) as refused:
        api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT, inputs=smuggled)
    assert refused.value.codes == ("not_asked",) * 3
    assert Repair.objects.get(pk=case.pk).office_body == who.OFFICE


@pytest.mark.parametrize(
    ("name", "value", "piece"),
    [
        ("finish_on", "明天", "完成时间"),
        ("measures", "长" * 41, "最多40字"),
        ("measures", "a\x00b", "控制字符"),
        ("cost", "12.345", "投入（万元）"),
        ("cost", 12.5, "十进制文本"),
    ],
)
def test_a_value_is_judged_by_the_model_field(name: str, value: object, piece: str) -> None:
    case = who.planning()
    fields = {"measures": "清淤", "finish_on": "2026-06-30", name: value}
    inputs = Inputs(fields=fields, documents=who.PLAN_INPUTS.documents)
    with pytest.raises(Refused) as refused:
        api.perform(
            sample.REPAIR, sample.SUBMIT_PLAN, case, actor=who.HEAD, at=who.AT, inputs=inputs
        )
    assert refused.value.codes == (f"invalid.{name}",)
    assert piece in str(refused.value)
    assert refused.value.refusals[0].field == name


def test_a_stale_case_loses_the_race_with_a_sentence() -> None:
    case = who.opened()
    stale = Repair.objects.select_related("case").get(pk=case.pk)
    api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    with pytest.raises(LostRace, match="省水利厅甲已先办理“签收”。请刷新页面"):
        api.perform(sample.REPAIR, sample.SIGN, stale, actor=who.HANDLER, at=who.AT)
    assert stale.state == "opened"


def test_a_form_that_showed_an_older_revision_is_refused() -> None:
    case = who.fixing()
    told = Inputs(fields={"heard_at": "2026-03-04T10:00"})
    with pytest.raises(LostRace):
        api.perform(
            sample.REPAIR,
            sample.TELL,
            case,
            actor=who.REVIEWER,
            at=who.AT + who.DAY,
            inputs=told,
            seen=case.case.revision - 1,
        )


def test_a_retry_of_the_same_press_has_one_effect() -> None:
    case = who.opened()
    twin = Repair.objects.select_related("case").get(pk=case.pk)
    first = api.perform(
        sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT, once="press-1"
    )
    again = api.perform(
        sample.REPAIR, sample.SIGN, twin, actor=who.HANDLER, at=who.AT, once="press-1"
    )
    assert first == again
    assert twin.state == "planning"
    with pytest.raises(Refused, match="已经提交过"):
        api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HEAD, at=who.AT, once="press-1")


def test_a_failing_effect_undoes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    case = who.fixing()
    before = ledger.count()

    def fail(_case: object, **_kwargs: object) -> None:
        message = "no"
        raise RuntimeError(message)

    monkeypatch.setattr(Repair, "save", fail)
    with pytest.raises(RuntimeError):
        api.perform(
            sample.REPAIR,
            sample.CLOSE,
            case,
            actor=who.OFFICE_HEAD,
            at=who.AT + who.DAY,
            inputs=who.CLOSE_INPUTS,
        )
    monkeypatch.undo()
    assert (case.state, case.told, case.agreed) == ("fixing", 0, False)
    assert Case.objects.get(pk=case.pk).state == "fixing"
    assert ledger.count() == before
    assert Attachment.objects.filter(key="proof").count() == 0


def test_effects_run_and_the_case_is_closed() -> None:
    case = who.fixing()
    api.perform(
        sample.REPAIR,
        sample.CLOSE,
        case,
        actor=who.OFFICE_HEAD,
        at=who.AT + who.DAY,
        inputs=who.CLOSE_INPUTS,
    )
    assert case.told == 1
    assert case.case.closed_at == who.AT + who.DAY
    assert case.case.next_due is None
    assert not Desk.objects.filter(case=case.case).exists()
    assert Passage.objects.filter(case=case.case).last().opinion == "同意"  # type: ignore[union-attr]


def test_the_event_is_published_inside_the_transaction() -> None:
    heard: list[object] = []
    with (
        events.temporarily(StepPerformed, heard.append),
        events.temporarily(CaseOpened, heard.append),
    ):
        case = who.planning()
    opened, stepped = heard
    assert isinstance(opened, CaseOpened)
    assert isinstance(stepped, StepPerformed)
    assert (opened.number, opened.state, opened.topic) == (case.number, "opened", "2.2.1")
    assert (stepped.before, stepped.after, stepped.step) == ("opened", "planning", "sign")


def test_a_subscriber_that_fails_stops_the_step() -> None:
    case = who.opened()

    def fail(_event: StepPerformed) -> None:
        message = "no"
        raise RuntimeError(message)

    with events.temporarily(StepPerformed, fail), pytest.raises(RuntimeError):
        api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    assert Case.objects.get(pk=case.pk).state == "opened"


def test_state_cannot_be_moved_past_the_engine() -> None:
    case = who.opened()
    with pytest.raises(EngineOnly):
        case.case.state = "closed"
    with pytest.raises(EngineOnly):
        Case.objects.filter(pk=case.pk).update(state="closed")
    with pytest.raises(EngineOnly):
        Case.objects.filter(pk=case.pk).delete()
    stale = Case.objects.get(pk=case.pk)
    api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    stale.save()
    assert Case.objects.get(pk=case.pk).state == "planning"
    stale.refresh_from_db()
    assert (stale.state, stale.revision) == ("planning", 1)


def test_the_past_is_closed() -> None:
    case = who.planning()
    with pytest.raises(Refused) as refused:
        api.perform(
            sample.REPAIR,
            sample.SUBMIT_PLAN,
            case,
            actor=who.HEAD,
            at=who.AT - who.DAY,
            inputs=who.PLAN_INPUTS,
        )
    assert refused.value.codes == ("time",)
    with pytest.raises(ValueError, match="time zone"):
        api.perform(
            sample.REPAIR,
            sample.SUBMIT_PLAN,
            case,
            actor=who.HEAD,
            at=dt.datetime(2026, 4, 1, 9, 0),  # noqa: DTZ001 - what is refused
        )


def test_a_step_of_another_version_is_refused() -> None:
    case = who.opened()
    newer: Step[Repair] = Step(
        "brand_new",
        "新步骤",
        RepairState.OPENED,
        RepairState.PLANNING,
        by=sample.OWNER,
        basis="新办法第一条",
    )
    with pytest.raises(Refused, match="按第1版流程办理，没有“新步骤”"):
        api.perform(sample.REPAIR, newer, case, actor=who.HANDLER, at=who.AT)


def test_desks_and_parties_follow_the_case() -> None:
    case = who.in_review()
    desks = set(Desk.objects.filter(case=case.case).values_list("body", "role", "step"))
    assert desks == {
        (who.OFFICE, "reviewer", "return_plan"),
        (who.OFFICE, "principal", "approve_plan"),
    }
    parties = set(Party.objects.filter(case=case.case).values_list("body", "part"))
    assert parties == {(who.OFFICE, "office"), (who.OFFICE, "acted"), (who.OWNER, "acted")}


def test_a_sealed_case_does_not_exist_for_others() -> None:
    member = who.actor("handler", who.OWNER, compartments=frozenset({"leads"}))
    case = who.opened(sealed="leads")
    assert case.number == "ZG-LEADS-2026-0001"
    with pytest.raises(NotFound):
        api.perform(sample.REPAIR, sample.SIGN, case, actor=who.HANDLER, at=who.AT)
    passage = api.perform(sample.REPAIR, sample.SIGN, case, actor=member, at=who.AT)
    entry = ledger.entry(passage.seq)
    assert entry is not None
    assert "河道清淤" not in str(entry.facts)
    assert set(entry.facts) == {"content_sm3", "label", "process", "sealed", "version"}


def test_news_is_told_after_the_commit_only(
    django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bihuan.kernel.process import notifying  # noqa: PLC0415 - the list is replaced here only

    told: list[object] = []
    monkeypatch.setattr(notifying, "_NOTIFIERS", [told.append])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        with transaction.atomic():
            case = who.opened()
        assert told == []
    assert [getattr(news, "number", "") for news in told] == [case.number]
