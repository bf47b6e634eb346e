"""The map of bodies: loading, names over time, groups, re-organisation with history kept."""

from __future__ import annotations

import time
import tomllib
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel import events as bus
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import api, events, operations, queries
from bihuan.modules.organisations.models import Body, Succession
from bihuan.modules.organisations.operations import MapRefused, NewBody
from bihuan.modules.organisations.policies import NotAllowed
from bihuan.modules.organisations.tests.conftest import (
    AT,
    DAY,
    OFFICE,
    SYSTEM,
    WATER_HANDLER,
    acting,
    hire,
)

pytestmark = pytest.mark.usefixtures("province")
LATER = date(2024, 6, 1)
LINES_OF_A_COUNTY = sum(
    "county" in line
    for line in tomllib.loads(
        (settings.POLICY_DIR / "china" / "lines.toml").read_text(encoding="utf-8")
    )["line"]
)
"""What the pack says, read without the code under test."""


def test_loading_again_adds_nothing_and_everything_is_there() -> None:
    assert Body.objects.filter(level="county").count() == 183 * LINES_OF_A_COUNTY
    assert Body.objects.count() > 5300
    entries = ledger.count()
    assert not operations.load_bodies(actor=SYSTEM, at=AT).anything
    assert ledger.count() == entries


def test_names_of_five_thousand_bodies_cost_one_small_query() -> None:
    codes = list(Body.objects.values_list("code", flat=True))
    api.names(codes, DAY)
    with CaptureQueriesContext(connection) as seen:
        began = time.perf_counter()
        named = api.names(codes, DAY)
        took = time.perf_counter() - began
    assert len(seen) == 1
    assert took < 0.1
    assert named["510000-water"] == "四川省水利厅"
    assert api.names(["x"], DAY) == {"x": "x"}


def test_reading() -> None:
    body = api.body("511100-water", on=DAY)
    assert (body.name, body.region_name, body.line_name) == ("乐山市水务局", "乐山市", "水利")
    assert body.superior == "510000-water"
    assert api.body("100000-water", on=DAY).is_external
    assert api.region("510100").prefix == "5101"
    assert len(api.regions(level="city")) == 21
    assert len(api.regions(level="county")) == 183
    chengdu = api.children("510100")
    assert {place.level for place in chengdu} == {"county", "zone"}
    assert len(api.bodies(on=DAY, region="510106")) == LINES_OF_A_COUNTY
    assert len(api.bodies(on=DAY, within="511100", line="water")) == 12
    assert [found.code for found in api.find("省水利厅", on=DAY)] == ["510000-water"]
    assert [found.code for found in api.find(" 四川省水利厅 ", on=DAY)] == ["510000-water"]
    assert api.find("没有这个单位", on=DAY) == ()
    with pytest.raises(LookupError):
        api.body("510000-none", on=DAY)
    with pytest.raises(LookupError):
        api.group("NONE", DAY)
    with pytest.raises(LookupError):
        api.region("999999")


def test_groups_are_asked_for_a_day() -> None:
    assert api.group("IMP", date(2023, 3, 16)) == frozenset()
    twelve = api.group("IMP", DAY)
    assert len(twelve) == 12
    assert "510000-forestry" in twelve
    assert "510000-education" in api.group("OTH", DAY)
    assert not api.group("OTH", DAY) & twelve
    assert api.group("DEP", DAY) == twelve | api.group("OTH", DAY)
    assert len(api.group("CITY", DAY)) == 42
    assert len(api.group("CNTY", DAY)) == 366
    assert len(api.group("OFF", DAY)) == 205
    assert len(api.group("CITY_DEPARTMENTS", DAY)) == 21 * 12


def test_a_body_joins_a_group_from_a_day_on_and_leaves_the_other() -> None:
    since = date(2024, 1, 1)
    seen: list[events.GroupChanged] = []
    with bus.temporarily(events.GroupChanged, seen.append):
        operations.join_group(
            "IMP", "510000-emergency", since=since, basis="补充通知", actor=OFFICE, at=AT
        )
    assert "510000-emergency" not in api.group("IMP", date(2023, 12, 31))
    assert "510000-emergency" in api.group("OTH", date(2023, 12, 31))
    assert "510000-emergency" in api.group("IMP", since)
    assert "510000-emergency" not in api.group("OTH", since)
    assert len(api.group("CITY_DEPARTMENTS", since)) == 21 * 13
    assert {change.group for change in seen} == {"IMP", "OTH"}
    operations.leave_group(
        "IMP", "510000-emergency", until=LATER, basis="补充通知", actor=OFFICE, at=AT
    )
    assert "510000-emergency" not in api.group("IMP", LATER)
    with pytest.raises(MapRefused):
        operations.leave_group(
            "IMP", "510000-emergency", until=LATER, basis="x", actor=OFFICE, at=AT
        )
    with pytest.raises(MapRefused):
        operations.join_group(
            "DEP", "510000-emergency", since=LATER, basis="x", actor=OFFICE, at=AT
        )


