"""Bodies named as partners are asked, answer for themselves, and silence is recorded."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import (
    MatterList,
    PartnerAnswer,
    Partnership,
    PartnershipState,
)
from bihuan.modules.matters.operations import NoteRefused, write_note
from bihuan.modules.matters.operations.partnering import (
    ask_partners,
    lapse_partnerships,
    mark_matter,
)
from bihuan.modules.matters.process.companions import (
    ANSWER_LATE,
    CONFIRM,
    OBJECT,
    PARTNERSHIP,
)
from bihuan.modules.matters.queries.partners import partner_findings, partner_lines
from bihuan.modules.matters.tests.conftest import BODY, Drive, Take, person
from tests.personas import actor

ECOLOGY = "510000-ecology"


def moment(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def asked(drive: Drive) -> MatterList:
    """A list filed in 2026: from this year on, partners are asked."""
    return drive(
        year=2026,
        opened=date(2026, 3, 2),
        certified=date(2026, 3, 20),
        filed=date(2026, 3, 24),
    )


def case_of(body: str) -> Partnership:
    return Partnership.objects.select_related("case").get(case__body=body)


def test_every_named_body_is_asked_once_about_all_its_matters(asked: MatterList) -> None:
    named = {code for row in asked.rows.all() for code in row.co_bodies}
    assert set(Partnership.objects.values_list("case__body", flat=True)) == named
    case = case_of(ECOLOGY)
    wanted = {row.identity for row in asked.rows.all() if ECOLOGY in row.co_bodies}
    assert set(case.matters.values_list("identity", flat=True)) == wanted
    (clock,) = deadlines.running(case.case.subject)
    assert (clock.key, clock.due_on) == ("partner", date(2026, 4, 8))  # 清明 is no working day


def test_lists_filed_before_the_rule_ask_nobody(filed: MatterList) -> None:
    assert filed.state == "filed"
    assert not Partnership.objects.exists()


def test_a_confirmation_is_seen_at_the_list_and_not_asked_again(asked: MatterList) -> None:
    clerk = person(ECOLOGY, "handler")
    process.perform(PARTNERSHIP, CONFIRM, case_of(ECOLOGY), actor=clerk, at=moment(3, 26))
    said = {
        line.answer for line in partner_lines(asked, on=date(2026, 3, 27)) if line.body == ECOLOGY
    }
    assert said == {"已确认"}
    before = Partnership.objects.filter(case__body=ECOLOGY).count()
    ask_partners(list_number=asked.number, at=moment(3, 27))
    assert Partnership.objects.filter(case__body=ECOLOGY).count() == before


def test_new_words_ask_again_and_drop_what_was_open(asked: MatterList) -> None:
    row = next(row for row in asked.rows.order_by("position") if ECOLOGY in row.co_bodies)
    clerk = person(ECOLOGY, "handler")
    process.perform(PARTNERSHIP, CONFIRM, case_of(ECOLOGY), actor=clerk, at=moment(3, 26))
    asked.rows.filter(pk=row.pk).update(measures="全部改写的措施")
    ask_partners(list_number=asked.number, at=moment(3, 27))
    newest = Partnership.objects.filter(case__body=ECOLOGY).order_by("-pk")[0]
    assert list(newest.matters.values_list("identity", flat=True)) == [row.identity]
    states = Partnership.objects.exclude(case__body=ECOLOGY).values_list("case__state", flat=True)
    assert PartnershipState.DROPPED in set(states)


def test_an_objection_names_the_matter_and_becomes_a_finding(asked: MatterList) -> None:
    case, clerk = case_of(ECOLOGY), person(ECOLOGY, "handler")
    with pytest.raises(Refused) as early:
        process.perform(
            PARTNERSHIP,
            OBJECT,
            case,
            actor=clerk,
            at=moment(3, 25),
            inputs=Inputs(fields={"opinion": "不认可"}),
        )
    assert "nothing_objected" in early.value.codes
    matter = case.matters.order_by("position")[0]
    mark_matter(
        partnership=case, matter_id=matter.pk, reason="没有这项职责", actor=clerk, at=moment(3, 25)
    )
    with pytest.raises(Refused) as refused:
        process.perform(PARTNERSHIP, CONFIRM, case, actor=clerk, at=moment(3, 25, 10))
    assert "objected" in refused.value.codes
    process.perform(
        PARTNERSHIP,
        OBJECT,
        case,
        actor=clerk,
        at=moment(3, 25, 11),
        inputs=Inputs(fields={"opinion": "其余认可"}),
    )
    findings = [
        line for line in partner_findings("510000", on=date(2026, 3, 26)) if line.body == ECOLOGY
    ]
    assert [(line.identity, line.reason) for line in findings] == [
        (matter.identity, "没有这项职责")
    ]
    rest = case.matters.exclude(pk=matter.pk)
    assert set(rest.values_list("answer", flat=True)) <= {PartnerAnswer.CONFIRMED.value}
    with pytest.raises(NoteRefused, match="已经答复过"):
        mark_matter(
            partnership=case, matter_id=matter.pk, reason="", actor=clerk, at=moment(3, 25, 12)
        )
    assert asked.number == case.list_number


def test_an_objection_can_be_taken_back_before_the_answer(asked: MatterList) -> None:
    del asked
    case, clerk = case_of(ECOLOGY), person(ECOLOGY, "handler")
    matter = case.matters.order_by("position")[0]
    for reason in ("没有这项职责", " "):
        mark_matter(
            partnership=case, matter_id=matter.pk, reason=reason, actor=clerk, at=moment(3, 25)
        )
    process.perform(PARTNERSHIP, CONFIRM, case, actor=clerk, at=moment(3, 25, 10))
    assert case.state == PartnershipState.CONFIRMED


@pytest.mark.parametrize("body", [BODY, "510000-office"])
def test_nobody_answers_for_a_partner(asked: MatterList, body: str) -> None:
    del asked
    case = case_of(ECOLOGY)
    matter = case.matters.order_by("position")[0]
    with pytest.raises(NoteRefused):
        mark_matter(
            partnership=case,
            matter_id=matter.pk,
            reason="替别人说",
            actor=actor(body, "handler"),
            at=moment(3, 25),
        )
    with pytest.raises(Refused):
        process.perform(PARTNERSHIP, CONFIRM, case, actor=actor(body, "handler"), at=moment(3, 25))


def test_silence_is_recorded_after_the_last_day_and_can_be_broken(asked: MatterList) -> None:
    del asked
    last = deadlines.running(case_of(ECOLOGY).case.subject)[0].due_on
    assert lapse_partnerships(on=last, at=moment(4, 8)) == 0
    assert lapse_partnerships(on=date(2026, 4, 9), at=moment(4, 9)) > 0
    case = case_of(ECOLOGY)
    assert case.state == PartnershipState.SILENT
    silent = {line.answer for line in partner_findings("510000", on=date(2026, 4, 9))}
    assert silent == {"逾期未答复"}
    clerk = person(ECOLOGY, "handler")
    process.perform(PARTNERSHIP, ANSWER_LATE, case, actor=clerk, at=moment(4, 10))
    assert case.state == PartnershipState.CONFIRMED


def test_a_withdrawn_list_asks_no_longer(asked: MatterList, take: Take) -> None:
    office = actor("510000-office", "handler")
    row = asked.rows.order_by("position")[0]
    write_note(matter_list=asked, row_id=row.pk, text="请补正", actor=office, at=moment(3, 25))
    returned = take(asked, "return", office, moment(3, 25, 10), return_reason="补正")
    take(returned, "abandon", person(BODY, "handler"), moment(3, 26), opinion="不再办理")
    states = set(Partnership.objects.values_list("case__state", flat=True))
    assert states == {PartnershipState.DROPPED.value}
