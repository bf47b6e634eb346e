"""No row of a list becomes public with somebody's number in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import Refused
from bihuan.kernel.vault import api as vault
from bihuan.modules.matters.models import MatterRow, PublishedMatter
from bihuan.modules.matters.queries.lists import row_views
from bihuan.modules.matters.rules.faults import row_faults
from bihuan.modules.matters.rules.publishing import public_label

from .conftest import person

if TYPE_CHECKING:
    from bihuan.modules.matters.models import MatterList


def test_the_row_and_the_field_are_named_and_the_number_is_not() -> None:
    rows = [PublishedMatter(position=1, name="河道清淤", public_contact="028-86660000")]
    vault.let_out(rows)
    rows += [PublishedMatter(name="采砂", public_contact=f"139000{n}1999") for n in (1, 2)]
    with pytest.raises(Refused) as refusal:
        vault.let_out(rows)
    said = str(refusal.value)
    assert "第2项公众咨询电话：手机号码 139****" in said, said
    assert "第3项" in said
    assert "13900011999" not in said
    assert "《个人信息保护法》第二十五条" in said


def test_the_rest_is_counted() -> None:
    rows = [PublishedMatter(position=n, measures=f"牌号川A{n}2345") for n in range(1, 10)]
    with pytest.raises(Refused, match="另有 4 处"):
        vault.let_out(rows)


@pytest.mark.parametrize(
    "field",
    [
        *("name", "description", "lead_office", "supervised_object", "measures"),
        *("target", "output", "public_contact", "sanding_clause"),
    ],
)
def test_what_the_gate_would_refuse_is_said_of_the_row_that_is_written(
    field: str,
) -> None:
    words = "联系人手机13912345678"
    row = MatterRow(position=1, publishable=True, **{field: words})
    found = [sentence for _, sentence in row_faults(row) if "手机号码 139" in sentence]
    assert len(found) == 1
    assert found[0].startswith(public_label("bases" if field == "sanding_clause" else field))
    assert "12345678" not in found[0]
    row.publishable = False
    assert not any("手机号码" in sentence for _, sentence in row_faults(row))


@pytest.mark.parametrize(("stage", "named"), [("filed", True), ("published", False)])
def test_a_row_is_to_be_changed_only_while_somebody_can(
    request: pytest.FixtureRequest, stage: str, *, named: bool
) -> None:
    held: MatterList = request.getfixturevalue(stage)
    held.rows.filter(position=1).update(measures="联系人手机13912345678")
    office = person("510000-office", "handler")
    first = row_views(held, actor=office, on=date(2023, 7, 3))[0]
    assert any("手机号码 139" in fault for fault in first.faults) is named


def test_an_identifier_that_looks_like_a_bank_card_is_none() -> None:
    card = "4000056655665556"
    vault.let_out([PublishedMatter(position=1, name="河道清淤", identity=card)])
    row = MatterRow(position=1, publishable=True, identity=card)
    assert not any("银行卡" in sentence for _, sentence in row_faults(row))
    row.measures = f"款项汇入{card}"
    assert any("银行卡" in sentence for _, sentence in row_faults(row))
