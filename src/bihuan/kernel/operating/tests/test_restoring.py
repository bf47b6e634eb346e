"""A backup comes back as it was; whoever is stopped on the way has lost nothing."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.conf import settings
from django.db import connection, transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.operating import backing_up, databases, drilling, manifest, restoring, sealing
from bihuan.kernel.operating.manifest import BadBackup
from bihuan.kernel.operating.recording import back_up
from bihuan.kernel.operating.restoring import Loss, Refused
from bihuan.kernel.operating.tests.conftest import beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.operating.tests.conftest import State

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
KEY = sealing.Key(bytes(range(16)))
LOSS = Loss("机房进水，只剩这一份", ("甲", "乙"))


def _act() -> None:
    """Do something after the backup was made: one more entry, one more file."""
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            "backup.made", actor=system_actor("test"), at=AT, subject="instance:whole", facts={}
        )
    (Path(settings.MEDIA_ROOT) / "later").write_bytes(b"later")


def _without_entry_of_restoring(rows: dict[str, str]) -> dict[str, str]:
    return {name: found for name, found in rows.items() if not name.startswith("ledger_")}


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
def test_everything_comes_back(
    instance: Path, state: Callable[[], State], key: sealing.Key | None
) -> None:
    rows, files = state()
    made = backing_up.make(instance / "backup", at=AT, key=key)
    _act()
    for path in files:
        (Path(settings.MEDIA_ROOT) / path).unlink()
    done = restoring.restore(instance / "backup", at=AT, key=key, replace=True, loss=LOSS)
    now, held = state()
    assert _without_entry_of_restoring(now) == _without_entry_of_restoring(rows)
    assert {path: held[path] for path in files} == files
    assert (done.lost, done.files) == (1, len(files))
    last = ledger.entries(newest_first=True, limit=1)
    (entry,) = tuple(last)
    assert (entry.verb, entry.seq) == ("backup.restored", made.ledger_size + 1)
    assert entry.facts["by"] == ["甲", "乙"]
    assert beside() == [done.kept]
    assert ledger.verify().ok


def test_what_is_there_is_not_replaced_unasked(instance: Path, state: Callable[[], State]) -> None:
    backing_up.make(instance / "backup", at=AT)
    before = state()
    with pytest.raises(Refused, match="--replace"):
        restoring.restore(instance / "backup", at=AT)
    assert (state(), beside()) == (before, [])


@pytest.mark.goal("J3", "J4")
def test_an_old_backup_needs_two_people_and_a_reason(
    instance: Path, state: Callable[[], State]
) -> None:
    backing_up.make(instance / "backup", at=AT)
    _act()
    before = state()
    for loss in (None, Loss(" ", ("甲", "乙")), Loss("理由", ("甲",)), Loss("理由", ("甲", "甲"))):
        with pytest.raises(Refused, match="其后的 1 条记录"):
            restoring.restore(instance / "backup", at=AT, replace=True, loss=loss)
    assert (state(), beside()) == (before, [])


@pytest.mark.goal("J3")
def test_a_checkpoint_kept_outside_knows_that_a_backup_is_old(instance: Path) -> None:
    made = backing_up.make(instance / "backup", at=AT)
    newest = ledger.latest_checkpoint()
    assert newest is not None
    outside = [replace(newest, size=made.ledger_size + 40)]
    with pytest.raises(Refused, match="其后的 40 条记录"):
        restoring.restore(instance / "backup", at=AT, replace=True, outside=outside)


FOREIGN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"vendor": "oracle"}, "来自 oracle 数据库"),
    ({"migrations": ("ledger.9999_future",)}, "请先升级程序"),
    ({"ledger_head": "0" * 64}, "台账与清单记载的末条不符"),
    ({"ledger_size": 10**6}, "台账与清单记载的末条不符"),
    ({"rows": {"ledger_entry": "0 0000000000000000"}}, "恢复出来的行与清单不符"),
)


@pytest.mark.goal("J3")
def test_a_foreign_backup_is_refused(instance: Path, state: Callable[[], State]) -> None:
    """Even when whoever made it could sign: what it holds is not what it says."""
    made = backing_up.make(instance / "backup", at=AT)
    before = state()
    for change, said in FOREIGN:
        manifest.write(replace(made, **change), instance / "backup", None)
        with pytest.raises((Refused, BadBackup), match=said):
            restoring.restore(instance / "backup", at=AT, replace=True)
    assert (state(), beside()) == (before, [])


def test_a_file_of_the_same_name_is_not_written_over(
    instance: Path, state: Callable[[], State]
) -> None:
    backing_up.make(instance / "backup", at=AT)
    _, place = next(iter(backing_up.files()))
    place.write_bytes(b"another")
    before = state()
    with pytest.raises(Refused, match="同名文件内容不同"):
        restoring.restore(instance / "backup", at=AT, replace=True)
    assert (state(), beside()) == (before, [])


def _killed(*_: object, **__: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (databases.Database, "content"),
        (restoring, "judge"),
        (restoring, "_files"),
        (databases.Sqlite, "exchange"),
    ],
    ids=["while judging", "before judging", "before the files", "before the exchange"],
)
def test_a_restoration_killed_half_way_leaves_everything(
    instance: Path,
    state: Callable[[], State],
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
) -> None:
    backing_up.make(instance / "backup", at=AT)
    before = state()
    if place is databases.Sqlite:
        place = type(databases.current())
    connection.close()
    child = os.fork()
    if not child:
        monkeypatch.setattr(place, name, _killed)
        try:
            restoring.restore(instance / "backup", at=AT, replace=True)
        finally:
            os._exit(1)
    _, ended = os.waitpid(child, 0)
    assert os.WTERMSIG(ended) == signal.SIGKILL
    assert state() == before
    restoring.restore(instance / "backup", at=AT, replace=True)
    assert ledger.verify().ok


def test_a_backup_appears_only_when_it_is_whole(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as here:
        here.setattr(backing_up, "files", full)
        with pytest.raises(databases.NotPossible, match="存储空间已满"):
            backing_up.make(instance / "backup", at=AT)
    assert not list(instance.glob("backup*"))
    back_up(instance / "backup", at=AT)
    with pytest.raises(backing_up.NotEmpty):
        back_up(instance / "backup", at=AT)
    (entry,) = tuple(ledger.entries(newest_first=True, limit=1))
    assert entry.verb == "backup.made"


@pytest.mark.goal("J4")
def test_no_file_in_a_sealed_backup_can_be_read(instance: Path) -> None:
    made = backing_up.make(instance / "backup", at=AT, key=KEY)
    for part in made.parts:
        assert (instance / "backup" / part.path).read_bytes().startswith(sealing.MARK)


@pytest.mark.goal("J1")
def test_the_drill_proves_a_sound_instance_and_leaves_nothing(
    instance: Path, state: Callable[[], State], figure: Callable[[str], None]
) -> None:
    rows, files = state()
    there = sorted(path.name for path in instance.iterdir() if "sqlite3-" not in path.name)
    run = drilling.drill(at=AT)
    assert (run.ok, run.fault) == (True, "")
    figure(f"drill passed in {run.milliseconds / 1000:.1f} s; {run.stages[3].outcome}")
    assert run.milliseconds < drilling.GOAL_SECONDS * 1000
    now, held = state()
    assert _without_entry_of_restoring(now) == _without_entry_of_restoring(rows)
    assert (held, beside()) == (files, [])
    assert there == sorted(p.name for p in instance.iterdir() if "sqlite3-" not in p.name)
    (entry,) = tuple(ledger.entries(newest_first=True, limit=1))
    assert (entry.verb, entry.facts["ok"]) == ("backup.drilled", True)


@pytest.mark.goal("J1")
@pytest.mark.usefixtures("instance")
def test_the_drill_finds_a_lost_file() -> None:
    for _, place in backing_up.files():
        place.unlink()
    run = drilling.drill(at=AT)
    assert "附件不在备份里" in run.fault
    assert beside() == []