def test_rename_keeps_the_old_name_for_the_time_before() -> None:
    operations.rename_body(
        "510000-industry",
        name="四川省工业和信息化厅",
        short="工业和信息化厅",
        on=LATER,
        basis="机构改革",
        actor=OFFICE,
        at=AT,
    )
    assert api.name_on("510000-industry", date(2024, 5, 31)) == "四川省经济和信息化厅"
    assert api.name_on("510000-industry", LATER) == "四川省工业和信息化厅"
    assert api.name_on("510000-industry", LATER, short=True) == "工业和信息化厅"
    assert [found.code for found in api.find("四川省经济和信息化厅", on=LATER)] == [
        "510000-industry"
    ]
    line = Succession.objects.get(predecessor_id="510000-industry")
    assert (line.before_name, line.after_name) == ("四川省经济和信息化厅", "四川省工业和信息化厅")
    assert line.seq
    with pytest.raises(MapRefused):
        operations.rename_body(
            "510000-industry", name="甲", short="", on=LATER, basis="x", actor=OFFICE, at=AT
        )


def test_merge_ends_the_merged_body_and_keeps_its_history() -> None:
    hire("张三", "510000-grain", "局长", "principal")
    operations.merge_bodies(
        ["510000-grain"], into="510000-development", on=LATER, basis="改革", actor=OFFICE, at=AT
    )
    before = api.bodies(on=date(2024, 5, 31), region="510000")
    after = api.bodies(on=LATER, region="510000")
    assert {b.code for b in before} - {b.code for b in after} == {"510000-grain"}
    assert api.name_on("510000-grain", LATER) == "四川省粮食和物资储备局"
    assert "510000-grain" in api.group("OTH", date(2024, 5, 31))
    assert "510000-grain" not in api.group("OTH", LATER)
    assert list(queries.roster(actor=SYSTEM, on=LATER, body="510000-grain")) == []
    with pytest.raises(MapRefused, match="已于"):
        operations.merge_bodies(
            ["510000-grain"], into="510000-water", on=LATER, basis="x", actor=OFFICE, at=AT
        )


def test_split_founds_new_bodies_and_says_from_where() -> None:
    seen: list[events.BodySucceeded] = []
    with bus.temporarily(events.BodySucceeded, seen.append):
        codes = operations.split_body(
            "510000-culture_tourism",
            [
                NewBody(
                    "510000", "culture_tourism", "四川省文物局", "省文物局", code="510000-relics"
                )
            ],
            keeps=True,
            on=LATER,
            basis="分设",
            actor=OFFICE,
            at=AT,
        )
    assert codes == ("510000-relics",)
    assert [event.kind for event in seen] == ["split"]
    assert api.body("510000-relics", on=LATER).name == "四川省文物局"
    assert api.body("510000-culture_tourism", on=LATER).valid_to is None
    with pytest.raises(MapRefused, match="已经使用过"):
        operations.create_body(
            NewBody("510000", "water", "又一个水利厅"), on=LATER, basis="x", actor=OFFICE, at=AT
        )


def test_the_pack_itself_merges_and_renames() -> None:
    assert api.name_on("510000-data", date(2023, 6, 1)) == "四川省大数据中心"
    assert api.name_on("510000-data", date(2024, 6, 1)) == "四川省数据局"
    assert api.body("510000-rural", on=DAY).valid_to == date(2024, 2, 1)


def test_closing_is_refused_while_posts_are_held() -> None:
    hire("李四", "510000-sports", "局长", "principal")
    with pytest.raises(MapRefused, match="没有免职"):
        operations.close_body("510000-sports", on=LATER, basis="x", actor=OFFICE, at=AT)
    operations.close_body("510000-telecom", on=LATER, basis="x", actor=OFFICE, at=AT)
    assert "510000-telecom" not in {b.code for b in api.bodies(on=LATER, region="510000")}


def test_only_the_office_of_the_place_or_above_keeps_the_map() -> None:
    leshan = acting("511100-office", "office", "handler", region="511100")
    new = NewBody("511102", "science", "乐山市市中区科学技术局")
    for stranger in (WATER_HANDLER, acting("510100-office", "office", "handler", region="510100")):
        with pytest.raises(NotAllowed):
            operations.create_body(new, on=LATER, basis="x", actor=stranger, at=AT)
    assert operations.create_body(new, on=LATER, basis="x", actor=leshan, at=AT) == "511102-science"
    with pytest.raises(NotAllowed):
        operations.rename_body(
            "510000-water", name="甲", short="", on=LATER, basis="x", actor=leshan, at=AT
        )
