"""Workbooks of bodies and people: every fault named, all or nothing, fast."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import Preview, read_sheet
from bihuan.modules.organisations import api, operations, queries
from bihuan.modules.organisations.models import Person, Post
from bihuan.modules.organisations.rules import forms
from bihuan.modules.organisations.rules.packs import load_pack
from bihuan.modules.organisations.tests.conftest import (
    AT,
    DAY,
    OFFICE,
    SYSTEM,
    WATER_HANDLER,
    hire,
)

pytestmark = pytest.mark.usefixtures("corner")
PEOPLE = forms.people_template()
BODIES = forms.bodies_template({k: line.name for k, line in load_pack().lines.items()})


def person(name: str, body: str = "四川省水利厅", **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "name": name,
        "body": body,
        "unit": "水资源处",
        "title": "四级调研员",
        "rank": "副处级",
        "roles": "经办人",
        "phone": "028-00000000",
        "since": date(2023, 3, 17),
        "public_name": False,
    }
    return row | more


def people(*rows: dict[str, object]) -> tuple[bytes, Preview]:
    data = write_template((PEOPLE,), title="人员", rows={"人员": rows})
    return data, read_sheet(data, PEOPLE)


def bodies(*rows: dict[str, object]) -> tuple[bytes, Preview]:
    data = write_template((BODIES,), title="机构", rows={"机构": rows})
    return data, read_sheet(data, BODIES)


def test_people_are_taken_over_with_their_posts() -> None:
    data, preview = people(
        person("王一"),
        person("王一", title="党支部书记", roles="经办人、审查员"),
        person("李二", "省水利厅"),
    )
    count = operations.import_people(preview, data=data, on=DAY, actor=WATER_HANDLER, at=AT)
    assert count == 3
    assert Person.objects.count() == 2
    post = Post.objects.get(title="党支部书记")
    assert (post.body_id, post.roles) == ("510000-water", ["handler", "reviewer"])
    entry = next(iter(ledger.entries(subject="import:people")))
    assert entry.verb == "organisations.imported"


def test_one_fault_and_nothing_is_stored() -> None:
    hire("旧人", "510000-water", "四级调研员", "handler", unit="水资源处")
    data, preview = people(
        person("王一"),
        person("旧人"),
        person("李二", "没有的厅"),
        person("赵三", "四川省财政厅"),
        person("钱四", roles="皇帝"),
    )
    checked = operations.check_people(preview, actor=WATER_HANDLER, on=DAY)
    assert [(e.sheet, e.row, e.column) for e in checked.errors] == [
        ("人员", 3, "职务"),
        ("人员", 4, "单位"),
        ("人员", 5, "单位"),
        ("人员", 6, "职责"),
    ]
    assert "已经担任" in checked.errors[0].message
    assert "只能维护本单位" in checked.errors[2].message
    with pytest.raises(operations.ImportRefusedError, match="4处错误"):
        operations.import_people(preview, data=data, on=DAY, actor=WATER_HANDLER, at=AT)
    assert Person.objects.count() == 1


def test_bodies_are_founded_and_faults_named() -> None:
    row = {"region": "511102", "line": "科技", "name": "乐山市市中区科学技术局",
           "since": date(2023, 4, 1), "basis": "区编办文件"}  # fmt: skip
    data, preview = bodies(row)
    assert operations.import_bodies(preview, data=data, actor=OFFICE, at=AT) == 1
    assert api.body("511102-science", on=date(2023, 4, 1)).name == "乐山市市中区科学技术局"
    _, again = bodies(
        row,
        row | {"region": "999999", "name": "甲"},
        row | {"line": "外星", "name": "乙"},
        row | {"line": "体育", "name": "四川省水利厅"},
    )
    checked = operations.check_bodies(again, actor=OFFICE)
    assert {(e.row, e.column) for e in checked.errors} == {
        (2, "机构代码"),
        (2, "机构名称"),
        (3, "区划代码"),
        (4, "条线"),
        (5, "机构名称"),
    }
    refused = operations.check_bodies(preview, actor=WATER_HANDLER)
    assert "环委办" in refused.errors[0].message


def test_five_thousand_people_are_judged_in_a_preview() -> None:
    data = write_template(
        (PEOPLE,), title="人员", rows={"人员": [person(f"人{number}") for number in range(5000)]}
    )
    queries.directory("510000")
    preview = operations.check_people(read_sheet(data, PEOPLE), actor=SYSTEM, on=DAY)
    assert preview.ok
    assert len(preview.rows) == 5000
