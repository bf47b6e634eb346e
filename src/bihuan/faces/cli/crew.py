"""Several processes under one command: the web server and the workers that do jobs.

Whoever dies is started again; whoever ends the command ends them all.
"""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PAUSE = 0.2
BREATH = 1.0
"""Seconds before a process that died is started again."""
PATIENCE = 30


@dataclass(slots=True)
class Crew:
    """Processes that belong together."""

    environment: Mapping[str, str]
    commands: Sequence[Sequence[str]]
    ended: Callable[[int], None] = lambda _: None
    """Told the number of each process that died."""
    _running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ended: bool = False

    def run(self) -> int:
        """Run until told to stop; return 0 when told, else what the first process said."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._stop())
        for place in range(len(self.commands)):
            self._start(place)
        code = 0
        while not self._ended:
            time.sleep(PAUSE)
            for place, process in list(self._running.items()):
                if process.poll() is None or self._ended:
                    continue
                if place == 0:  # the web server watches over its own; when it gives up, so do we
                    code, self._ended = process.returncode, True
                    break
                self.ended(process.pid)
                time.sleep(BREATH)
                self._start(place)
        self._finish()
        return code

    def _start(self, place: int) -> None:
        self._running[place] = subprocess.Popen(self.commands[place], env=dict(self.environment))  # noqa: S603 - our own commands

    def _stop(self) -> None:
        self._ended = True

    def _finish(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        for process in self._running.values():
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
