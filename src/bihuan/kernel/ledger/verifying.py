"""Verification: read the whole ledger once and name the first thing that is wrong.

Rows come in slices by number, so memory stays flat and no long transaction is held; what is
appended meanwhile is simply read as well. A large ledger is read by several processes (`spans`);
the verdict is always spoken here, by the single pass.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from django.db import DatabaseError, connection

from bihuan.kernel.ledger import spans
from bihuan.kernel.ledger.anchoring import anchors as stored_anchors
from bihuan.kernel.ledger.canonical import KNOWN, digest_of
from bihuan.kernel.ledger.chain import Place, rows, walk
from bihuan.kernel.ledger.checkpoints import CheckpointLine
from bihuan.kernel.ledger.checkpoints import checkpoints as stored_checkpoints
from bihuan.kernel.ledger.lines import AnchorLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bihuan.kernel.ledger.chain import Row, Stop, Walked

Witness: TypeAlias = AnchorLine | CheckpointLine
"""What contradicts a cut or rewritten tail."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: the entry to look at, the witness that is contradicted."""

    ok: bool
    checked: int
    first_bad: int | None
    fault: str
    sentence: str
    anchor: Witness | None = None


def verify(anchors: Sequence[Witness] = (), *, processes: int | None = None) -> Verdict:
    """Check every entry against its bytes, its neighbours and every witness, given or stored.

    ``anchors`` are the anchors and checkpoints kept outside the database: only they can contradict
    somebody who rewrites the tail *and* what is stored beside it. ``processes`` says how many read;
    without it as many as there are cores, at most four. Inside a transaction, or where the database
    is in memory, nobody else could see the rows and one reads.
    """
    known: set[Witness] = {*anchors, *stored_anchors(), *stored_checkpoints()}
    waiting = sorted(known, key=lambda line: (line.size, line.title))
    stops = [(line.size, line.head, line.algorithm) for line in waiting]
    place = _read_by_several(stops, processes or min(spans.MOST, _cores()))
    passed = sum(size < place.expected for size, _, _ in stops)
    after = place.expected - 1 if place.expected > 1 else None
    try:
        walked = _walk(after, place, stops[passed:])
    except DatabaseError:
        # A damaged byte may leave a column that is no text any more: SQLite hands it over only to
        # somebody who takes bytes.
        with _as_bytes():
            walked = _walk(after, place, stops[passed:])
    if walked.odd is not None:
        return _fault_of(walked.odd, walked.place.expected, walked.place.previous)
    if walked.against is not None:
        return _contradicted(waiting[passed + walked.against], walked.place.expected)
    checked = walked.place.expected - 1
    if waiting and waiting[-1].size > checked:
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


def _walk(after: int | None, place: Place, stops: Sequence[Stop]) -> Walked:
    # Whatever ends the walk, the question it asked of the database ends with it.
    with closing(rows(_ask, connection.vendor, after=after, last=None)) as found:
        return walk(found, place, stops)


def _read_by_several(stops: Sequence[Stop], processes: int) -> Place:
    """Return up to where several processes found the ledger whole: nowhere if one is to read."""
    if processes == 1 or not _others_see():
        return Place()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM ledger_entry")
        last = cursor.fetchone()[0] or 0
    cut = spans.spans_of(last, stops, processes=processes)
    if len(cut) == 1:
        return Place()
    # What can be written down: classes and adapters are the driver's, and each process has its own.
    connect = {
        key: str(value) if isinstance(value, Path) else value
        for key, value in connection.get_connection_params().items()
        if isinstance(value, str | int | Path)
    }
    return spans.certain(spans.read_in_processes(connection.vendor, connect, cut))


def _others_see() -> bool:
    """Tell whether another process would see the rows this one sees."""
    name = str(connection.settings_dict["NAME"])
    in_memory = connection.vendor == "sqlite" and ("memory" in name or name.startswith("file:"))
    return not (in_memory or connection.in_atomic_block)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ask(statement: str) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from cursor


@contextmanager
def _as_bytes() -> Iterator[None]:
    """Let SQLite hand over text as what it is; what cannot be read becomes U+FFFD."""
    connection.ensure_connection()
    raw, taken = connection.connection, connection.vendor == "sqlite"
    if taken:
        raw.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        if taken:
            raw.text_factory = str


def _fault_of(row: Row, expected: int, previous: str) -> Verdict:
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
