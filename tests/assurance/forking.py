"""Several processes on the database of the test: forked, so that none has to start anew."""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, connections

if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[[Any], None]
    Work = Callable[[int, Say], None]


@dataclass(slots=True)
class Child:
    """One process, and what it has said so far."""

    pid: int
    pipe: int

    def heard(self) -> list[Any]:
        """Wait for its end; return what it said, whole lines only. A child that failed raises."""
        with os.fdopen(self.pipe, "rb") as pipe:
            said = pipe.read()
        os.waitpid(self.pid, 0)
        lines = [json.loads(line) for line in said.split(b"\n")[:-1]]
        for line in lines:
            if isinstance(line, dict) and "fault" in line:
                raise AssertionError(line["fault"])
        return lines

    def kill(self) -> None:
        """End it as a power cut would."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, 9)


def start(number: int, work: Work) -> Child:
    """Start one process that does some work and says what it did, line by line."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    os.close(reading)
    code = 1
    try:
        work(number, lambda said: _say(writing, said))
        code = 0
    except BaseException:  # noqa: BLE001  the parent has to hear of it, whatever it was
        _say(writing, {"fault": traceback.format_exc()})
    finally:
        with suppress(Exception):
            connection.close()
        sys.stdout = None
        os._exit(code)


def _say(pipe: int, said: Any) -> None:
    os.write(pipe, json.dumps(said).encode() + b"\n")


def at_once(count: int, work: Work) -> list[list[Any]]:
    """Let so many processes work at once; return what each said."""
    return [child.heard() for child in [start(number, work) for number in range(count)]]
