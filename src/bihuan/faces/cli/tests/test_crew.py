"""Processes that belong together: who dies is started again, who ends the command ends all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from bihuan.faces.cli.crew import Crew
rest = [sys.executable, "-c", "import time; time.sleep(60)"]
note = [sys.executable, "-c", sys.argv[1]]
sys.exit(Crew(dict({}), [rest, note]).run())
"""
NOTE = "import os, time; open({place!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"


def lines(place: Path, wanted: int) -> list[int]:
    """Return who has signed, once there are as many as wanted."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = place.read_text().split() if place.exists() else []
        if len(found) >= wanted:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise AssertionError(place.read_text() if place.exists() else "nobody")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_dies_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    place = tmp_path / "who"
    program = [sys.executable, "-c", PROGRAM, NOTE.format(place=str(place))]
    crew = subprocess.Popen(program)  # noqa: S603 - our own program
    try:
        first = lines(place, 1)[0]
        os.kill(first, signal.SIGKILL)
        second = lines(place, 2)[1]
        assert second != first
        assert is_running(second)
    finally:
        crew.terminate()
    assert crew.wait(timeout=20) == 0
    assert not is_running(second)
