"""Many matters changed at once: shown first, then all or none."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.operations import EditConflict, EditRefused, add_row
from bihuan.modules.matters.operations.bulk import (
    BulkChange,
    BulkKind,
    BulkOutcome,
    change_many,
)
from bihuan.modules.matters.queries.bases import flags
from bihuan.modules.matters.tests.conftest import BODY, Drive, person, when

if TYPE_CHECKING:
    from bihuan.modules.matters.models import MatterList

SET_LEADER = BulkChange(BulkKind.SET, "leader", "新任分管领导")


def change(
    held: MatterList,
    what: BulkChange,
    *,
    dry_run: bool,
    revision: int | None = None,
    at: datetime | None = None,
    body: str = BODY,
) -> BulkOutcome:
    return change_many(
        matter_list=held,
        rows=list(held.rows.values_list("pk", flat=True)),
        change=what,
        dry_run=dry_run,
        revision=revision,
        actor=person(body, "handler"),
        at=at or when(6, 1),
    )


def test_a_preview_shows_every_row_and_changes_nothing(draft: MatterList) -> None:
    entries = ledger.count()
    outcome = change(draft, SET_LEADER, dry_run=True)
    assert len(outcome.lines) == draft.rows.count()
    assert {line.after for line in outcome.lines} == {"新任分管领导"}
    assert not draft.rows.filter(leader="新任分管领导").exists()
    assert ledger.count() == entries


def test_what_was_shown_is_what_is_done_with_one_entry(draft: MatterList) -> None:
    seen = change(draft, SET_LEADER, dry_run=True)
    entries = ledger.count()
    done = change(draft, SET_LEADER, dry_run=False, revision=seen.revision)
    assert done.done
    assert done.lines == seen.lines
    assert draft.rows.filter(leader="新任分管领导").count() == draft.rows.count()
    assert ledger.count() == entries + 1
    draft.refresh_from_db()
    assert draft.days.get(on=date(2023, 6, 1)).snapshot_id == draft.content_digest


def test_text_is_replaced_where_it_stands(draft: MatterList) -> None:
    row = draft.rows.order_by("position")[0]
    word = row.measures[:2]
    outcome = change(draft, BulkChange(BulkKind.REPLACE, "measures", "改", word), dry_run=False)
    assert outcome.done
    row.refresh_from_db()
    assert row.measures.startswith("改")
    assert not draft.rows.filter(measures__contains=word).exists()
    assert outcome.unchanged == draft.rows.count() - len(outcome.lines)


def test_one_value_that_cannot_be_used_refuses_all(draft: MatterList) -> None:
    wrong = BulkChange(BulkKind.SET, "completion", "尽快")
    outcome = change(draft, wrong, dry_run=False)
    assert (outcome.done, outcome.ok) == (False, False)
    assert all("完成时限" in line.fault or "长期" in line.fault for line in outcome.lines)
    assert not draft.rows.filter(completion="尽快").exists()


def test_a_change_in_between_asks_for_a_new_preview(draft: MatterList) -> None:
    seen = change(draft, SET_LEADER, dry_run=True)
    row = draft.rows.order_by("position")[0]
    values = {name: getattr(row, name) for name in ("category", "role", "level")}
    add_row(
        matter_list=draft,
        values={**values, "code": "X-1", "name": "后来加的事项"},
        actor=person(BODY, "handler"),
        at=when(6, 1),
    )
    with pytest.raises(EditConflict):
        change(draft, SET_LEADER, dry_run=False, revision=seen.revision)


@pytest.mark.parametrize(
    "what",
    [
        BulkChange(BulkKind.SET, "code", "同一个"),
        BulkChange(BulkKind.SET, ""),
        BulkChange(BulkKind.REPLACE, "measures", "新"),
        BulkChange(BulkKind.REPLACE, "role", "新", "旧"),
    ],
)
def test_a_change_without_sense_is_refused(draft: MatterList, what: BulkChange) -> None:
    with pytest.raises(EditRefused):
        change(draft, what, dry_run=True)


@pytest.mark.parametrize("body", [BODY, "510000-water"])
def test_only_the_owner_changes_and_only_while_it_may(filed: MatterList, body: str) -> None:
    with pytest.raises(EditRefused, match="状态" if body == BODY else "只有编制单位"):
        change(filed, SET_LEADER, dry_run=True, body=body)


def test_repealed_bases_are_repointed_from_that_day_only(drive: Drive) -> None:
    held = drive("510000-transport")
    repoint = BulkChange(BulkKind.REPOINT)
    eve = datetime(2026, 8, 14, 9, tzinfo=SHANGHAI)
    before = change(held, repoint, dry_run=True, at=eve, body=held.body)
    assert before.lines == ()
    day = datetime(2026, 8, 15, 9, tzinfo=SHANGHAI)
    assert flags(held.rows.all(), on=day.date())
    outcome = change(held, repoint, dry_run=False, at=day, body=held.body)
    assert outcome.done
    assert all("生态环境法典》条次待核" in line.after for line in outcome.lines)
    assert not flags(held.rows.all(), on=day.date())
