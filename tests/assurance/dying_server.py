"""Writers on a database whose server is killed under them; prints what became of their acts.

A program of its own, because it works on a server of its own: `DATABASE_URL` names it.
`python -m tests.assurance.dying_server ROUNDS WRITERS SEED` asks whoever lends it, by a line "kill"
or "start", and goes on when it is answered by any line.
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.assurance.forking import Child, Say

PATIENCE = 30.0
REST = 0.05


def writer(number: int, say: Say) -> None:
    """Open cases and sign for them as a browser does, each press until it is answered, for ever."""
    from django.db import close_old_connections  # noqa: PLC0415  after the start

    from bihuan.kernel.process.tests import personas as who  # noqa: PLC0415
    from bihuan.kernel.ui.tests.test_cases import at_the_desk  # noqa: PLC0415

    with at_the_desk(who.HANDLER) as client:
        client.raise_request_exception = False
        for turn in range(10**9):
            close_old_connections()  # as the product does at the beginning of every request
            case = _opened()
            if case is None:
                time.sleep(REST)
                continue
            sent = {"seen": "0", "once": f"{number:08x}{turn:024x}"}
            while True:
                close_old_connections()
                answer = client.post(f"/cases/{case}/sign/", sent)
                if answer.status_code in {302, 409}:
                    say(["done", number, case, answer.status_code])
                    break
                told = answer.content.decode()
                say(["page", answer.status_code, "请求编号" in told and "Traceback" not in told])
                time.sleep(REST)


def _opened() -> str | None:
    from django.db import Error  # noqa: PLC0415

    from bihuan.kernel.process.tests import personas as who  # noqa: PLC0415

    try:
        return str(who.opened().number)
    except Error:
        return None


class Crowd:
    """The writers, and everything they have said."""

    def __init__(self, writers: int) -> None:
        from tests.assurance.forking import start  # noqa: PLC0415

        self.children: list[Child] = [start(number, writer) for number in range(writers)]
        self.left: dict[int, bytes] = {child.pipe: b"" for child in self.children}
        self.done: list[tuple[int, str]] = []
        self.pages: list[tuple[int, bool]] = []
        self.faults: list[str] = []

    def listen(self, seconds: float) -> None:
        """Take what is said within a time."""
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0:
            ready, _, _ = select.select(list(self.left), [], [], rest)
            for pipe in ready:
                *lines, self.left[pipe] = (self.left[pipe] + os.read(pipe, 65_536)).split(b"\n")
                for line in lines:
                    self._heard(json.loads(line))

    def _heard(self, said: Any) -> None:
        if isinstance(said, dict):
            self.faults.append(said["fault"])
        elif said[0] == "done":
            self.done.append((said[1], said[2]))
        else:
            self.pages.append((said[1], said[2]))

    def all_again(self) -> None:
        """Wait until every writer has done something more, or for as long as is too long."""
        before, began = len(self.done), time.monotonic()
        while time.monotonic() - began < PATIENCE:
            self.listen(REST)
            if len({number for number, _ in self.done[before:]}) == len(self.children):
                return


def main() -> None:
    """Let the server be killed so many times; print one line of JSON."""
    rounds, writers, seed = map(int, sys.argv[1:])
    _begin()
    from django.db import connections  # noqa: PLC0415

    from bihuan.kernel.process import temporarily  # noqa: PLC0415
    from bihuan.kernel.process.models import Passage  # noqa: PLC0415
    from bihuan.kernel.process.tests.sample import process as sample  # noqa: PLC0415
    from tests.assurance import repairs  # noqa: PLC0415

    dice = random.Random(seed)  # noqa: S311  chosen to be repeated
    with ExitStack() as stack:
        stack.enter_context(temporarily(sample.REPAIR))
        stack.enter_context(temporarily(sample.VISIT))
        crowd = Crowd(writers)
        crowd.all_again()
        took = []
        for _ in range(rounds):
            crowd.listen(dice.uniform(0.2, 1.5))
            _ask("kill")
            crowd.listen(dice.uniform(0, 0.5))
            began = time.monotonic()
            _ask("start")
            there = time.monotonic()
            crowd.all_again()
            took.append((there - began, time.monotonic() - there))
        for child in crowd.children:
            child.kill()
        connections.close_all()
        signed = set(Passage.objects.filter(step="sign").values_list("case__number", flat=True))
        lost = [case for _, case in crowd.done if case not in signed]
        found = {
            "acknowledged": len(crowd.done),
            "lost": lost,
            "took": took,
            "pages": crowd.pages,
            "faults": crowd.faults,
            "broken": repairs.broken(),
        }
    sys.stdout.write(f"{json.dumps(found)}\n")


def _ask(what: str) -> None:
    """Say what is to be done with the server, and wait until it is."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _begin() -> None:
    import logging  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    folder: Path = Path(tempfile.mkdtemp(dir=os.environ["BIHUAN_VAR"]))
    settings.MEDIA_ROOT = folder / "files"
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
