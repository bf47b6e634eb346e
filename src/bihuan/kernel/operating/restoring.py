"""Restoring a backup: looked at whole before anything is touched, verified before it takes over.

The database is made beside the live one and judged there. Files have names drawn by chance and
never change, so putting them in place early does no harm. The exchange of the databases is the one
step that counts; before it nothing has changed, after it everything is done.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, databases, manifest, sealing
from bihuan.kernel.operating.databases import NotPossible
from bihuan.kernel.operating.manifest import FILES, LEDGER, BadBackup, Manifest
from bihuan.kernel.operating.verbs import RESTORED
from bihuan.kernel.process import api as processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bihuan.kernel.ledger.api import CheckpointLine

TOLD = 5
MOST = 10**18
SPARE = 2
"""A restored database stands twice on the disk for a moment."""


class Refused(ValueError):
    """A sound backup must not be restored here and now; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What two people answer for when a ledger is put back to an earlier state."""

    reason: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration did."""

    manifest: Manifest
    files: int
    kept: str
    sentence: str
    lost: int


def check(folder: Path, *, key: sealing.Key | None = None) -> Manifest:
    """Read every byte of a backup and judge it against its manifest.

    :raises BadBackup: with everything that is wrong, the first five by name.
    """
    found = manifest.read(folder, key)
    wrong = list(manifest.faults(found, folder))
    if not wrong and key is not None:
        for part in found.parts:
            wrong += _unsealed_fault(found, part, folder, key)
    if wrong:
        more = f"另有 {len(wrong) - TOLD} 处。" if len(wrong) > TOLD else ""
        raise BadBackup("备份不完整，不能使用：" + "".join(wrong[:TOLD]) + more)
    return found


def _unsealed_fault(
    found: Manifest, part: manifest.Part, folder: Path, key: sealing.Key
) -> list[str]:
    try:
        said = sealing.digest_of(manifest.content(found, part, folder, key))
    except sealing.BadKey as error:
        return [str(error)]
    return [] if said == (part.sm3, part.size) else [f"{part.path} 解开后与登记的摘要不符。"]


def restore(
    folder: Path,
    *,
    at: datetime,
    key: sealing.Key | None = None,
    replace: bool = False,
    loss: Loss | None = None,
    outside: Sequence[CheckpointLine] = (),
) -> Restored:
    """Put a backup in the place of this instance, or leave this instance exactly as it is.

    ``outside`` are checkpoints kept elsewhere; those of the configured files are read as well.

    :raises BadBackup: when the backup is not whole, or is not what it says.
    :raises Refused: when it must not be restored here.
    :raises NotPossible: when this machine cannot.
    """
    found = check(folder, key=key)
    _fits_program(found)
    known = [*outside, *outside_checkpoints()]
    occupied = bool(connection.introspection.table_names())
    here = ledger_now() if occupied else (0, "")
    if (here[0] or _has_files()) and not replace:
        raise Refused(
            "这里已有数据，没有恢复。要用备份整个替换，请先停止服务，再加 --replace；"
            "原来的数据库会改名保留。"
        )
    lost = _rollback(found, here, known, loss)
    _room(found)
    mark = f"{at:%Y%m%d%H%M%S}_{secrets.token_hex(2)}"
    with scratch_of(found, folder, key, mark) as scratch:
        verdict = judge(found, scratch, [line for line in known if line.size <= found.ledger_size])
        _same_book(found, here, scratch, loss)
        places = _files(found, folder, key)
        kept = databases.current().exchange(scratch, mark, keep=occupied)
    _witnesses(found, folder, key)
    _record(found, at=at, loss=loss, lost=lost)
    return Restored(found, places, kept, verdict, lost)


@contextmanager
def scratch_of(found: Manifest, folder: Path, key: sealing.Key | None, mark: str) -> Iterator[str]:
    """Make a database out of a backup beside the live one; whatever is left of it goes away."""
    database = databases.current()
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="restoring-") as place:
        copy = Path(place) / "copy"
        write(manifest.content(found, found.database, folder, key), copy)
        scratch = database.scratch(copy, mark)
    try:
        yield scratch
    finally:
        database.drop(scratch)


def judge(found: Manifest, scratch: str, witnesses: Sequence[CheckpointLine]) -> str:
    """Judge a database made out of a backup; return what the ledger says of itself.

    :raises BadBackup: when it is not what the manifest says.
    """
    database = databases.current()
    with database.asking(scratch) as ask:
        rows, end = database.content(ask), backing_up.ledger_in(ask)
    differing = sorted(
        name for name in {*rows, *found.rows} if rows.get(name) != found.rows.get(name)
    )
    if differing:
        raise BadBackup(f"恢复出来的行与清单不符：{'、'.join(differing[:TOLD])}。")
    if end != (found.ledger_size, found.ledger_head):
        raise BadBackup("恢复出来的台账与清单记载的末条不符。")
    with databases.pointed_at(scratch):
        _sound()
        call_command("migrate", verbosity=0, interactive=False)
        verdict = ledger.verify(list(witnesses))
        if not verdict.ok:
            raise BadBackup(f"恢复出来的台账不成立：{verdict.sentence}")
        _files_of_rows(found)
    return verdict.sentence


def _ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _sound() -> None:
    """Ask SQLite whether file and keys are whole; PostgreSQL checked both while restoring."""
    if connection.vendor != "sqlite":
        return
    if _ask("PRAGMA integrity_check(1)") != [("ok",)] or _ask("PRAGMA foreign_key_check"):
        raise BadBackup("恢复出来的数据库自检不通过。")


