"""A certification is bound to what was seen: whatever changes afterwards makes it stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import Refused
from bihuan.modules.matters.models import ContentSnapshot, ListState, MatterList, MatterRow
from bihuan.modules.matters.operations import (
    EditConflict,
    EditRefused,
    add_row,
    change_row,
    remove_row,
    save_header,
)
from bihuan.modules.matters.operations.editing import EDITABLE_HEADER
from bihuan.modules.matters.queries.lists import seal_views
from bihuan.modules.matters.rules import guards
from bihuan.modules.matters.rules.content import (
    HEADER_FIELDS,
    ROW_FIELDS,
    canonical,
    content_of,
    digest,
    field_label,
)

from .conftest import BODY, Drive, Take, person, when

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

CLERK = person(BODY, "handler")
OTHER_VALUES: dict[str, object] = {
    "code": "NY-99",
    "name": "另一件事",
    "description": "说明",
    "category": "water",
    "role": "support",
    "co_bodies": ["510000-water"],
    "legal_bases": [{"instrument": "中华人民共和国水法", "article": "第八条", "version_on": ""}],
    "sanding_clause": "第九条",
    "duty_list_clause": "第九项",
    "level": "city",
    "supervised_object": "其他对象",
    "measures": "其他措施",
    "target": "其他目标",
    "output": "其他成果",
    "completion": "2024-06-30",
    "leader": "另一领导",
    "lead_office": "另一处",
    "contact": "另一联系人",
    "publishable": False,
    "unpublished_reason": "内部事务",
    "public_contact": "12369",
}
OTHER_HEADER: dict[str, object] = {
    "basis_documents": "另一依据",
    "drafting_office": "另一处",
    "comb_note": "另一说明",
    "party_meeting_on": date(2023, 6, 1),
    "valid_from": date(2023, 7, 2),
    "valid_to": date(2025, 7, 1),
}


def test_every_field_of_a_row_and_of_the_header_is_tried() -> None:
    assert set(OTHER_VALUES) == set(ROW_FIELDS)
    assert set(OTHER_HEADER) == set(EDITABLE_HEADER)
    stored = {field.name for field in MatterRow._meta.concrete_fields}  # noqa: SLF001 - documented API
    # The permanent name and the case a row came from are set once, by nobody's hand.
    outside = {"id", "matter_list", "position", "name_key", "revision", "identity", "origin"}
    assert set(ROW_FIELDS) == stored - outside, "a new field must be sealed, or said to be outside"


@pytest.mark.parametrize("name", ROW_FIELDS)
def test_a_change_of_any_field_makes_both_seals_stale_and_is_named(
    certified: MatterList, take: Take, name: str
) -> None:
    row = certified.rows.get(code="NY-03")
    change_row(
        matter_list=certified,
        row_id=row.pk,
        values={name: OTHER_VALUES[name]},
        revision=row.revision,
        actor=CLERK,
        at=when(6, 6),
    )
    with pytest.raises(Refused) as refused:
        take(certified, "file", CLERK, when(6, 7))
    assert "seal_stale" in refused.value.codes
    if name == "code":
        assert "第3行（NY-99）是新增的" in str(refused.value)
        assert "第3行（NY-03）已被删除" in str(refused.value)
    else:
        assert f"第3行（NY-03）“{field_label(name)}”由“" in str(refused.value)
    views = seal_views(MatterList.objects.get(pk=certified.pk), actor=CLERK, on=date(2023, 6, 7))
    assert [view.stale for view in views] == [True, True]
    assert all(view.changes for view in views)


@pytest.mark.parametrize("name", EDITABLE_HEADER)
def test_a_change_of_the_header_makes_the_seals_stale(
    certified: MatterList, take: Take, name: str
) -> None:
    save_header(
        matter_list=certified,
        values={name: OTHER_HEADER[name]},
        revision=certified.content_revision,
        actor=CLERK,
        at=when(6, 6),
    )
    with pytest.raises(Refused, match=f"清单“{field_label(name)}”由"):
        take(certified, "file", CLERK, when(6, 7))


def test_an_added_and_a_removed_row_are_named(certified: MatterList, take: Take) -> None:
    values = {**OTHER_VALUES, "publishable": True}
    add_row(matter_list=certified, values=values, actor=CLERK, at=when(6, 6))
    row = certified.rows.get(code="NY-01")
    remove_row(
        matter_list=certified, row_id=row.pk, revision=row.revision, actor=CLERK, at=when(6, 6)
    )
    with pytest.raises(Refused) as refused:
        take(certified, "file", CLERK, when(6, 7))
    assert "第10行（NY-99）是新增的" in str(refused.value)
    assert "第1行（NY-01）已被删除" in str(refused.value)
    assert list(
        MatterList.objects.get(pk=certified.pk)
        .rows.order_by("position")
        .values_list("position", flat=True)
    ) == list(range(1, 11))


def test_a_change_taken_back_makes_the_seal_whole_again(certified: MatterList, take: Take) -> None:
    row = certified.rows.get(code="NY-03")
    for number, text in enumerate(("改动", row.target)):
        change_row(
            matter_list=certified,
            row_id=row.pk,
            values={"target": text},
            revision=number,
            actor=CLERK,
            at=when(6, 6),
        )
    url = "https://agriculture.example/list"
    held = take(
        certified, "file", CLERK, when(6, 7), publication_url=url, planned_publish_on="2023-06-30"
    )
    assert held.case.state == ListState.FILED


def test_a_stale_list_is_certified_again_and_then_filed(certified: MatterList, take: Take) -> None:
    row = certified.rows.get(code="NY-03")
    change_row(
        matter_list=certified,
        row_id=row.pk,
        values={"target": "新目标"},
        revision=0,
        actor=CLERK,
        at=when(6, 6),
    )
    held = take(certified, "recertify", CLERK, when(6, 7))
    for step, role, hour in (
        ("certify_deputy", "deputy", 10),
        ("certify_principal", "principal", 11),
    ):
        seen = held.content_digest
        held = take(held, step, person(BODY, role), when(6, 7, hour), content_digest=seen)
    assert [view.stale for view in seal_views(held, actor=CLERK, on=date(2023, 6, 7))][:2] == [
        False,
        False,
    ]
    assert held.seals.count() == 4, "the old decision stays readable"
    assert ContentSnapshot.objects.count() == 2


def test_the_second_certifier_is_never_the_first(drive: Drive, take: Take) -> None:
    held = drive(reviewed=date(2023, 6, 1))
    both = replace(person(BODY, "deputy"), roles=frozenset({"deputy", "principal"}), account_id=7)
    held = take(held, "certify_deputy", both, when(6, 2), content_digest=held.content_digest)
    other_post = replace(both, key="post:other")
    for who in (both, other_post, replace(both, on_behalf_of="主要负责人")):
        with pytest.raises(Refused) as refused:
            take(held, "certify_principal", who, when(6, 3), content_digest=held.content_digest)
        assert "same_certifier" in refused.value.codes
    held = take(
        held,
        "certify_principal",
        person(BODY, "principal"),
        when(6, 3),
        content_digest=held.content_digest,
    )
    assert held.case.state == ListState.CERTIFIED


def test_the_principal_certifies_what_the_deputy_saw(drive: Drive, take: Take) -> None:
    held = drive(reviewed=date(2023, 6, 1))
    seen = held.content_digest
    held = take(held, "certify_deputy", person(BODY, "deputy"), when(6, 2), content_digest=seen)
    row = held.rows.get(position=1)
    change_row(
        matter_list=held,
        row_id=row.pk,
        values={"lead_office": "新处室"},
        revision=0,
        actor=CLERK,
        at=when(6, 2, 12),
    )
    now = MatterList.objects.select_related("case").get(pk=held.pk)
    with pytest.raises(Refused) as refused:
        take(
            now,
            "certify_principal",
            person(BODY, "principal"),
            when(6, 3),
            content_digest=now.content_digest,
        )
    assert refused.value.codes == ("seal_stale",)


def test_a_page_opened_before_a_change_cannot_certify(drive: Drive, take: Take) -> None:
    held = drive(reviewed=date(2023, 6, 1))
    seen = held.content_digest
    row = held.rows.get(position=1)
    change_row(
        matter_list=held,
        row_id=row.pk,
        values={"target": "刚刚改的"},
        revision=0,
        actor=CLERK,
        at=when(6, 1, 12),
    )
    with pytest.raises(Refused) as refused:
        take(held, "certify_deputy", person(BODY, "deputy"), when(6, 2), content_digest=seen)
    assert refused.value.codes == ("seen_is_old",)


def test_content_cannot_change_while_the_office_has_it(filed: MatterList) -> None:
    row = filed.rows.get(position=1)
    with pytest.raises(EditRefused, match="已报备待审核"):
        change_row(
            matter_list=filed,
            row_id=row.pk,
            values={"target": "x"},
            revision=0,
            actor=CLERK,
            at=when(6, 9),
        )


def test_two_editors_of_one_row_are_told(draft: MatterList) -> None:
    row = draft.rows.get(position=1)
    for text in ("甲", "乙"):
        change = partial(
            change_row,
            matter_list=draft,
            row_id=row.pk,
            values={"target": text},
            revision=0,
            actor=CLERK,
            at=when(5, 9),
        )
        if text == "甲":
            change()
            continue
        with pytest.raises(EditConflict) as conflict:
            change()
        assert isinstance(conflict.value.current, MatterRow)
        assert conflict.value.current.target == "甲"


@pytest.mark.parametrize(
    "who",
    [person("510000-water", "handler"), person(BODY, "viewer"), person("510000-office", "handler")],
)
def test_strangers_change_nothing(draft: MatterList, who: Actor) -> None:
    with pytest.raises(EditRefused, match="只有编制单位"):
        add_row(matter_list=draft, values=OTHER_VALUES, actor=who, at=when(5, 9))


def test_the_fingerprint_is_stable_and_depends_on_content_alone(draft: MatterList) -> None:
    rows = list(draft.rows.order_by("position"))
    text = canonical(content_of(title=draft.title, header=draft, rows=rows))
    again = canonical(guards.content_now(MatterList.objects.get(pk=draft.pk)))
    assert text == again
    assert digest(text) == draft.content_digest
    assert len(draft.content_digest) == 64
    assert '"format":"bihuan-matter-list/1"' in text
    assert all(f'"{name}"' in text for name in (*HEADER_FIELDS, *ROW_FIELDS))


def test_the_canonical_text_of_a_known_list_never_changes() -> None:
    header = MatterList(year=2023, list_version=1, valid_from=date(2023, 7, 1))
    row = MatterRow(code="A-1", name="事", category="air", role="lead", level="province")
    text = canonical(content_of(title="清单", header=header, rows=[row]))
    assert digest(text) == ("66b59f8c7d315b466cdb4e211bc479eaaf2034c4009272e624037cca1bdb9d40")
