"""How much memory reading the whole ledger takes: in a process that does nothing else."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from threading import Event, Thread

MOST = re.compile(r"VmHWM:\s+(\d+) kB")
LOOKS = 0.05
"""Seconds between two looks at the readers; what a process held at most only ever grows."""


def main() -> None:
    """Verify by this process and by one per core; say what each held at most."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from bihuan.kernel.ledger import api as ledger  # noqa: PLC0415  after setup()

    before = _most("self")
    ledger.verify(processes=1)
    after = _most("self")
    done, readers = Event(), [0]
    watching = Thread(target=_watch, args=(done, readers))
    watching.start()
    ledger.verify()
    done.set()
    watching.join()
    sys.stdout.write(
        f"{after} MB at most, {before} MB of it the program before it reads; several processes:"
        f" {_most('self')} MB, each reader {max(readers)} MB"
    )


def _watch(done: Event, held: list[int]) -> None:
    """Look at the children until it is done: of ended ones the system counts our own share, too."""
    while not done.wait(LOOKS):
        children = Path("/proc/self/task").glob("*/children")
        held += [_most(pid) for place in children for pid in place.read_text().split()]


def _most(pid: str) -> int:
    """Return the megabytes a process held at most since it began to be this program."""
    try:
        found = MOST.search(Path("/proc", pid, "status").read_text())
    except OSError:  # it has ended
        return 0
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
