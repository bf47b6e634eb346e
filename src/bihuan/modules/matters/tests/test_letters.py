"""A checked list becomes a letter: 备案回执 or 退回补正告知, filled in and drafted in one press."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.calendar import SHANGHAI
from bihuan.modules.documents import api as documents
from bihuan.modules.matters.web.views.papers import (
    RECEIPT,
    RETURN,
    draft_for,
    letters_panel,
    record_now,
)

from .conftest import BODY, Drive, person

if TYPE_CHECKING:
    from bihuan.modules.matters.models import MatterList

OFFICE = person("510000-office", "handler")
AT = datetime(2023, 7, 3, 10, tzinfo=SHANGHAI)
NOTE = "“监管对象”没有写明范围，请补正。"


def test_a_filed_list_gets_its_receipt(published: MatterList) -> None:
    draft = draft_for(published, actor=OFFICE, on=AT.date())
    made = documents.start_paper(draft, source=published.number, actor=OFFICE, at=AT)
    assert made.kind == RECEIPT
    assert made.recipients == [BODY]
    assert made.data["record"] == published.receipt_no
    assert "待填" not in made.title
    assert [each.number for each in documents.papers_from(published.number, OFFICE)] == [
        made.number
    ]
    assert documents.papers_from(published.number, person(BODY, "handler")) == ()
    panel = letters_panel(published, OFFICE, AT)
    assert panel is not None
    assert panel.context["label"] == ""  # one is on its way


def test_a_figure_that_changed_since_is_found_at_signing(published: MatterList) -> None:
    draft = draft_for(published, actor=OFFICE, on=AT.date())
    made = documents.start_paper(draft, source=published.number, actor=OFFICE, at=AT)
    assert record_now(published.number, RECEIPT, AT.date()) == made.source_data
    assert record_now(published.number, RETURN, AT.date()) == {}
    assert record_now("QD-0000-0000", RECEIPT, AT.date()) is None
    published.rows.order_by("-pk")[0].delete()
    now = record_now(published.number, RECEIPT, AT.date())
    assert now is not None
    assert now["count"] != made.source_data["count"]


def test_a_returned_list_gets_its_comments(drive: Drive) -> None:
    returned = drive(
        certified=date(2023, 6, 5), filed=date(2023, 6, 8), returned=date(2023, 6, 15), note=NOTE
    )
    draft = draft_for(returned, actor=OFFICE, on=AT.date())
    assert draft.kind == RETURN
    comments = draft.data["comments"]
    assert [row[1] for row in comments] == [NOTE]
    panel = letters_panel(returned, OFFICE, AT)
    assert panel is not None
    assert panel.context["label"] == "退回补正告知"
    assert documents.start_paper(draft, source=returned.number, actor=OFFICE, at=AT).pk


@pytest.mark.parametrize("who", [person(BODY, "handler"), person("510000-water", "handler")])
def test_only_the_office_sees_the_button(published: MatterList, who: object) -> None:
    assert letters_panel(published, who, AT) is None  # type: ignore[arg-type]
