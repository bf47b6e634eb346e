"""Checkpoints: size, head and tree root of the ledger, signed and carried out every few minutes.

An anchor is of a day, for people to copy. A checkpoint is for machines: whatever was appended is
covered by one no older than five minutes or 256 entries, in every file it is carried to.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from bihuan.kernel.ledger import appending, carrying, proving, signing
from bihuan.kernel.ledger.canonical import text_of_instant
from bihuan.kernel.ledger.models import Checkpoint, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

EVERY = timedelta(minutes=5)
ENTRIES = 256
_FORM = re.compile(
    r"bihuan-checkpoint 1 (?P<at>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}) "
    r"(?P<size>[1-9]\d{0,18}) (?P<algorithm>[a-z0-9]+):(?P<head>[0-9a-f]{64}) "
    r"(?P<root>[0-9a-f]{64}) sm2:(?P<signer>[0-9a-f]{130}):(?P<signature>[0-9a-f]{128})"
)


class NotACheckpoint(ValueError):
    """A line does not have the form of a checkpoint."""


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """At one moment the ledger had ``size`` entries, this last digest and this tree root."""

    at: datetime
    size: int
    algorithm: str
    head: str
    root: str
    signer: str = ""
    signature: str = ""

    @property
    def statement(self) -> str:
        """What is signed."""
        return (
            f"bihuan-checkpoint 1 {text_of_instant(self.at)} {self.size} "
            f"{self.algorithm}:{self.head} {self.root}"
        )

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        there = self.at.astimezone(ZoneInfo(settings.TIME_ZONE))
        return f"{there:%Y-%m-%d %H:%M} 的检查点"

    def __str__(self) -> str:
        """Return the published line."""
        return f"{self.statement} sm2:{self.signer}:{self.signature}"


def parse_checkpoint(line: str) -> CheckpointLine:
    """Read one published line back; its signature is judged elsewhere."""
    found = _FORM.fullmatch(line.strip())
    if found is None:
        msg = f"这一行不是检查点：{line.strip()[:80]!r}。"
        raise NotACheckpoint(msg)
    try:
        at = datetime.strptime(found["at"], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    except ValueError as error:
        msg = f"检查点的时间不存在：{found['at']}。"
        raise NotACheckpoint(msg) from error
    return CheckpointLine(
        at,
        int(found["size"]),
        found["algorithm"],
        found["head"],
        found["root"],
        found["signer"],
        found["signature"],
    )


def take_checkpoint(*, at: datetime, key: signing.Key) -> CheckpointLine | None:
    """Sign the present state if it is due; return the checkpoint, ``None`` when none is due.

    Due: something was appended since the last one, and that one is five minutes old or 256 entries
    behind. Raises :class:`signing.CannotSign`; nothing is stored then.
    """
    proving.extend_nodes()
    head = Entry.objects.order_by("-seq").first()
    last = Checkpoint.objects.order_by("-size").first()
    if head is None or (last is not None and not _due(head.seq, last, at)):
        return None
    root = proving.root_at(head.seq)
    line = CheckpointLine(at, head.seq, head.algorithm, head.digest, root, key.public)
    # Signed before the lock is taken: what was appended stays as it is, whoever appends meanwhile.
    line = replace(line, signature=signing.sign(line.statement, key))
    with transaction.atomic():
        appending.lock()
        if Checkpoint.objects.filter(size__gte=line.size).first() is not None:
            return None
        Checkpoint(
            size=line.size,
            head=line.head,
            root=line.root,
            algorithm=line.algorithm,
            at=at,
            signer=line.signer,
            signature=line.signature,
        ).save()
    return line


def _due(size: int, last: Checkpoint, at: datetime) -> bool:
    return size > last.size and (at - last.at >= EVERY or size - last.size >= ENTRIES)


def checkpoints(*, after: int = 0) -> tuple[CheckpointLine, ...]:
    """Return the checkpoints this database holds beyond a size, smallest first."""
    return tuple(line_of(row) for row in Checkpoint.objects.filter(size__gt=after))


def latest_checkpoint() -> CheckpointLine | None:
    """Return the last checkpoint taken."""
    row = Checkpoint.objects.order_by("-size").first()
    return None if row is None else line_of(row)


def line_of(row: Checkpoint) -> CheckpointLine:
    """Return a stored checkpoint in its published form."""
    return CheckpointLine(
        row.at, row.size, row.algorithm, row.head, row.root, row.signer, row.signature
    )


def export_checkpoints(path: Path) -> int:
    """Append to a file the checkpoints behind the last it holds; return how many were added.

    The file is opened for appending only and synced. A torn last line is closed and written anew.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = read_checkpoints(path, strict=False) if path.exists() else ()
    missing = checkpoints(after=max((line.size for line in held), default=0))
    if not missing:
        return 0
    carrying.append(path, missing)
    return len(missing)


def read_checkpoints(path: Path, *, strict: bool = True) -> tuple[CheckpointLine, ...]:
    """Read a file of published lines; a line torn by a power cut is passed over unless strict."""
    with path.open(encoding="utf-8") as file:
        return tuple(_read(file, strict=strict))


def _read(lines: Iterable[str], *, strict: bool) -> Iterator[CheckpointLine]:
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if strict:
            yield parse_checkpoint(line)
            continue
        with suppress(NotACheckpoint):
            yield parse_checkpoint(line)


def differences(files: Iterable[tuple[str, Iterable[CheckpointLine]]]) -> tuple[str, ...]:
    """Say where copies kept outside contradict each other or what the database holds.

    ``files`` are named copies. Two heads for one size mean that somebody was shown another ledger;
    a checkpoint that only one side has means that the other side lost it.
    """
    stored = {line.size: line for line in checkpoints()}
    found: list[str] = []
    for name, lines in files:
        kept = {line.size: line for line in lines}
        for size, line in sorted(kept.items()):
            mine = stored.get(size)
            if mine is None:
                found.append(f"{name}记有第 {size} 条时的检查点，数据库里没有：检查点被删除。")
            elif (mine.head, mine.root) != (line.head, line.root):
                found.append(f"第 {size} 条时有两个不同的末条摘要，{name}与数据库不一致。")
        gone = [size for size in stored if kept and size < max(kept) and size not in kept]
        found.extend(f"{name}缺少第 {size} 条时的检查点，该副本被删改过。" for size in sorted(gone))
    return tuple(found)
