"""Making a backup: the database of one moment, the files, the witnesses of the ledger.

The database is copied first. A file is written before the row that names it commits, and never
changed, so the files copied afterwards hold everything the rows of that moment name.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from bihuan import __version__
from bihuan.kernel.operating import databases, manifest, sealing
from bihuan.kernel.operating.disk import complaint
from bihuan.kernel.operating.manifest import FILES, LEDGER, Manifest, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bihuan.kernel.operating.databases import Ask

STAGING = "staging-"
"""Throw-away folders of imports in progress; what they hold is handed in again."""


class NotEmpty(ValueError):
    """The folder given is not empty; a backup has one of its own."""


def make(folder: Path, *, at: datetime, key: sealing.Key | None = None) -> Manifest:
    """Write a backup into a folder that is not there yet; it appears when it is whole.

    :raises NotEmpty: when something stands there already.
    :raises bihuan.kernel.operating.databases.NotPossible: with the sentence why.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} 里已有内容。每份备份用一个新的文件夹。"
        raise NotEmpty(message)
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True, mode=0o700)
        made = _make(making, at=at, key=key)
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except (OSError, sqlite3.Error) as error:
        message = f"备份没有写成：{_why(error)}。没有留下不完整的备份。"
        raise databases.NotPossible(message) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return made


def _why(error: OSError | sqlite3.Error) -> str:
    """Say what the disk complained of."""
    if found := complaint(error):
        return found.value
    if isinstance(error, OSError):
        return f"读写文件出错（{error.strerror or error}）"
    return f"数据库读写出错（{error}）"


def _make(making: Path, *, at: datetime, key: sealing.Key | None) -> Manifest:
    database = databases.current()
    copied = making / "copy"
    with database.snapshot(copied) as ask:
        parts = [_part(copied, making, database.part, key)]
        size, head = ledger_in(ask)
        migrations = migrations_in(ask)
        rows = database.content(ask)
    copied.unlink()
    for path, source in files():
        with suppress(FileNotFoundError):  # swept meanwhile: no row names it
            parts.append(_part(source, making, FILES + path, key))
    witnesses = [Path(settings.ANCHOR_FILE), *map(Path, settings.CHECKPOINT_FILES)]
    parts += [
        _part(place, making, LEDGER + place.name, key)
        for place in dict.fromkeys(witnesses)
        if place.is_file()
    ]
    made = Manifest(
        made_at=at.isoformat(),
        version=__version__,
        vendor=database.vendor,
        migrations=migrations,
        ledger_size=size,
        ledger_head=head,
        policies=policies(),
        rows=rows,
        parts=tuple(sorted(parts, key=lambda part: part.path)),
        sealed_with=key.name if key else "",
    )
    manifest.write(made, making, key)
    return made


def ledger_in(ask: Ask) -> tuple[int, str]:
    """Return size and head of the ledger in a copy; an empty one has neither."""
    found = list(ask("SELECT seq, digest FROM ledger_entry ORDER BY seq DESC LIMIT 1"))
    return (int(found[0][0]), str(found[0][1])) if found else (0, "")


def migrations_in(ask: Ask) -> tuple[str, ...]:
    """Return which migrations a copy has seen."""
    return tuple(
        f"{app}.{name}"
        for app, name in ask("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    )


def files() -> Iterator[tuple[str, Path]]:
    """Give every kept file with its place below the folder of files."""
    root = Path(settings.MEDIA_ROOT)
    for place in sorted(root.rglob("*")) if root.is_dir() else ():
        path = place.relative_to(root)
        if place.is_file() and not any(part.startswith(STAGING) for part in path.parts):
            yield path.as_posix(), place


def policies() -> dict[str, str]:
    """Return the digests of the rules and calendars in force: which ones judged these data."""
    root = Path(settings.POLICY_DIR)
    return {
        place.relative_to(root).as_posix(): sealing.digest_of(sealing.slices(place))[0]
        for place in sorted(root.rglob("*.toml"))
    }


def _part(source: Path, making: Path, path: str, key: sealing.Key | None) -> Part:
    """Copy one file into the backup, looking at its bytes on the way in and on the way out."""
    target = making / path
    target.parent.mkdir(parents=True, exist_ok=True)
    sm3, size = sealing.digest_of(_written(source, target, path, key))
    stored_sm3, stored_size = sealing.digest_of(sealing.slices(target))
    if key is None and stored_sm3 != sm3:
        message = f"{path} 写下后读回不一致：存储介质可能有故障，没有形成备份。"
        raise databases.NotPossible(message)
    return Part(path, size, sm3, stored_size, stored_sm3)


def _written(source: Path, target: Path, path: str, key: sealing.Key | None) -> Iterable[bytes]:
    """Write a file, giving its content slice by slice to who takes the digest."""
    passed: list[bytes] = []

    def plain() -> Iterator[bytes]:
        for each in sealing.slices(source):
            passed.append(each)
            yield each

    stored = sealing.seal(plain(), key=key, name=path) if key else plain()
    with target.open("xb") as file:
        for each in stored:
            file.write(each)
            yield from passed
            passed.clear()
        file.flush()
        os.fsync(file.fileno())
    yield from passed
