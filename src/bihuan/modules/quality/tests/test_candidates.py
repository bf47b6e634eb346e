"""Proposals to interview: who makes them, once; who decides; what is handed on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel import events as bus
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.kernel.ui.tests.acting import acting as as_actor
from bihuan.modules.quality import policies
from bihuan.modules.quality.events import InterviewCandidateAccepted
from bihuan.modules.quality.models import CandidateState, FrozenSheet, InterviewCandidate
from bihuan.modules.quality.operations.proposing import CannotPropose, propose_interview
from bihuan.modules.quality.process import ACCEPT, CHECK, DISMISS, INTERVIEW_CANDIDATE
from bihuan.modules.quality.queries import sheets, standing
from bihuan.modules.quality.tests.conftest import (
    CHIEF,
    CLERK,
    DAYS,
    HEAD,
    acting,
    bring,
    days_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bihuan.kernel.access import Actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 10)
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
OFFICE = acting("510000-office", "handler")
ZIGONG = acting("510300-ecology", "principal")
DEPUTY = acting("510000-ecology", "deputy")
FINDING = {"finding": "两年同一版标准，数据有效，无沙尘日。"}


@pytest.fixture(autouse=True)
def readings(province: None, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Zigong became much worse, Leshan stayed as it was."""
    del province
    standing.forget()
    monkeypatch.setattr("bihuan.kernel.ui.clock.today", lambda: TODAY)
    half = (date(2026, 1, 1), date(2026, 6, 30))
    before = (date(2025, 1, 1), date(2025, 6, 30))
    rows = days_of("乐山市", *half) + days_of("乐山市", *before)
    heavy: dict[str, Any] = {"PM2.5": 200}
    rows += days_of("自贡市", date(2026, 1, 1), date(2026, 1, 2), **heavy)
    worse: dict[str, Any] = {"PM2.5": 95}
    better: dict[str, Any] = {"PM2.5": 20}
    rows += days_of("自贡市", date(2026, 1, 3), half[1], **worse)
    rows += days_of("自贡市", *before, **better)
    assert bring(write(DAYS, rows)).done


def propose(rule: str = "A2", place: str = "510300", **values: Any) -> InterviewCandidate:
    given: dict[str, Any] = {"on": TODAY, "actor": CLERK, "at": AT} | values
    return propose_interview(place, rule=rule, **given)


def act(step: Any, case: InterviewCandidate, actor: Actor, **fields: str) -> None:
    process.perform(
        INTERVIEW_CANDIDATE, step, case, actor=actor, at=AT, inputs=Inputs(fields=fields)
    )


