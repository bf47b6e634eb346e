"""A backup as an act: made, then written into the ledger, where the health page finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up
from bihuan.kernel.operating.databases import NotPossible
from bihuan.kernel.operating.verbs import BACKED_UP

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bihuan.kernel.operating.manifest import Manifest
    from bihuan.kernel.operating.sealing import Key


def back_up(folder: Path, *, at: datetime, key: Key | None = None) -> Manifest:
    """Make a backup and record that there is one: its ledger, its size, not where it lies.

    :raises NotPossible: also when the backup stands but the ledger could not be told of it.
    """
    made = backing_up.make(folder, at=at, key=key)
    try:
        _record(made, at=at)
    except DatabaseError as error:
        message = f"备份已写在 {folder}，可以使用；但数据库写不进去，没有记入台账（{error}）。"
        raise NotPossible(message) from error
    return made


def _record(made: Manifest, *, at: datetime) -> None:
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            BACKED_UP.key,
            actor=system_actor("operating"),
            at=at,
            subject="instance:whole",
            facts={
                "size": made.ledger_size,
                "head": made.ledger_head,
                "parts": len(made.parts),
                "bytes": made.size,
                "sealed": bool(made.sealed_with),
            },
        )
