"""The duty register: loaded in versions, pointed to by matters, faults named by cell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.access import system_actor
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.modules.matters.models import Duty, DutyRegister
from bihuan.modules.matters.operations import EditRefused
from bihuan.modules.matters.operations.duties import DutyOutcome, import_duties
from bihuan.modules.matters.queries.duties import (
    duties_pointed_to,
    duty_register,
    lost_pointers,
    unit_duties,
)
from bihuan.modules.matters.rules.duty_sheet import DUTIES, TEMPLATES, TITLE, VERSION, pointers
from bihuan.modules.matters.tests.conftest import when
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList

ROWS = (
    {"unit": "农业农村部门", "body": "四川省农业农村厅", "clause": "第1项", "text": "指导畜禽粪污"},
    {"unit": "农业农村部门", "body": "", "clause": "第99项", "text": "没有人认领的职责"},
)


def book(
    *rows: Mapping[str, object], edition: str = "2023年版", since: str = "2023-01-01"
) -> bytes:
    head = {"title": "责任清单", "edition": edition, "in_force_from": date.fromisoformat(since)}
    filled: dict[str, list[Mapping[str, object]]] = {
        VERSION.name: [head],
        DUTIES.name: list(rows or ROWS),
    }
    return write_template(list(TEMPLATES), title=TITLE, rows=filled)


def load(
    data: bytes, *, dry_run: bool = False, region: str = "510000", who: Actor | None = None
) -> DutyOutcome:
    return import_duties(
        region=region,
        data=data,
        dry_run=dry_run,
        actor=who or system_actor("tests"),
        at=when(4, 3),
    )


@pytest.mark.usefixtures("province")
def test_a_version_is_stored_with_its_units_and_bodies() -> None:
    outcome = load(book())
    assert outcome.register is not None
    assert (outcome.units, Duty.objects.count()) == (1, 2)
    first = Duty.objects.order_by("position")[0]
    assert (first.citation, first.body) == ("农业农村部门第1项", "510000-agriculture")


@pytest.mark.usefixtures("province")
def test_a_dry_run_stores_nothing() -> None:
    assert load(book(), dry_run=True).ok
    assert not DutyRegister.objects.exists()


@pytest.mark.usefixtures("province")
def test_faults_name_sheet_row_and_column_and_nothing_is_stored() -> None:
    wrong = {"unit": "水利部门", "body": "不存在厅", "clause": "第1项", "text": "x"}
    twice = {"unit": "水利部门", "body": "", "clause": "第1项", "text": "y"}
    outcome = load(book(wrong, twice))
    assert not outcome.ok
    told = "".join(outcome.errors)
    assert "工作表“职责”" in told
    assert "“对应单位”列" in told
    assert "不存在厅" in told
    assert not DutyRegister.objects.exists()


@pytest.mark.usefixtures("province")
def test_a_version_is_loaded_once_and_the_next_one_takes_over_on_its_day() -> None:
    load(book())
    assert any("已经导入过" in error for error in load(book()).errors)
    load(book(edition="2025年版", since="2025-01-01"))
    for on, edition in ((date(2024, 12, 31), "2023年版"), (date(2025, 1, 1), "2025年版")):
        held = duty_register("510000", on=on)
        assert held is not None
        assert held.edition == edition
    assert duty_register("510000", on=date(2022, 12, 31)) is None


@pytest.mark.usefixtures("province")
def test_a_place_without_its_own_follows_those_above() -> None:
    load(book())
    held = duty_register("511124", on=date(2023, 6, 1))
    assert held is not None
    assert held.region == "510000"


@pytest.mark.usefixtures("province")
def test_only_the_office_of_the_region_loads() -> None:
    assert load(book(), who=actor("510000-office", "handler")).register is not None
    for body in ("510000-water", "510100-office"):
        with pytest.raises(EditRefused, match="环委办"):
            load(book(edition="别的"), who=actor(body, "handler"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水利部门第3项", ("水利部门第3项",)),
        ("水利部门第3项、第5项", ("水利部门第3项", "水利部门第5项")),
        ("水利部门第3项；林草部门 第１项", ("水利部门第3项", "林草部门第1项")),
        ("见责任清单", ()),
        ("", ()),
    ],
)
def test_pointers_are_read_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert pointers(text) == found


def test_matters_point_to_duties_and_lost_pointers_are_told(published: MatterList) -> None:
    load(book())
    found = duties_pointed_to("农业农村部门第1项", region="510000", on=date(2023, 7, 1))
    assert [duty.text for duty in found.values() if duty] == ["指导畜禽粪污"]
    lost = lost_pointers(published.rows.all(), region="510000", on=date(2023, 7, 1))
    assert len(lost) == published.rows.count() - 1
    assert all("请核对" in sentence for sentence in lost.values())


def test_claimed_and_unclaimed_duties_are_told_apart(published: MatterList) -> None:
    register = load(book()).register
    assert register is not None
    (unit,) = unit_duties(register, region="510000")
    claimed, unclaimed = unit.lines
    assert [claim.body for claim in claimed.claims] == [published.body]
    assert unclaimed.claims == ()
    assert unit.unclaimed == 1