def listen(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Hear everything that is announced from now on."""
    heard: list[object] = []
    publish = bus.publish

    def overhear(event: object) -> None:
        heard.append(event)
        publish(event)

    monkeypatch.setattr(bus, "publish", overhear)
    return heard


def checked() -> InterviewCandidate:
    made = propose()
    act(CHECK, made, HEAD, **FINDING)
    return made


def stored(made: InterviewCandidate) -> InterviewCandidate:
    return InterviewCandidate.objects.select_related("case").get(pk=made.pk)


def test_a_fired_row_becomes_a_proposal_with_its_frozen_sheet() -> None:
    made = propose()
    assert made.number.startswith("YT-2026-")
    assert made.state == CandidateState.PROPOSED
    assert (made.rule, made.term, made.tier) == ("A2", "2026-H1", 1)
    sheet = FrozenSheet.objects.get()
    assert made.sheet_id == sheet.pk
    assert "A2" in sheet.fired
    assert made.sentence in sheet.text
    assert made.case.region == "510000"


def test_a_city_a_row_and_a_period_are_proposed_once() -> None:
    first = propose()
    again = propose(on=date(2026, 7, 9), actor=acting("510000-ecology", "handler", "office_head"))
    assert again.pk == first.pk
    assert again.case.passages.count() == 1
    assert FrozenSheet.objects.count() == 1
    act(CHECK, first, HEAD, **FINDING)
    act(DISMISS, first, CHIEF, reason="数据须更正。")
    assert propose().pk == first.pk
    assert InterviewCandidate.objects.count() == 1


def test_two_rows_of_one_sheet_are_two_proposals() -> None:
    rows = [one.rule for one in sheets.trigger_sheet("510300", on=TODAY, actor=CLERK).fired]
    assert len(rows) > 1
    assert len({propose(rule).number for rule in rows}) == len(rows)
    assert FrozenSheet.objects.count() == 1


@pytest.mark.parametrize(("place", "rule"), [("511100", "A2"), ("510300", "A5"), ("510300", "?")])
def test_what_has_not_fired_cannot_be_proposed(place: str, rule: str) -> None:
    with pytest.raises(CannotPropose, match="没有触发情形"):
        propose(rule, place)
    assert not FrozenSheet.objects.exists()


@pytest.mark.parametrize("actor", [HEAD, CHIEF, OFFICE, acting("510300-ecology", "handler")])
def test_only_the_handler_of_the_department_proposes(actor: Actor) -> None:
    with pytest.raises(policies.NotAllowed, match="经办人"):
        propose(actor=actor)


@pytest.mark.parametrize("leader", [CHIEF, DEPUTY])
def test_an_accepted_proposal_is_handed_on_by_an_event(
    leader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(monkeypatch)
    made = checked()
    act(ACCEPT, made, leader)
    told = [each for each in heard if isinstance(each, InterviewCandidateAccepted)]
    assert len(told) == 1
    assert (told[0].number, told[0].place, told[0].rule) == (made.number, "510300", "A2")
    assert told[0].sheet == FrozenSheet.objects.get().digest
    assert told[0].accepted_on == TODAY
    assert stored(made).state == CandidateState.ACCEPTED


def test_a_dismissed_proposal_keeps_its_reason_and_is_not_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = listen(monkeypatch)
    made = checked()
    with pytest.raises(Refused, match="理由"):
        act(DISMISS, made, CHIEF)
    act(DISMISS, made, CHIEF, reason="二月沙尘过程未剔除，更正后再判。")
    assert stored(made).reason.startswith("二月沙尘")
    assert stored(made).state == CandidateState.DISMISSED
    assert not any(isinstance(each, InterviewCandidateAccepted) for each in heard)


@pytest.mark.parametrize(
    ("step", "actor"),
    [(CHECK, CLERK), (CHECK, CHIEF), (CHECK, OFFICE), (ACCEPT, CHIEF), (DISMISS, HEAD)],
)
def test_who_may_not_or_not_yet_is_refused(step: Any, actor: Actor) -> None:
    made = propose()
    with pytest.raises(Refused):
        act(step, made, actor, **(FINDING if step is CHECK else {}))
    assert stored(made).state == CandidateState.PROPOSED


def test_proposing_checking_and_deciding_are_three_people() -> None:
    both = acting("510000-ecology", "handler", "office_head", "principal")
    made = propose(actor=both)
    with pytest.raises(Refused, match="不能是同一个人"):
        act(CHECK, made, both, **FINDING)
    act(CHECK, made, HEAD, **FINDING)
    with pytest.raises(Refused, match="不能是同一个人"):
        act(ACCEPT, made, both)


def test_a_sheet_that_was_changed_is_no_evidence() -> None:
    made = checked()
    FrozenSheet.objects.update(text="{}")
    with pytest.raises(Refused, match="与指纹不符"):
        act(ACCEPT, InterviewCandidate.objects.get(pk=made.pk), CHIEF)


def test_the_commission_office_sees_a_proposal_and_the_city_does_not() -> None:
    made = propose()
    assert [one.number for one in sheets.candidates(actor=OFFICE)] == [made.number]
    assert sheets.candidates(actor=ZIGONG, place="510300") == ()
    with as_actor(OFFICE) as client:
        assert client.get(f"/cases/{made.number}/").status_code == 200
    with as_actor(ZIGONG) as client:
        assert client.get(f"/cases/{made.number}/").status_code == 404


def page(actor: Actor, url: str) -> str:
    with as_actor(actor) as client:
        answer: Any = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_button_stands_beside_fired_rows_for_whoever_may_press_it() -> None:
    fired = len(sheets.trigger_sheet("510300", on=TODAY, actor=CLERK).fired)
    url = "/quality/triggers/510300/"
    assert page(CLERK, url).count('type="submit" aria-label="就情形') == fired
    assert "就情形" not in page(CLERK, "/quality/triggers/511100/")
    assert "就情形" not in page(OFFICE, url)
    assert "就情形" not in page(HEAD, url)
    made = propose()
    html = page(CLERK, url)
    assert html.count('type="submit" aria-label="就情形') == fired - 1
    assert f'已提出拟约谈建议：<a href="/cases/{made.number}/"' in html


def test_pressing_the_button_leads_to_the_case_twice() -> None:
    body = {"rule": "A2", "on": "2026-07-10", "year": "2026", "edition": ""}
    with as_actor(CLERK) as client:
        first: Any = client.post("/quality/triggers/510300/propose/", body)
        second: Any = client.post("/quality/triggers/510300/propose/", body)
        wrong: Any = client.post("/quality/triggers/510300/propose/", body | {"rule": "A5"})
    made = InterviewCandidate.objects.get()
    assert first.url == second.url == f"/cases/{made.number}/"
    assert wrong.url.startswith("/quality/triggers/510300/?on=2026-07-10")
    with as_actor(OFFICE) as client:
        assert client.post("/quality/triggers/510300/propose/", body).status_code == 404


def test_the_case_shows_the_frozen_sheet_its_inputs_and_its_digest() -> None:
    made = propose()
    html = page(HEAD, f"/cases/{made.number}/")
    sheet = FrozenSheet.objects.get()
    for told in (sheet.digest, made.sentence, "原文与指纹相符", "判定所用", "这是建议，不是约谈"):
        assert told in html
    assert f"/quality/frozen/{sheet.digest}/" in html
    FrozenSheet.objects.update(digest="0" * 64)
    assert "原文与指纹不符" in page(HEAD, f"/cases/{made.number}/")
