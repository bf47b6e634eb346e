"""The restore drill: a backup nobody has restored is a hope.

Backup, check, database beside the live one, rows of every table, ledger, files; then everything
made for it is taken away again. The live instance is only read, but for the entry that
says how it went.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, databases, manifest, restoring, sealing
from bihuan.kernel.operating.manifest import FILES, BadBackup, Manifest
from bihuan.kernel.operating.verbs import DRILLED

if TYPE_CHECKING:
    from datetime import datetime

GOAL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a drill: what was done, what came out, how long it took."""

    label: str
    outcome: str
    milliseconds: int


@dataclass(slots=True)
class Drill:
    """How a drill went."""

    stages: list[Stage] = field(default_factory=list)
    fault: str = ""
    _began: int = field(default_factory=time.monotonic_ns)
    _last: int = field(default_factory=time.monotonic_ns)

    @property
    def ok(self) -> bool:
        """Whether everything came back."""
        return not self.fault

    @property
    def milliseconds(self) -> int:
        """How long the whole took."""
        return (self._last - self._began) // 1_000_000

    def done(self, label: str, outcome: str) -> None:
        """Note the end of a stage."""
        now = time.monotonic_ns()
        taken = (now - self._last) // 1_000_000
        self.stages.append(Stage(label, outcome, taken))
        self._last = now


def drill(*, at: datetime) -> Drill:
    """Do everything and say how it went; a failure is an outcome, not an exception."""
    run = Drill()
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="drill-") as place:
        try:
            _drill(run, Path(place), at)
        except (BadBackup, restoring.Refused, databases.NotPossible, sealing.BadKey) as error:
            run.fault = str(error)
            run.done("中止", run.fault)
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            DRILLED.key,
            actor=system_actor("operating"),
            at=at,
            subject="instance:whole",
            facts={"ok": run.ok, "milliseconds": run.milliseconds, "fault": run.fault},
        )
    return run


def _drill(run: Drill, place: Path, at: datetime) -> None:
    folder, key = place / "backup", sealing.Key(secrets.token_bytes(16))
    made = backing_up.make(folder, at=at, key=key)
    run.done("形成备份", f"{len(made.parts)} 个部分，{made.size // 1024:,} KB，已加密")
    found = restoring.check(folder, key=key)
    run.done("核对备份", "每个部分的摘要、长度和清单签名都相符")
    mark = f"drill_{secrets.token_hex(3)}"
    with restoring.scratch_of(found, folder, key, mark) as scratch:
        run.done("恢复到临时数据库", f"{found.database.size // 1024:,} KB")
        verdict = restoring.judge(found, scratch, restoring.outside_checkpoints(found.ledger_size))
        rows = f"{len(found.rows)} 张表共 {_rows(found):,} 行，逐表摘要相同。"
        run.done("核验台账和各表", f"{verdict}{rows}")
        media = place / "files"
        run.done("恢复文件", _files(found, folder, key, media))


def _rows(found: Manifest) -> int:
    return sum(int(content.split()[0]) for content in found.rows.values())


def _files(found: Manifest, folder: Path, key: sealing.Key, media: Path) -> str:
    parts = found.under(FILES)
    for part in parts:
        target = media / part.path.removeprefix(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        restoring.write(manifest.content(found, part, folder, key), target)
        if sealing.digest_of(sealing.slices(target)) != (part.sm3, part.size):
            raise BadBackup(f"{part.path} 恢复后与登记的摘要不符。")
    return f"{len(parts)} 个，与登记的摘要逐个相符"
