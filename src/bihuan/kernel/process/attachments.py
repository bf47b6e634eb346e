"""Keeping attached files: bytes first, rows in the transaction, a sweeper for what is left over.

A file is written under a name drawn by chance before the transaction can know whether it commits.
If it does not, the file has no row; `sweep` removes such files once they are a day old.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bihuan.kernel.process.files import CONTENT_TYPES, Paper, kind_of, safe_name, sm3
from bihuan.kernel.process.models import Attachment
from bihuan.kernel.process.refusals import NotFound
from bihuan.kernel.process.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.files import File

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import Passage

FOLDER = "attachments"
GRACE = dt.timedelta(days=1)


class Damaged(RuntimeError):
    """A stored file no longer has the digest it was recorded with."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file ready to be sent: the type is ours, the digest has just been checked."""

    name: str
    content_type: str
    size: int
    sm3: str
    data: bytes


def keep(papers: Iterable[Paper], at: dt.datetime) -> list[tuple[Paper, str]]:
    """Write the bytes and return each paper with the place it was put."""
    placed = []
    for paper in papers:
        place = f"{FOLDER}/{at:%Y/%m}/{secrets.token_hex(16)}.{paper.kind}"
        placed.append((paper, default_storage.save(place, ContentFile(paper.data))))
        _sync(placed[-1][1])
    return placed


def _sync(place: str) -> None:
    """Have the bytes on the disk before a row says that they are there: a power cut takes both."""
    try:
        path = Path(default_storage.path(place))
    except NotImplementedError:  # not a disk of ours: a store of objects answers when it has them
        return
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def discard(placed: Iterable[tuple[Paper, str]]) -> None:
    """Take the bytes away again, because the act they belong to did not happen."""
    for _, place in placed:
        default_storage.delete(place)


def record(passage: Passage, placed: Iterable[tuple[Paper, str]]) -> None:
    """Write the rows, in the transaction of the act."""
    Attachment.objects.bulk_create(
        Attachment(
            case_id=passage.case_id,
            passage=passage,
            key=paper.key,
            label=paper.label,
            name=paper.name,
            kind=paper.kind,
            size=len(paper.data),
            sm3=paper.sm3,
            path=place,
            by_key=passage.actor_key,
            by_name=passage.actor_name,
            at=passage.at,
        )
        for paper, place in placed
    )


def attach(passage: Passage, *, key: str, label: str, name: str, data: bytes) -> str:
    """Attach a file the product itself has made, for an effect; return its digest.

    If the act is rolled back the bytes have no row, and `sweep` takes them away.

    :raises ValueError: for bytes that are none of the kinds a case may hold.
    """
    kind = kind_of(data)
    if not kind:
        message = f"{name} is not a kind of file a case may hold."
        raise ValueError(message)
    made = Paper(key, label, safe_name(name, kind), kind, sm3(data), data)
    record(passage, keep((made,), passage.at))
    return made.sm3


def open_attachment(number: str, attachment_id: int, *, actor: Actor) -> StoredFile:
    """Return one file of a case this actor may see.

    :raises NotFound: when there is no such file, or none this actor may know of.
    :raises Damaged: when the stored bytes are not those that were attached.
    """
    row = (
        Attachment.objects.filter(visible_to(actor, path="case__"))
        .filter(case__number=number, pk=attachment_id)
        .first()
    )
    if row is None:
        raise NotFound(number)
    with default_storage.open(row.path) as stored:
        data = _bytes_of(stored)
    if sm3(data) != row.sm3:
        message = f"附件“{row.name}”的内容与登记的摘要不符，已停止下载。请联系系统管理员。"
        raise Damaged(message)
    return StoredFile(row.name, CONTENT_TYPES[row.kind], row.size, row.sm3, data)


def sweep(*, at: dt.datetime) -> int:
    """Delete stored files that no row speaks of and that are older than a day; return how many."""
    swept = 0
    for place in _stored_under(FOLDER):
        if default_storage.get_modified_time(place) > at - GRACE:
            continue
        if not Attachment.objects.filter(path=place).exists():
            default_storage.delete(place)
            swept += 1
    return swept


def _bytes_of(stored: File[bytes]) -> bytes:
    return b"".join(stored.chunks())


def _stored_under(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    for name in sorted(names):
        yield str(PurePosixPath(folder, name))
    for name in sorted(folders):
        yield from _stored_under(str(PurePosixPath(folder, name)))
