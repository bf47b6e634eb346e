"""A matter decided elsewhere comes into the lead's list, with a clock of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import IntakeState, MatterIntake, MatterList
from bihuan.modules.matters.operations import EditRefused
from bihuan.modules.matters.operations.taking import TakenIn, take_in
from bihuan.modules.matters.process.companions import MATTER_INTAKE, PLACE
from bihuan.modules.matters.tests.conftest import BODY, Carry, Take, person, when
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DOCKET = "HS-2023-0001"
VALUES: Mapping[str, object] = {
    "name": "牵头农村黑臭水体排查和治理",
    "category": "rural",
    "measures": "排查建账；分类治理；按季度调度",
    "sanding_clause": "第三条",
    "lead_office": "农业资源环境处",
    "leader": "演示领导",
    "public_contact": "028-12345（演示）",
}


def decided(at: datetime, **more: object) -> TakenIn:
    return take_in(
        body=BODY,
        origin=DOCKET,
        values={**VALUES, **more},
        actor=actor("510000-office", "handler"),
        at=at,
    )


def intake() -> MatterIntake:
    return MatterIntake.objects.select_related("case").get(origin=DOCKET)


def test_a_body_with_a_draft_gets_the_row_into_it(draft: MatterList) -> None:
    there = set(draft.rows.values_list("identity", flat=True))
    taken = decided(when(5, 20))
    assert (taken.placed, taken.list_number) == (True, draft.number)
    row = draft.rows.exclude(identity__in=there).get()
    assert (row.identity, row.origin) == (taken.row_identity, DOCKET)
    assert intake().state == IntakeState.PLACED


def test_a_body_with_a_public_list_gets_a_new_version(published: MatterList) -> None:
    taken = decided(when(7, 3))
    new = MatterList.objects.get(case__number=taken.list_number)
    assert new.supersedes_id == published.pk
    assert new.rows.count() == published.rows.count() + 1
    kept = set(published.rows.values_list("identity", flat=True))
    assert kept < set(new.rows.values_list("identity", flat=True))


def test_the_clock_is_its_own_twenty_working_days(published: MatterList) -> None:
    del published
    decided(when(7, 3))
    (clock,) = deadlines.running(intake().case.subject)
    assert (clock.key, clock.due_on) == ("intake", date(2023, 7, 31))


def test_asked_twice_it_happens_once(draft: MatterList) -> None:
    assert decided(when(5, 20)) == decided(when(5, 21))
    assert draft.rows.filter(origin=DOCKET).count() == 1


def test_a_list_with_the_office_is_left_alone_and_the_body_places_it_later(
    filed: MatterList, take: Take
) -> None:
    taken = decided(when(6, 9))
    assert not taken.placed
    case = intake()
    clerk = person(BODY, "handler")
    (option,) = [
        each
        for each in process.available(case, actor=clerk, at=when(6, 9, 10))
        if each.step.key == PLACE.key
    ]
    assert "list_is_fixed" in {refusal.code for refusal in option.refusals}
    accepted = take(filed, "accept", actor("510000-office", "handler"), when(6, 12))
    take(accepted, "publish", clerk, when(6, 13), publication_url="https://a.example/qingdan")
    process.perform(MATTER_INTAKE, PLACE, case, actor=clerk, at=when(6, 14))
    placed = intake()
    assert placed.list_number != filed.number
    assert MatterList.objects.get(case__number=placed.list_number).rows.filter(origin=DOCKET)


def test_publication_with_the_row_closes_the_case(published: MatterList, carry: Carry) -> None:
    del published
    taken = decided(when(7, 3))
    new = MatterList.objects.select_related("case").get(case__number=taken.list_number)
    carry(new, when(7, 10))
    case = intake()
    assert case.state == IntakeState.PUBLISHED
    assert not deadlines.running(case.case.subject)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"category": "nothing"}, "category"),
        ({"co_bodies": [BODY]}, "co_bodies"),
    ],
)
def test_values_that_cannot_be_a_row_are_refused(
    province: None, more: dict[str, object], field: str
) -> None:
    del province
    with pytest.raises(EditRefused) as refused:
        decided(when(5, 20), **more)
    assert field in refused.value.errors


def test_a_field_no_matter_has_is_refused(province: None) -> None:
    del province
    with pytest.raises(EditRefused, match="没有这些字段"):
        decided(when(5, 20), colour="红")
