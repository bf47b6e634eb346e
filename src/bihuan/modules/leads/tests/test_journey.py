"""From registration to the list of the lead, and every other way a docket may end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel import events as bus
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.deadlines.events import ClockAlert
from bihuan.kernel.process import Refused
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import DocketState, LeadDocket, PositionState
from bihuan.modules.leads.operations import CandidatesRefused, open_docket, set_candidates
from bihuan.modules.leads.queries.decisions import published_decision, published_decisions
from bihuan.modules.leads.tests.conftest import (
    CANDIDATES,
    DECLINE,
    FARMS,
    FINANCE,
    HOUSING,
    LEAD,
    OFFICE,
    PARTNER,
    WATER,
    Carrier,
    person,
    when,
)


def keys_of(docket: LeadDocket) -> set[str]:
    return {clock.key for clock in deadlines.running(docket.case.subject)}


def test_the_whole_way_ends_with_a_row_in_the_list_of_the_lead(carrier: Carrier) -> None:
    docket = carrier.whole()
    assert docket.state == DocketState.LISTED
    assert docket.lead_body == WATER
    assert keys_of(docket) == set()
    case = process.case_by_number(docket.list_number, person(WATER))
    (row,) = process.detail_of(case).rows.filter(origin=docket.number)  # type: ignore[attr-defined]
    assert row.co_bodies == [FARMS]
    assert row.legal_bases[0]["article"] == "第五十六条"
    copy = published_decision(docket.number)
    assert copy is not None
    assert (copy.lead_name, copy.partner_names) == ("四川省水利厅", "四川省农业农村厅")
    assert copy.decision_late_days == 0


def test_every_candidate_answers_in_its_own_case_and_sees_the_docket(carrier: Carrier) -> None:
    docket = carrier.open()
    assert not process.cases_for(person(WATER)).filter(pk=docket.pk).exists()
    carrier.ask()
    for body in CANDIDATES:
        seen = process.cases_for(person(body))
        assert seen.filter(pk__in=(docket.pk, carrier.position(body).pk)).count() == 2
        assert seen.filter(process="lead-position").count() == 1
    assert not process.cases_for(person(FINANCE)).filter(pk=docket.pk).exists()


def test_whoever_declines_says_under_which_text(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    with pytest.raises(Refused) as refused:
        carrier.act(HOUSING, "fill", person(HOUSING), stance="decline", reason="不归本部门。")
    assert refused.value.codes == ("basis",)
    with pytest.raises(Refused) as refused:
        carrier.act(WATER, "fill", person(WATER), stance="lead", reason="归本部门。")
    assert refused.value.codes == ("share",)


def test_who_drafts_an_answer_does_not_sign_it(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    carrier.act(WATER, "fill", person(WATER, "handler"), **LEAD)
    position = carrier.position(WATER)
    position.drafter_key = person(WATER, "deputy").key
    position.save(update_fields=["drafter_key"])
    with pytest.raises(Refused) as refused:
        carrier.act(WATER, "sign", person(WATER, "deputy"))
    assert refused.value.codes == ("four_eyes",)


def test_the_meeting_waits_for_every_answer(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    carrier.answer(WATER, LEAD)
    with pytest.raises(Refused) as refused:
        carrier.meet()
    assert "children_open" in refused.value.codes


def test_silence_is_reminded_and_then_recorded(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    subject = carrier.position(HOUSING).case.subject
    (clock,) = deadlines.running(subject)
    assert clock.due_on == date(2023, 6, 16)  # ten working days after Saturday 3 June
    heard: list[ClockAlert] = []
    with bus.temporarily(ClockAlert, heard.append):
        deadlines.tick(when(6, 14))
    assert subject in {alert.subject for alert in heard}
    carrier.now = when(6, 16)
    with pytest.raises(Refused) as refused:
        carrier.act(HOUSING, "no_reply", person(OFFICE))
    assert refused.value.codes == ("reply_time",)
    carrier.now = when(6, 19)
    answer = carrier.act(HOUSING, "no_reply", person(OFFICE))
    assert answer.state == PositionState.NO_REPLY
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, PARTNER)
    assert "四川省住房和城乡建设厅：未回复。" in carrier.meet().opinion_text


def test_the_opinion_is_drafted_from_the_record(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, PARTNER)
    carrier.answer(HOUSING, DECLINE)
    text = carrier.meet().opinion_text
    for said in ("四川省水利厅：同意牵头", "第五十六条", "由四川省水利厅牵头", "2023年6月4日"):
        assert said in text
    held = carrier.held
    assert (held.lead_body, held.partners) == (WATER, "四川省农业农村厅")


def test_two_volunteers_leave_the_lead_open(carrier: Carrier) -> None:
    carrier.open(candidates=(WATER, FARMS))
    carrier.ask()
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, LEAD)
    held = carrier.meet()
    assert held.lead_body == ""
    assert "各部门意见不一致" in held.opinion_text


def test_a_decision_may_differ_from_the_opinion_and_may_be_sent_back(carrier: Carrier) -> None:
    carrier.open(candidates=(WATER, FARMS))
    carrier.ask()
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, PARTNER)
    carrier.meet()
    words: dict[str, Any] = {
        "lead_body": WATER,
        "opinion_text": "由水利厅牵头。",
        "category": "water",
    }
    carrier.take("draft", **words)
    carrier.take("submit", "principal")
    assert carrier.take("sent_back", opinion="请再商。").state == DocketState.MET
    carrier.take("draft", **words)
    carrier.take("submit", "principal")
    day = carrier.now.date()
    decided: dict[str, Any] = {"decider": "省委、省政府", "decision_no": "1号", "decided_on": day}
    docket = carrier.take("decide", **decided, lead_body=FARMS, partners="省水利厅")
    assert docket.lead_body == FARMS
    assert carrier.take("publish").state == DocketState.LISTED


def test_one_more_department_is_invited(carrier: Carrier) -> None:
    carrier.open(candidates=(WATER, FARMS))
    carrier.ask()
    carrier.take("invite", invited_body=HOUSING)
    assert carrier.position(HOUSING).state == PositionState.ASKED
    with pytest.raises(Refused) as refused:
        carrier.take("invite", invited_body=HOUSING)
    assert refused.value.codes == ("invited",)


def test_candidates_are_departments_of_the_region_and_at_least_two(carrier: Carrier) -> None:
    carrier.open(candidates=())
    carrier.take("judge", judgement="影响范围大。")
    with pytest.raises(Refused) as refused:
        carrier.take("ask", question="请说明。")
    assert refused.value.codes == ("candidates",)
    for wrong in ((OFFICE,), ("511100-water",), ("510000-nobody",)):
        with pytest.raises(CandidatesRefused):
            set_candidates(
                docket=carrier.held, candidates=wrong, actor=person(OFFICE), at=carrier.now
            )
    with pytest.raises(CandidatesRefused):
        set_candidates(
            docket=carrier.held, candidates=CANDIDATES, actor=person(WATER), at=carrier.now
        )
    set_candidates(docket=carrier.held, candidates=CANDIDATES, actor=person(OFFICE), at=carrier.now)
    carrier.take("ask", question="请说明。")
    assert carrier.position(WATER).question == "请说明。"


# --- Exits ----------------------------------------------------------------------------------------


def test_a_docket_without_obvious_effect_ends(carrier: Carrier) -> None:
    carrier.open()
    docket = carrier.take("not_obvious", "principal", opinion="影响很小。")
    assert (docket.state, keys_of(docket)) == (DocketState.NOT_OBVIOUS, set())


def test_already_led_points_to_a_public_row(carrier: Carrier) -> None:
    carrier.open()
    with pytest.raises(Refused) as refused:
        carrier.take("already_led", led_body=WATER, led_row="SLT-99", opinion="已有。")
    assert refused.value.codes == ("led_row",)


def test_merging_needs_another_docket_and_ends_open_questions(carrier: Carrier) -> None:
    other = carrier.open("农村臭水沟由谁管")
    first = carrier.open()
    carrier.ask()
    for wrong in (first.number, "HS-2099-0001"):
        with pytest.raises(Refused) as refused:
            carrier.take("merge", merged_into=wrong, opinion="同一件事。")
        assert refused.value.codes == ("merged_into",)
    docket = carrier.take("merge", merged_into=other.number, opinion="同一件事。")
    assert (docket.state, keys_of(docket)) == (DocketState.MERGED, set())
    assert carrier.position(WATER).state == PositionState.WITHDRAWN
    assert not deadlines.running(carrier.position(WATER).case.subject)


def test_passing_down_opens_the_docket_there(carrier: Carrier) -> None:
    carrier.open()
    with pytest.raises(Refused) as refused:
        carrier.take("pass_down", passed_region="511124", opinion="县里办。")
    assert refused.value.codes == ("passed_region",)
    docket = carrier.take("pass_down", passed_region="511100", opinion="属于市级事项。")
    below = LeadDocket.objects.select_related("case").get(case__number=docket.passed_to)
    assert (docket.state, below.state) == (DocketState.PASSED_DOWN, DocketState.REGISTERED)
    assert (below.origin, below.office_body) == (docket.number, "511100-office")
    assert below.case.body == "511100-gov"
    assert "total" in keys_of(below)


# --- Below the province ---------------------------------------------------------------------------


def test_a_city_runs_its_own_and_the_province_sees_it(province: None) -> None:
    del province
    city = Carrier(region="511100", now=when(6, 1) - timedelta(days=1))
    docket = city.open(candidates=("511100-water", "511100-housing"))
    assert process.cases_for(person("511100-office")).filter(pk=docket.pk).exists()
    assert process.cases_for(person(OFFICE)).filter(pk=docket.pk).exists()
    assert not process.cases_for(person("510100-office")).filter(pk=docket.pk).exists()
    assert not process.cases_for(person("511100-finance")).filter(pk=docket.pk).exists()
    assert "乐山" in docket.decider


def test_a_department_proposes_and_follows(carrier: Carrier) -> None:
    docket = carrier.open(who=person(FINANCE))
    assert docket.proposer_body == FINANCE
    assert process.cases_for(person(FINANCE)).filter(pk=docket.pk).exists()
    with pytest.raises(Refused) as refused:
        open_docket(
            region="510000",
            title="别处的事",
            matter="别处。",
            impact="别处。",
            source="proposal",
            actor=person("511100-office"),
            at=carrier.now,
        )
    assert "role" in refused.value.codes


def test_nothing_is_public_before_publication(carrier: Carrier) -> None:
    carrier.open()
    carrier.ask()
    assert published_decisions() == ()
