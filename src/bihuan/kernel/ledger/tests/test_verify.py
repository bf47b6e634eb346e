"""Verification finds, and names, every way of tampering; and raises no false alarm."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.ledger import api, chain
from bihuan.kernel.ledger.canonical import digest_of
from bihuan.kernel.ledger.models import Anchor, Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Append = Callable[[int], list[Entry]]
    Console = Callable[..., None]

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLOCK = system_actor("ledger")

pytestmark = pytest.mark.django_db


def test_an_honest_ledger_is_whole(append: Append) -> None:
    append(30)
    kept = api.anchor(DAY, actor=CLOCK, at=NOON)
    append(10)
    assert kept is not None
    verdict = api.verify([kept])
    assert (verdict.ok, verdict.checked, verdict.first_bad) == (True, 41, None)
    assert "1 个锚点和检查点" in verdict.sentence


def test_an_empty_ledger_is_whole_and_says_that_nothing_anchors_it() -> None:
    verdict = api.verify()
    assert (verdict.ok, verdict.checked) == (True, 0)
    assert "没有锚点" in verdict.sentence


def test_slices_meet_without_a_seam(append: Append, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "SLICE", 7)
    append(21)
    assert api.verify().checked == 21


@pytest.mark.goal("C2")
def test_microseconds_are_no_false_alarm(wang: Actor) -> None:
    for microsecond in (0, 1, 999_999, 500_000, 120):
        at = NOON.replace(microsecond=microsecond)
        api.record("test.act", actor=wang, at=at, subject="case:1")
    assert api.verify().ok


CHANGED = {
    "verb": "test.akt",
    "subject": "case:BA-2026-9999",
    "actor_key": "post:18",
    "actor_name": "李敏",
    "actor_body": "510000-energy",
    "actor_body_name": "四川省能源局",
    "before": "drafts",
    "after": "return",
    "correlation": "x",
    "digest": "0" * 63 + "1",
    "previous": "0" * 63 + "1",
    "algorithm": "sm4",
    "at": datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
}


@pytest.mark.goal("C8")
@pytest.mark.parametrize("column", sorted(CHANGED))
def test_a_change_of_any_column_is_found_where_it_is(
    append: Append, console: Console, column: str
) -> None:
    append(10)
    console(f"UPDATE ledger_entry SET {column} = %s WHERE seq = 6", CHANGED[column])  # noqa: S608
    verdict = api.verify()
    assert (verdict.ok, verdict.first_bad, verdict.checked) == (False, 6, 5)
    assert "第 6 条" in verdict.sentence


@pytest.mark.goal("C8")
def test_every_column_is_tried_above() -> None:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "ledger_entry")
    columns = {column.name for column in described}
    assert columns - {"seq", "canonical"} == set(CHANGED)


@pytest.mark.goal("C8")
def test_a_change_of_any_byte_is_found(append: Append, console: Console) -> None:
    [*_, entry] = append(3)
    stored = bytes(entry.canonical)
    for place in range(0, len(stored), 29):
        forged = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
        console("UPDATE ledger_entry SET canonical = %s WHERE seq = 3", forged)
        assert (api.verify().first_bad, api.verify().fault) == (3, "bytes")
    console("UPDATE ledger_entry SET canonical = %s WHERE seq = 3", stored)
    assert api.verify().ok


def test_a_forged_entry_with_a_fitting_digest_breaks_the_link(
    append: Append, console: Console
) -> None:
    entry = append(10)[4]
    forged = bytes(entry.canonical).replace(b"after filed", b"after filet")
    console(
        "UPDATE ledger_entry SET canonical = %s, digest = %s, after = 'filet' WHERE seq = 5",
        forged,
        digest_of(forged),
    )
    verdict = api.verify()
    assert (verdict.first_bad, verdict.fault) == (6, "link")
    assert "第 5 条" in verdict.sentence


@pytest.mark.parametrize("gone", [1, 5, 9])
def test_a_deleted_entry_is_named(append: Append, console: Console, gone: int) -> None:
    append(10)
    console("DELETE FROM ledger_entry WHERE seq = %s", gone)
    verdict = api.verify()
    assert (verdict.first_bad, verdict.fault) == (gone, "missing")
    assert f"第 {gone} 条缺失" in verdict.sentence


def test_a_deleted_range_is_named(append: Append, console: Console) -> None:
    append(10)
    console("DELETE FROM ledger_entry WHERE seq BETWEEN 4 AND 6")
    assert "第 4 至 6 条缺失" in api.verify().sentence


def test_swapped_entries_are_found(append: Append, console: Console) -> None:
    append(10)
    for old, new in ((3, 100), (7, 3), (100, 7)):
        console("UPDATE ledger_entry SET seq = %s WHERE seq = %s", new, old)
    assert api.verify().first_bad == 3


def test_a_swapped_pair_with_numbers_rewritten_is_found(append: Append, console: Console) -> None:
    entries = append(10)
    for seq, donor in ((3, entries[6]), (7, entries[2])):
        forged = bytes(donor.canonical).replace(
            f"seq {donor.seq}\n".encode(), f"seq {seq}\n".encode()
        )
        console(
            "UPDATE ledger_entry SET canonical = %s, digest = %s WHERE seq = %s",
            forged,
            digest_of(forged),
            seq,
        )
    assert api.verify().first_bad in {3, 4}


def test_an_inserted_entry_is_named(append: Append, console: Console) -> None:
    append(3)
    console("UPDATE ledger_entry SET seq = 0 WHERE seq = 1")
    verdict = api.verify()
    assert (verdict.first_bad, verdict.fault) == (0, "inserted")


def test_a_cut_tail_is_found_by_an_anchor_kept_outside(append: Append, console: Console) -> None:
    append(10)
    kept = api.anchor(DAY, actor=CLOCK, at=NOON)
    assert kept is not None
    console("DELETE FROM ledger_entry WHERE seq > 8")
    console("DELETE FROM ledger_anchor")
    assert api.verify().ok, "without the anchor a cut tail cannot be seen: that is why it leaves"
    verdict = api.verify([kept])
    assert (verdict.ok, verdict.first_bad, verdict.anchor, verdict.fault) == (False, 9, kept, "cut")
    assert "锚点记载 10 条" in verdict.sentence


def test_a_cut_tail_is_found_by_the_stored_anchor_too(append: Append, console: Console) -> None:
    append(10)
    api.anchor(DAY, actor=CLOCK, at=NOON)
    console("DELETE FROM ledger_entry WHERE seq > 8")
    assert api.verify().first_bad == 9


def test_a_rewritten_tail_is_contradicted(append: Append, console: Console, wang: Actor) -> None:
    append(10)
    kept = api.anchor(DAY, actor=CLOCK, at=NOON)
    assert kept is not None
    console("DELETE FROM ledger_entry WHERE seq > 8")
    console("DELETE FROM ledger_anchor")
    for _ in range(4):
        api.record("test.act", actor=wang, at=NOON, subject="case:rewritten")
    assert api.verify().ok
    verdict = api.verify([kept])
    assert (verdict.ok, verdict.first_bad, verdict.fault) == (False, 10, "anchor")
    assert "2026-11-23 的锚点" in verdict.sentence


def test_the_anchor_of_a_day_is_taken_once_and_is_an_entry(append: Append) -> None:
    assert api.anchor(DAY, actor=CLOCK, at=NOON) is None, "an empty ledger has no head"
    append(3)
    first = api.anchor(DAY, actor=CLOCK, at=NOON)
    append(1)
    assert api.anchor(DAY, actor=CLOCK, at=NOON + timedelta(hours=1)) == first
    assert api.anchor_for(DAY) == first
    assert first is not None
    assert (first.size, first.head) == (3, Entry.objects.get(seq=3).digest)
    assert [line.subject for line in api.entries(verb="ledger.anchor")] == ["anchor:2026-11-23"]
    assert Anchor.objects.count() == 1


def test_the_published_line_reads_back() -> None:
    line = f"bihuan-anchor 1 2026-11-23 1234 sm3:{'ab' * 32}"
    assert str(api.parse_anchor(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "bihuan-anchor 2 2026-11-23 1 sm3:" + "a" * 64,
        "bihuan-anchor 1 2026-02-30 1 sm3:" + "a" * 64,
        "bihuan-anchor 1 2026-11-23 0 sm3:" + "a" * 64,
        "bihuan-anchor 1 2026-11-23 1 sm3:" + "a" * 63,
        "bihuan-anchor 1 2026-11-23 1 sm3:" + "A" * 64,
    ],
)
def test_what_is_not_an_anchor_is_refused(line: str) -> None:
    with pytest.raises(api.NotAnAnchor):
        api.parse_anchor(line)


def test_anchors_are_appended_to_a_file_once(append: Append, tmp_path: Path) -> None:
    file = tmp_path / "out" / "anchors.txt"
    append(2)
    api.anchor(DAY, actor=CLOCK, at=NOON)
    assert (api.export_anchors(file), api.export_anchors(file)) == (1, 0)
    before = file.read_bytes()
    api.anchor(DAY + timedelta(days=1), actor=CLOCK, at=NOON)
    assert api.export_anchors(file) == 1
    assert file.read_bytes().startswith(before)
    assert api.read_anchors(file) == api.anchors()
    assert api.verify(api.read_anchors(file)).ok


def test_a_torn_last_line_is_written_again(append: Append, tmp_path: Path) -> None:
    file = tmp_path / "anchors.txt"
    append(2)
    api.anchor(DAY, actor=CLOCK, at=NOON)
    file.write_text("bihuan-anchor 1 2026-11-2")
    assert api.export_anchors(file) == 1
    last = file.read_text().splitlines()[-1]
    assert str(api.anchor_for(DAY)) == last


def test_text_in_place_of_bytes_is_named(append: Append, console: Console) -> None:
    append(2)
    # SQLite stores text in any column; PostgreSQL takes it for the bytes it spells.
    console("UPDATE ledger_entry SET canonical = 'text' WHERE seq = 2")
    assert api.verify().first_bad == 2
