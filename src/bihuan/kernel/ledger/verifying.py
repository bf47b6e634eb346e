"""Verification: read the whole ledger once and name the first thing that is wrong.

Rows come in slices by number, so memory stays flat and no long transaction is held; what is
appended meanwhile is simply read as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection

from bihuan.kernel.ledger.anchoring import anchors as stored_anchors
from bihuan.kernel.ledger.canonical import (
    ALGORITHM,
    GENESIS,
    KNOWN,
    PROTOTYPE,
    digest_of,
    head_in_sql,
)
from bihuan.kernel.ledger.checkpoints import CheckpointLine
from bihuan.kernel.ledger.checkpoints import checkpoints as stored_checkpoints
from bihuan.kernel.ledger.lines import AnchorLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Witness: TypeAlias = AnchorLine | CheckpointLine
"""What contradicts a cut or rewritten tail."""

_SLICE = 5_000
# How the instant of an entry reads in the canonical form. SQLite keeps text and leaves out
# microseconds of zero.
_INSTANT = {
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "sqlite": "CASE length(at) WHEN 19 THEN at || '.000000' ELSE at END",
}
# One concatenation, searched for once: both databases copy it at every further mention.
_FITS = {
    "postgresql": "position(convert_to({head}, 'UTF8') in canonical) = 1",
    "sqlite": "instr(canonical, CAST({head} AS BLOB)) = 1",
}
_BYTES = {"postgresql": "canonical", "sqlite": "CAST(canonical AS BLOB)"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: the entry to look at, the witness that is contradicted."""

    ok: bool
    checked: int
    first_bad: int | None
    fault: str
    sentence: str
    anchor: Witness | None = None


def verify(anchors: Sequence[Witness] = ()) -> Verdict:
    """Check every entry against its bytes, its neighbours and every witness, given or stored.

    ``anchors`` are the anchors and checkpoints kept outside the database: only they can contradict
    somebody who rewrites the tail *and* what is stored beside it.
    """
    known: set[Witness] = {*anchors, *stored_anchors(), *stored_checkpoints()}
    waiting = sorted(known, key=lambda line: (line.size, line.title))
    expected, previous, place = 1, GENESIS, 0
    stop = waiting[0].size if waiting else 0
    for row in _rows():
        # The path of a good entry is written out: a call for each would halve the speed.
        seq, link, algorithm, digest, fits, canonical = row
        if seq != expected or link != previous or algorithm != ALGORITHM or not fits:
            return _fault_of(row, expected, previous)
        running = PROTOTYPE.copy()
        running.update(canonical)
        if running.hexdigest() != digest:
            return _fault_of(row, expected, previous)
        previous = digest
        while seq == stop:
            line = waiting[place]
            if line.head != digest or line.algorithm != algorithm:
                return _contradicted(line, seq)
            place += 1
            stop = waiting[place].size if place < len(waiting) else 0
        expected += 1
    checked = expected - 1
    if place < len(waiting):
        return _cut_off(waiting[-1], checked)
    kept = (
        f"，与 {len(waiting)} 个锚点和检查点一致"
        if waiting
        else "；没有锚点可核对，末尾是否被截断无从判断"
    )
    return Verdict(
        ok=True,
        checked=checked,
        first_bad=None,
        fault="",
        sentence=f"台账完整：{checked} 条记录首尾相连{kept}。",
    )


def _rows() -> Iterator[tuple[Any, ...]]:
    """Give every row in order: number, link, algorithm, digest, whether the copies fit, bytes.

    The database compares the searchable columns with the start of the bytes: it has both at hand.
    """
    vendor = connection.vendor
    head = head_in_sql(_INSTANT[vendor])
    columns = (
        "seq, previous, algorithm, digest, "
        f"{_FITS[vendor].format(head=head)}, {_BYTES[vendor]} FROM ledger_entry"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} ORDER BY seq LIMIT %s", [_SLICE])
        while slice_ := cursor.fetchall():
            yield from slice_
            last = slice_[-1][0]
            cursor.execute(f"SELECT {columns} WHERE seq > %s ORDER BY seq LIMIT %s", [last, _SLICE])


def _fault_of(row: tuple[Any, ...], expected: int, previous: str) -> Verdict:
    """Name what is wrong with a row that is not right in its place.

    The order of the questions decides which fault is named when several are true at once.
    """
    seq, link, algorithm, digest, _, canonical = row
    if seq != expected:
        return _missing(expected, seq)
    if algorithm not in KNOWN:
        return _bad(seq, "algorithm", f"第 {seq} 条写明的摘要算法“{algorithm}”不认识")
    if digest_of(bytes(canonical), algorithm) != digest:
        return _bad(seq, "bytes", f"第 {seq} 条的原文与摘要不符，内容被改动过")
    if link != previous:
        before = f"第 {seq - 1} 条" if seq > 1 else "起点"
        return _bad(
            seq, "link", f"第 {seq} 条记载的上一条摘要与{before}不符，其中一条被替换、调换或重写"
        )
    return _bad(seq, "columns", f"第 {seq} 条的检索栏与原文不一致，其中一处被改动过")


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


def _contradicted(line: Witness, seq: int) -> Verdict:
    return Verdict(
        ok=False,
        checked=seq,
        first_bad=seq,
        fault="anchor",
        sentence=(
            f"{line.title}与第 {seq} 条不符：此后，第 {seq} 条或它之前的记录被整段重写，"
            "或这份凭据不属于这本台账。"
        ),
        anchor=line,
    )


def _cut_off(line: Witness, checked: int) -> Verdict:
    return Verdict(
        ok=False,
        checked=checked,
        first_bad=checked + 1,
        fault="cut",
        sentence=(
            f"台账只有 {checked} 条，而{line.title}记载 {line.size} 条："
            f"第 {checked + 1} 条起的末尾被截去，或恢复了旧备份。"
        ),
        anchor=line,
    )