def _files_of_rows(found: Manifest) -> None:
    """Ask every row that names a file whether the backup holds it, with its digest."""
    held = {part.path.removeprefix(FILES): part.sm3 for part in found.under(FILES)}
    wrong = [
        name
        for path, sm3, name in processes.Attachment.objects.values_list("path", "sm3", "name")
        if held.get(path) != sm3
    ]
    if wrong:
        raise BadBackup(f"有 {len(wrong)} 份附件不在备份里，或与登记的摘要不符。")


def _fits_program(found: Manifest) -> None:
    vendor = databases.current().vendor
    if found.vendor != vendor:
        raise Refused(
            f"这份备份来自 {found.vendor} 数据库，这里用的是 {vendor}。请在同类数据库上恢复。"
        )
    known = MigrationLoader(None).disk_migrations
    newer = [name for name in found.migrations if tuple(name.split(".", 1)) not in known]
    if newer:
        raise Refused(
            f"这份备份由更新的版本（{found.version}）制作，本程序不认得其中的 {newer[0]}。"
            "请先升级程序，再恢复。"
        )


def ledger_now() -> tuple[int, str]:
    """Return size and head of the ledger of this instance."""
    return backing_up.ledger_in(_ask)


def _has_files() -> bool:
    return next(backing_up.files(), None) is not None


def outside_checkpoints(size: int = MOST) -> list[CheckpointLine]:
    """Return the checkpoints of the files kept outside the database, up to a size."""
    return [
        line
        for name in settings.CHECKPOINT_FILES
        if Path(name).is_file()
        for line in ledger.read_checkpoints(Path(name), strict=False)
        if line.size <= size
    ]


def _rollback(
    found: Manifest, here: tuple[int, str], known: Sequence[CheckpointLine], loss: Loss | None
) -> int:
    """Return how many entries would be gone; refuse unless two people answer for it."""
    newest = max(known, key=lambda line: line.size, default=None)
    size = max(here[0], newest.size if newest else 0)
    lost = size - found.ledger_size
    if lost <= 0:
        return 0
    witness = (
        f"{newest.title}记载台账已有 {newest.size} 条"
        if newest and newest.size == size
        else f"现在的台账已有 {size} 条"
    )
    if not _answered(loss):
        raise Refused(
            f"这是一份旧备份：它的台账只到第 {found.ledger_size} 条，而{witness}。恢复它会丢掉"
            f"其后的 {lost} 条记录。请先找更新的备份；确实只有这一份时，由两人共同决定，"
            "用 --accept-loss 写明理由，并用两次 --by 写明两人姓名。"
        )
    return lost


def _answered(loss: Loss | None) -> bool:
    """Whether two people answer for what is lost, with a reason."""
    return loss is not None and bool(loss.reason.strip()) and len(set(loss.by)) > 1


def _digest_at(ask: databases.Ask, seq: int) -> str:
    found = list(ask(f"SELECT digest FROM ledger_entry WHERE seq = {seq:d}"))  # noqa: S608 - a number
    return str(found[0][0]) if found else ""


def _same_book(found: Manifest, here: tuple[int, str], scratch: str, loss: Loss | None) -> None:
    """Refuse a backup of another instance, or of this one before another restoration."""
    shared = min(found.ledger_size, here[0])
    if not shared or _answered(loss):
        return
    with databases.current().asking(scratch) as ask:
        theirs = _digest_at(ask, shared)
    if theirs != _digest_at(_ask, shared):
        raise Refused(
            f"这份备份的台账与现在的台账不是同一本：第 {shared} 条已经不同。它可能来自别的系统。"
            "确实要用它替换时，由两人共同决定，用 --accept-loss 写明理由，"
            "并用两次 --by 写明两人姓名。"
        )


def _room(found: Manifest) -> None:
    needed = found.size + SPARE * found.database.size
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < needed:
        raise NotPossible(
            f"磁盘空间不足：恢复需要 {needed // 2**20 + 1} MB，现有 {free // 2**20} MB。"
        )


def _files(found: Manifest, folder: Path, key: sealing.Key | None) -> int:
    """Put the files in place; one that is there already must be the same one."""
    root = Path(settings.MEDIA_ROOT)
    missing = []
    for part in found.under(FILES):
        place = root / part.path.removeprefix(FILES)
        if not place.exists():
            missing.append((part, place))
        elif sealing.digest_of(sealing.slices(place))[0] != part.sm3:
            raise Refused(
                f"现有的文件 {place.name} 与备份里的同名文件内容不同，没有恢复。请先移开它。"
            )
    for part, place in missing:
        place.parent.mkdir(parents=True, exist_ok=True)
        making = place.with_name(f"{place.name}.restoring")
        write(manifest.content(found, part, folder, key), making)
        making.replace(place)
    return len(missing)


def write(data: Iterator[bytes], place: Path) -> None:
    """Write a file and wait until it is on the disk."""
    with place.open("wb") as file:
        for each in data:
            file.write(each)
        file.flush()
        os.fsync(file.fileno())


def _witnesses(found: Manifest, folder: Path, key: sealing.Key | None) -> None:
    """Put back the files of anchors and checkpoints where there are none; never over others."""
    wanted = {
        Path(str(name)).name: Path(str(name))
        for name in (settings.ANCHOR_FILE, *settings.CHECKPOINT_FILES)
    }
    for part in found.under(LEDGER):
        place = wanted.get(part.path.removeprefix(LEDGER))
        if place is not None and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            write(manifest.content(found, part, folder, key), place)


def _record(found: Manifest, *, at: datetime, loss: Loss | None, lost: int) -> None:
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            RESTORED.key,
            actor=system_actor("operating"),
            at=at,
            subject="instance:whole",
            facts={
                "made_at": found.made_at,
                "version": found.version,
                "size": found.ledger_size,
                "head": found.ledger_head,
                "lost": lost,
                "reason": loss.reason if loss and lost else "",
                "by": list(loss.by) if loss and lost else [],
            },
        )
