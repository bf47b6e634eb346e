"""Verification: read the whole ledger once and name the first thing that is wrong.

Rows come in slices by number, so memory stays flat and no long transaction is held; what is
appended meanwhile is simply read as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from bihuan.kernel.ledger.anchoring import anchors as stored_anchors
from bihuan.kernel.ledger.canonical import GENESIS, KNOWN, digest_of, head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bihuan.kernel.ledger.lines import AnchorLine

_SLICE = 5_000
_COLUMNS = (
    "seq, previous, algorithm, at, verb, subject, actor_key, actor_name, actor_body,"
    " actor_body_name, before, after, correlation, digest, canonical"
)
_FIRST = f"SELECT {_COLUMNS} FROM ledger_entry ORDER BY seq LIMIT %s"  # noqa: S608 - constants only
_NEXT = f"SELECT {_COLUMNS} FROM ledger_entry WHERE seq > %s ORDER BY seq LIMIT %s"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: the entry to look at, the anchor that is contradicted."""

    ok: bool
    checked: int
    first_bad: int | None
    fault: str
    sentence: str
    anchor: date | None = None


def verify(anchors: Sequence[AnchorLine] = ()) -> Verdict:
    """Check every entry against its bytes, its neighbours and every anchor, given or stored.

    ``anchors`` are those kept outside the database: only they can contradict somebody who rewrites
    the tail *and* the anchors stored beside it.
    """
    waiting = sorted({*anchors, *stored_anchors()}, key=lambda line: (line.size, line.day))
    expected, previous, place = 1, GENESIS, 0
    for row in _rows():
        # Index 0 is seq, 13 digest, 14 canonical: named access would cost a third of the speed.
        fault = _fault_of(row, expected, previous)
        if fault is not None:
            return fault
        previous = row[13]
        while place < len(waiting) and waiting[place].size == expected:
            if waiting[place].head != previous or waiting[place].algorithm != row[2]:
                return _contradicted(waiting[place], expected)
            place += 1
        expected += 1
    checked = expected - 1
    if place < len(waiting):
        return _cut_off(waiting[-1], checked)
    kept = (
        f"，与 {len(waiting)} 个锚点一致" if waiting else "；没有锚点可核对，末尾是否被截断无从判断"
    )
    return Verdict(
        ok=True,
        checked=checked,
        first_bad=None,
        fault="",
        sentence=f"台账完整：{checked} 条记录首尾相连{kept}。",
    )


def _rows() -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [_SLICE])
        while slice_ := cursor.fetchall():
            yield from slice_
            cursor.execute(_NEXT, [slice_[-1][0], _SLICE])


def _fault_of(row: tuple[Any, ...], expected: int, previous: str) -> Verdict | None:
    """Return what is wrong with one row in its place, ``None`` when nothing is.

    The order of the questions decides which fault is named when several are true at once.
    """
    seq, stored = row[0], row[14]
    if seq != expected:
        return _missing(expected, seq)
    if row[2] not in KNOWN:
        return _bad(seq, "algorithm", f"第 {seq} 条写明的摘要算法“{row[2]}”不认识")
    # SQLite keeps text where bytes belong when somebody writes it there by hand.
    canonical = stored.encode() if isinstance(stored, str) else bytes(stored)
    if digest_of(canonical, row[2]) != row[13]:
        return _bad(seq, "bytes", f"第 {seq} 条的原文与摘要不符，内容被改动过")
    if row[1] != previous:
        before = f"第 {seq - 1} 条" if seq > 1 else "起点"
        return _bad(
            seq, "link", f"第 {seq} 条记载的上一条摘要与{before}不符，其中一条被替换、调换或重写"
        )
    if not canonical.startswith(head((*row[:3], _instant(row[3]), *row[4:13])).encode()):
        return _bad(seq, "columns", f"第 {seq} 条的检索栏与原文不一致，其中一处被改动过")
    return None


def _instant(at: Any) -> str:
    # SQLite hands out text without microseconds of zero, PostgreSQL datetimes in UTC.
    text = at if isinstance(at, str) else str(at)[:26].removesuffix("+00:00")
    return text if len(text) == 26 else f"{text}.000000"  # noqa: PLR2004 - the length of the form


def _missing(expected: int, found: int) -> Verdict:
    if found < expected:
        sentence = f"出现了不该有的序号 {found}（应从 {expected} 接续），有记录被插入"
        return _bad(found, "inserted", sentence, checked=expected - 1)
    gap = f"第 {expected} 条" if found == expected + 1 else f"第 {expected} 至 {found - 1} 条"
    return _bad(expected, "missing", f"{gap}缺失，记录被删除")


def _bad(seq: int, fault: str, sentence: str, *, checked: int | None = None) -> Verdict:
    done = seq - 1 if checked is None else checked
    return Verdict(
        ok=False,
        checked=done,
        first_bad=seq,
        fault=fault,
        sentence=f"{sentence}；此前 {done} 条完好。",
    )


def _contradicted(line: AnchorLine, seq: int) -> Verdict:
    return Verdict(
        ok=False,
        checked=seq,
        first_bad=seq,
        fault="anchor",
        sentence=(
            f"{line.day.isoformat()} 的锚点与第 {seq} 条不符：该日之后，"
            f"第 {seq} 条或它之前的记录被整段重写，或锚点不属于这本台账。"
        ),
        anchor=line.day,
    )


def _cut_off(line: AnchorLine, checked: int) -> Verdict:
    return Verdict(
        ok=False,
        checked=checked,
        first_bad=checked + 1,
        fault="cut",
        sentence=(
            f"台账只有 {checked} 条，而 {line.day.isoformat()} 的锚点记载 {line.size} 条："
            f"第 {checked + 1} 条起的末尾被截去，或恢复了旧备份。"
        ),
        anchor=line.day,
    )
