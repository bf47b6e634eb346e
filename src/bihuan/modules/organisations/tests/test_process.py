"""负责领导与牵头处室: one at a time, with the right rank, with history."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, LostRace, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.organisations import api, operations, queries
from bihuan.modules.organisations.models import PairEntry, PairState, ResponsiblePair
from bihuan.modules.organisations.process import CONFIRM, END, RESPONSIBLE_PAIR, RETURN, SUBMIT
from bihuan.modules.organisations.tests.conftest import (
    AT,
    SYSTEM,
    WATER_HANDLER,
    WATER_PRINCIPAL,
    acting,
    hire,
)


def draft() -> ResponsiblePair:
    return process.open_case(
        RESPONSIBLE_PAIR,
        title="水利厅负责领导与牵头处室",
        body="510000-water",
        region="510000",
        line="water",
        actor=WATER_HANDLER,
        at=AT,
    )


def filled(leader: int, starts_on: date, office: str = "水资源处") -> Inputs:
    return Inputs(
        fields={
            "leader": leader,
            "office": office,
            "phone": "028-00000000",
            "document_no": "川水函1号",
            "starts_on": starts_on,
            "public_name": True,
        }
    )


def submitted(leader: int, starts_on: date, office: str = "水资源处") -> ResponsiblePair:
    pair = draft()
    process.perform(
        RESPONSIBLE_PAIR,
        SUBMIT,
        pair,
        actor=WATER_HANDLER,
        at=AT,
        inputs=filled(leader, starts_on, office),
    )
    return pair


def confirmed(leader: int, starts_on: date, office: str = "水资源处") -> ResponsiblePair:
    pair = submitted(leader, starts_on, office)
    process.perform(RESPONSIBLE_PAIR, CONFIRM, pair, actor=WATER_PRINCIPAL, at=AT)
    return pair


FIRST, SECOND = date(2023, 4, 1), date(2024, 4, 1)


@pytest.fixture
def leader(corner: None) -> int:  # noqa: ARG001 - needs the map
    return hire("陈一", "510000-water", "副厅长", "deputy", rank="副厅级")


def test_confirmed_pair_stands_in_the_register(leader: int) -> None:
    pair = confirmed(leader, FIRST)
    assert pair.state == PairState.IN_FORCE
    assert api.responsible_pair("510000-water", date(2023, 3, 31)) is None
    view = api.responsible_pair("510000-water", FIRST)
    assert view is not None
    assert (view.leader_name, view.office, view.case_number) == ("陈一", "水资源处", pair.number)
    assert view.shown_leader == "陈一（副厅长）"
    assert any(
        e.verb == "organisations.pair_in_force" for e in ledger.entries(subject="body:510000-water")
    )


def test_a_new_pair_replaces_the_old_one_and_the_history_stays(leader: int) -> None:
    first = confirmed(leader, FIRST)
    second = confirmed(leader, SECOND, "河湖处")
    first = ResponsiblePair.objects.get(pk=first.pk)
    assert first.state == PairState.REPLACED
    assert second.state == PairState.IN_FORCE
    before = api.responsible_pair("510000-water", date(2024, 3, 31))
    after = api.responsible_pair("510000-water", SECOND)
    assert before is not None
    assert after is not None
    assert (before.office, after.office) == ("水资源处", "河湖处")
    assert PairEntry.objects.filter(body_id="510000-water", valid_to__isnull=True).count() == 1


@pytest.mark.usefixtures("corner")
@pytest.mark.parametrize("rank", ["", "正处级"])
def test_the_rank_is_the_one_the_notice_asks_for(rank: str) -> None:
    leader = hire("陈一", "510000-water", "处长", "deputy", rank=rank)
    with pytest.raises(Refused, match="副厅级"):
        submitted(leader, FIRST)


def test_leader_must_be_in_office_in_this_body(leader: int) -> None:
    stranger = hire("赵三", "510000-finance", "副厅长", "deputy", rank="副厅级")
    with pytest.raises(Refused, match="本单位"):
        submitted(stranger, FIRST)
    with pytest.raises(Refused, match="不在任"):
        submitted(leader, date(2023, 1, 1))


def test_principal_returns_with_an_opinion_and_the_handler_cannot_confirm(leader: int) -> None:
    pair = submitted(leader, FIRST)
    with pytest.raises(Refused):
        process.perform(RESPONSIBLE_PAIR, CONFIRM, pair, actor=WATER_HANDLER, at=AT)
    with pytest.raises(Refused, match="办理意见"):
        process.perform(RESPONSIBLE_PAIR, RETURN, pair, actor=WATER_PRINCIPAL, at=AT)
    opinion = Inputs(fields={"opinion": "请核对处室名称。"})
    process.perform(RESPONSIBLE_PAIR, RETURN, pair, actor=WATER_PRINCIPAL, at=AT, inputs=opinion)
    assert pair.state == PairState.DRAFT


def test_the_same_first_day_twice_is_refused(leader: int) -> None:
    confirmed(leader, FIRST)
    with pytest.raises(Refused, match="应当在这之后"):
        submitted(leader, FIRST)


def test_ended_pair_leaves_a_vacancy_that_is_flagged_after_fifteen_days(leader: int) -> None:
    rows = {row.body.code: row for row in queries.pairs_register(on=date(2023, 3, 20))}
    assert len(rows) == 12
    assert rows["510000-water"].word == "空缺"
    pair = confirmed(leader, FIRST)
    with pytest.raises(Refused, match="终止日期"):
        end(pair, FIRST)
    end(pair, date(2024, 1, 1))
    assert pair.state == PairState.ENDED
    words = {
        day: next(r for r in queries.pairs_register(on=day) if r.body.code == "510000-water").word
        for day in (date(2023, 12, 31), date(2024, 1, 16), date(2024, 1, 17))
    }
    assert list(words.values()) == ["已确定", "空缺", "逾期空缺"]


def test_leader_who_left_the_post_is_a_vacancy_too(leader: int) -> None:
    pair = confirmed(leader, FIRST)
    operations.end_post(leader, on=date(2024, 1, 1), reason="调离", actor=SYSTEM, at=AT)
    assert ResponsiblePair.objects.get(pk=pair.pk).state == PairState.ENDED
    row = next(
        r for r in queries.pairs_register(on=date(2024, 2, 1)) if r.body.code == "510000-water"
    )
    assert row.pair is None
    assert row.vacancy is not None
    assert (row.vacancy.since, row.vacancy.flagged) == (date(2024, 1, 1), True)


def test_a_merged_body_has_no_pair_any_more(leader: int) -> None:
    pair = confirmed(leader, FIRST)
    operations.merge_bodies(
        ["510000-water"],
        into="510000-agriculture",
        on=SECOND,
        basis="改革",
        actor=SYSTEM,
        at=AT,
    )
    assert ResponsiblePair.objects.get(pk=pair.pk).state == PairState.ENDED
    assert api.responsible_pair("510000-water", SECOND) is None
    assert api.responsible_pair("510000-water", date(2024, 3, 31)) is not None


def end(pair: ResponsiblePair, on: date) -> None:
    inputs = Inputs(fields={"ends_on": on, "end_reason": "工作调动"})
    process.perform(RESPONSIBLE_PAIR, END, pair, actor=WATER_PRINCIPAL, at=AT, inputs=inputs)


def test_the_database_itself_holds_one_active_pair(leader: int) -> None:
    pair = confirmed(leader, FIRST)
    entry = PairEntry.objects.get(pair=pair)
    other = submitted(leader, SECOND)
    entry.pk, entry.pair = None, other
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.usefixtures("corner")
def test_who_sees_the_case() -> None:
    pair = draft()

    def sees(body: str, line: str, region: str) -> bool:
        actor = acting(body, line, "handler", region=region)
        return process.cases_for(actor).filter(pk=pair.pk).exists()

    assert sees("510000-water", "water", "510000")
    assert sees("510000-office", "office", "510000")
    assert not sees("510000-finance", "finance", "510000")
    assert not sees("511100-water", "water", "511100")


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_confirm_and_one_pair_is_active() -> None:
    operations.load_bodies(actor=SYSTEM, at=AT)
    leader = hire("陈一", "510000-water", "副厅长", "deputy", rank="副厅级")
    pairs = [submitted(leader, FIRST, f"第{number}处") for number in range(20)]
    gate = threading.Barrier(20)
    outcomes: list[str] = []

    def press(pair: ResponsiblePair) -> None:
        gate.wait()
        try:
            process.perform(RESPONSIBLE_PAIR, CONFIRM, pair, actor=WATER_PRINCIPAL, at=AT)
            outcomes.append("done")
        except (Refused, LostRace) as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(pair,)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert len(outcomes) == 20
    assert all("2023-04-01" in sentence for sentence in outcomes if sentence != "done")
    assert PairEntry.objects.filter(body_id="510000-water", valid_to__isnull=True).count() == 1
