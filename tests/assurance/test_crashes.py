"""Killed at any moment: what was acknowledged is there, nothing is there by half."""

from __future__ import annotations

import os
import random
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Refused, api, temporarily
from bihuan.kernel.process.models import Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair
from bihuan.kernel.ui import drafts
from bihuan.kernel.ui.tests.acting import acting
from tests.assurance import repairs
from tests.assurance.forking import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.assurance.forking import Say

    Figure = Callable[[str], None]

ROUNDS = int(os.environ.get("ASSURANCE_KILLS", "20"))
EVERY = int(os.environ.get("ASSURANCE_POINTS_EVERY", "8"))
STRACE = shutil.which("strace")
WRITING = ("pwrite64", "fdatasync", "write", "fsync", "rename", "unlink")
SHORT = 0.05

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _sample() -> Iterator[None]:
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        yield


def again(number: str) -> Repair:
    return Repair.objects.select_related("case").get(case__number=number)


# --- D1 ---------------------------------------------------------------------------------------
def traffic(seed: int) -> Callable[[int, Say], None]:
    """Return a worker that opens cases and moves them on, says so after each commit, for ever."""

    def work(number: int, say: Say) -> None:
        dice = random.Random(seed * 100 + number)  # noqa: S311  chosen to be repeated
        mine: list[str] = []
        while True:
            if not mine or dice.random() < 0.25:
                mine.append(who.opened().number)
                say([mine[-1], 0])
                continue
            case = again(dice.choice(mine[-3:]))
            if case.state == "fixing" and dice.random() < 0.3:
                say([repairs.visit(case).number, 0])
            elif step := repairs.onwards(case.state, dice):
                with suppress(Refused):  # a repair nobody was told of cannot be closed
                    repairs.act(case, step)
                    say([case.number, case.case.revision])

    return work


@pytest.mark.goal("D1", "D7")
@pytest.mark.assurance
def test_a_process_killed_at_any_moment_loses_nothing_it_acknowledged(
    chance: random.Random, figure: Figure
) -> None:
    acknowledged = 0
    for each in range(ROUNDS):
        children = [start(number, traffic(chance.randrange(10**6) + each)) for number in range(2)]
        for child in children:  # a moment counted from its first sign of life
            select.select([child.pipe], [], [], 60)
        time.sleep(chance.uniform(0, 1.5))
        for child in children:
            child.kill()
        heard = [line for child in children for line in child.heard()]
        began = time.process_time()
        connections.close_all()
        for number, revision in heard:
            acknowledged += 1
            stored = Passage.objects.filter(case__number=number).count() - 1
            assert stored >= revision, f"round {each}: {number} at {revision} was acknowledged"
        assert time.process_time() - began < 5, "no repair by hand, and quickly there"
        if each % 5 == 4 or each == ROUNDS - 1:
            assert not repairs.broken()
    left = repairs.orphans()
    later = timezone.now() + timedelta(days=2)
    assert api.sweep(at=later) == left
    assert repairs.orphans() == 0
    assert not repairs.broken()
    figure(
        f"{ROUNDS} rounds of 2 writers killed on {connection.vendor}: "
        f"{acknowledged:,} acknowledged, "
        f"0 lost, 0 by half; {left} files without a row, all swept"
    )


# --- D2 ---------------------------------------------------------------------------------------
def acts() -> dict[str, tuple[Callable[[], Any], Callable[[Any], object]]]:
    """Return every compound act: what it begins from, and the act itself."""

    def step(key: str) -> Callable[[str], object]:
        return lambda number: repairs.act(again(number), key, at=who.AT + 2 * who.DAY)

    def pressed(number: str) -> object:
        sent = {"seen": again(number).case.revision, "once": "f" * 32}
        return Client().post(f"/cases/{number}/sign/", sent)

    def stay(begin: Callable[[], Repair]) -> Callable[[], str]:
        return lambda: begin().number

    def held() -> str:
        case = who.fixing()
        repairs.act(case, "hold", at=who.AT + who.DAY)
        return case.number

    return {
        "open": (lambda: "", lambda _: who.opened()),
        "sign": (stay(who.opened), step("sign")),
        "sign by its form": (stay(who.opened), pressed),
        "submit with a file": (stay(who.planning), step("submit_plan")),
        "return": (stay(who.in_review), step("return_plan")),
        "approve": (stay(who.in_review), step("approve_plan")),
        "tell": (stay(who.fixing), step("tell")),
        "hold": (stay(who.fixing), step("hold")),
        "resume": (held, step("resume")),
        "close with two files": (stay(who.fixing), step("close")),
        "visit": (stay(who.fixing), lambda number: repairs.visit(again(number))),
        "anchor": (
            stay(who.opened),
            lambda _: ledger.anchor(who.AT.date(), actor=system_actor("ledger"), at=who.AT),
        ),
        "draft": (
            stay(who.planning),
            lambda number: drafts.save(
                {"measures": "清淤"},
                seen=0,
                number=number,
                step="submit_plan",
                actor=who.HEAD,
                at=who.AT,
            ),
        ),
    }


def counted(path: Path) -> dict[str, int]:
    """Return how many rows each table has, read by nobody else's driver; damage raises."""
    with closing(sqlite3.connect(path)) as stored:
        assert stored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = [
            row[0] for row in stored.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: stored.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - ours
            for name in names
            if not name.startswith("sqlite_")
        }


