"""Somebody with the database in hand changes the book; `bihuan ledger verify` says where."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.demo_site import DATABASE, bihuan

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

Attack = Callable[[sqlite3.Connection, int], None]


def edited(book: sqlite3.Connection, size: int) -> None:
    """A name is changed in the bytes, as somebody would who does not know of digests."""
    found = book.execute("SELECT canonical FROM ledger_entry WHERE seq = ?", (size // 2,))
    (canonical,) = found.fetchone()
    text = bytes(canonical).replace("水".encode(), "火".encode()) + b" "
    book.execute("UPDATE ledger_entry SET canonical = ? WHERE seq = ?", (text, size // 2))


def relabelled(book: sqlite3.Connection, size: int) -> None:
    """Only the column people search by is changed."""
    book.execute("UPDATE ledger_entry SET actor_name = '某某' WHERE seq = ?", (size // 2,))


def deleted(book: sqlite3.Connection, size: int) -> None:
    book.execute("DELETE FROM ledger_entry WHERE seq = ?", (size // 2,))


def swapped(book: sqlite3.Connection, size: int) -> None:
    """Two neighbours change places."""
    here, there = size // 2, size // 2 + 1
    for old, new in ((here, -1), (there, here), (-1, there)):
        book.execute("UPDATE ledger_entry SET seq = ? WHERE seq = ?", (new, old))


def cut_off(book: sqlite3.Connection, size: int) -> None:
    """The last twenty are gone, and what witnessed them beside it too."""
    book.execute("DELETE FROM ledger_entry WHERE seq > ?", (size - 20,))
    book.execute("DELETE FROM ledger_anchor")
    book.execute("DELETE FROM ledger_checkpoint")


def size_of(var: Path) -> int:
    with closing(sqlite3.connect(var / DATABASE)) as book:
        (size,) = book.execute("SELECT max(seq) FROM ledger_entry").fetchone()
        return int(size)


def attack(var: Path, act: Attack, size: int) -> None:
    """Do it past the triggers, which whoever holds the file can drop."""
    with closing(sqlite3.connect(var / DATABASE)) as book, book:
        names = book.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger%'"
        )
        for (name,) in names.fetchall():
            book.execute(f"DROP TRIGGER {name}")
        act(book, size)


def verify(var: Path, *words: str) -> CompletedProcess[str]:
    return bihuan("ledger", "verify", *words, var=var)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (edited, "第 {seq} 条的原文与摘要不符，内容被改动过"),
        (relabelled, "第 {seq} 条的检索栏与原文不一致"),
        (deleted, "第 {seq} 条缺失，记录被删除"),
        (swapped, "第 {seq} 条记载的上一条摘要与第 {before} 条不符"),
    ],
)
def test_an_edited_deleted_or_swapped_row_is_found_and_named(
    demo_copy: Path, act: Attack, sentence: str
) -> None:
    size = size_of(demo_copy)
    whole = verify(demo_copy)
    assert whole.returncode == 0, whole.stderr
    assert f"台账完整：{size} 条记录" in whole.stdout
    attack(demo_copy, act, size)
    verdict = verify(demo_copy)
    assert verdict.returncode == 1, verdict.stdout
    assert verdict.stdout == ""
    seq = size // 2
    assert sentence.format(seq=seq, before=seq - 1) in verdict.stderr
    assert len(verdict.stderr.strip().splitlines()) == 1


def test_a_tail_that_is_cut_off_is_found_by_the_anchor_kept_outside(
    demo_copy: Path, tmp_path: Path
) -> None:
    anchored = bihuan("tick", var=demo_copy)
    assert anchored.returncode == 0, anchored.stderr
    kept = tmp_path / "anchors-of-the-auditor.txt"
    kept.write_bytes((demo_copy / "anchors.txt").read_bytes())
    # An anchor witnesses what was there when it was taken, not what came later that day.
    size = int(kept.read_text(encoding="utf-8").splitlines()[-1].split()[3])
    assert verify(demo_copy, "--anchor", str(kept)).returncode == 0
    attack(demo_copy, cut_off, size)
    blind = verify(demo_copy)
    assert "没有锚点可核对，末尾是否被截断无从判断" in blind.stdout
    verdict = verify(demo_copy, "--anchor", str(kept))
    assert verdict.returncode == 1
    assert f"第 {size - 19} 条起的末尾被截去" in verdict.stderr


def test_the_database_itself_refuses_to_change_the_book(demo_copy: Path) -> None:
    with closing(sqlite3.connect(demo_copy / DATABASE)) as book:
        for statement in (
            "UPDATE ledger_entry SET actor_name = '某某' WHERE seq = 1",
            "DELETE FROM ledger_entry WHERE seq = 1",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                book.execute(statement)