class Stage:
    """A database and its files as they stood before the act, put back before every try."""

    def __init__(self, folder: Path) -> None:
        self.path, self.folder = Path(str(connection.settings_dict["NAME"])), folder
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        shutil.copy(self.path, folder / "before.sqlite3")
        self.before = counted(self.path)

    def restore(self) -> None:
        """Put everything back."""
        connections.close_all()
        for end in ("-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        shutil.copy(self.folder / "before.sqlite3", self.path)

    def traced(self, act: Callable[[], object], *words: str) -> tuple[bool, str]:
        """Do the act in a process under strace; return whether it was acknowledged, and the log."""
        log = self.folder / "trace.txt"

        def work(_: int, say: Say) -> None:
            connection.ensure_connection()
            os.kill(os.getpid(), signal.SIGSTOP)
            act()
            say("done")

        child = start(0, work)
        os.waitpid(child.pid, os.WUNTRACED)
        watcher = subprocess.Popen(  # noqa: S603  a tool of the system
            [str(STRACE), "-q", "-y", "-o", str(log), "-p", str(child.pid), *words],
            stderr=subprocess.PIPE,
        )
        until = time.monotonic() + 60
        while "TracerPid:\t0" in Path(f"/proc/{child.pid}/status").read_text():
            assert time.monotonic() < until, "strace did not come"
            time.sleep(SHORT / 5)
        os.kill(child.pid, signal.SIGCONT)
        with os.fdopen(child.pipe, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child.pid, 0)
        watcher.communicate(timeout=60)
        assert b"fault" not in said, said.decode()
        return said == b'"done"\n', log.read_text()


@pytest.mark.goal("D2")
@pytest.mark.assurance
def test_an_act_killed_at_any_write_is_whole_or_not_there(
    tmp_path: Path, chance: random.Random, figure: Figure
) -> None:
    if connection.vendor != "sqlite" or STRACE is None:
        pytest.skip("the writes of a server are its own; and strace is needed")
    points, kept, gone = 0, 0, 0
    for name, (begin, act) in acts().items():
        given = begin()
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        stage = Stage(folder)
        with acting(who.HANDLER):
            whole, log = stage.traced(partial(act, given), "-e", f"trace={','.join(WRITING)}")
            assert whole
            after = counted(stage.path)
            assert after != stage.before, name
            for call in WRITING:
                calls = len(re.findall(rf"^{call}\(", log, re.MULTILINE))
                for nth in range(1 + chance.randrange(EVERY), calls + 1, EVERY):
                    stage.restore()
                    inject = f"inject={call}:signal=KILL:when={nth}"
                    told, _ = stage.traced(partial(act, given), "-e", f"trace={call}", "-e", inject)
                    found = counted(stage.path)
                    assert found in (stage.before, after), f"{name}: {call} {nth} is half"
                    assert found == after or not told, f"{name}: {call} {nth} was acknowledged"
                    points, kept, gone = (
                        points + 1,
                        kept + (found == after),
                        gone + (found != after),
                    )
            stage.restore()
    assert not repairs.broken()
    every = f" (one of {EVERY}, other ones each night)" if EVERY > 1 else ""
    figure(
        f"{len(acts())} acts, {points} points{every}: "
        f"{gone} × nothing, {kept} × everything, 0 × half"
    )


# --- D5 ---------------------------------------------------------------------------------------
@pytest.mark.goal("D5")
def test_a_commit_waits_for_the_disk() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2, "FULL"
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone()[0] == "wal"
        else:
            cursor.execute(
                "SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'"
            )
            setting, source = cursor.fetchone()
            # The server of the tests gives durability up; the product never does.
            assert setting == "on" or source not in {"client", "session", "database", "user"}
    options = str(settings.DATABASES["default"].get("OPTIONS"))
    assert "synchronous_commit" not in options


@pytest.mark.goal("D5")
@pytest.mark.assurance
def test_every_answer_comes_after_a_sync(tmp_path: Path, figure: Figure) -> None:
    """Between the last write of an act and the word that it is done stands a sync, each time."""
    if connection.vendor != "sqlite" or STRACE is None:
        pytest.skip("the writes of a server are its own; and strace is needed")
    who.opened()
    stage, many = Stage(tmp_path), 30

    def act() -> None:
        for _ in range(many):
            case = who.opened()
            repairs.act(case, "sign")
            os.write(2, b"acknowledged\n")

    told, log = stage.traced(act, "-e", "trace=pwrite64,write,fdatasync,fsync")
    assert told
    unsynced = answers = syncs = 0
    waiting = False
    for line in log.splitlines():
        if line.startswith(("pwrite64", "write")) and ".sqlite3-wal>" in line:
            waiting = True
        elif line.startswith(("fdatasync", "fsync")):
            syncs, waiting = syncs + 1, waiting and ".sqlite3-wal>" not in line
        elif "acknowledged" in line:
            answers, unsynced = answers + 1, unsynced + waiting
    assert (answers, unsynced) == (many, 0)
    assert syncs >= 2 * many
    figure(f"{many} answers for {2 * many} acts: {syncs} syncs, 0 answers before theirs")
