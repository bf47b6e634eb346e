"""A worker of 512 MB meets every hostile file while another one answers; prints what came of it.

A program of its own: the limit is on everything a process has, and the process of the tests has
more already. `python -m tests.assurance.small_worker` works on a database of its own.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.assurance.forking import Say

MEGABYTES = 512
Hostile: TypeAlias = "tuple[str, Path]"
QUIET, WARM = 250, 50
"""Pages the other worker answers before the files come, and how many of them do not count."""


def small(files: list[Hostile], first: int, case: str) -> Callable[[int, Say], None]:
    """Return a worker under the limit that is sent these files from the first on."""

    def work(_: int, say: Say) -> None:
        limit = MEGABYTES << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        for number, each in enumerate(files[first:], start=first):
            say(["sent", number])
            say(["answered", number, *_posted(*each, case)])

    return work


def _posted(name: str, path: Path, case: str) -> tuple[int, bool]:
    """Send a file as the plan of a case; return the status, and whether a person can read it."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415  after the start

    from bihuan.kernel.process.tests import personas as who  # noqa: PLC0415
    from bihuan.kernel.ui.tests.test_cases import at_the_desk  # noqa: PLC0415

    with at_the_desk(who.HEAD) as client:
        client.raise_request_exception = False
        answer = client.post(
            f"/cases/{case}/submit_plan/",
            {"f-measures": "清淤", "files-plan": SimpleUploadedFile(name, path.read_bytes())},
        )
        told = answer.content.decode()
    return answer.status_code, "<h1" in told and "Traceback" not in told


def other(folder: Path, case: str) -> Callable[[int, Say], None]:
    """Return a worker that answers pages until it is told to stop, and how long each took."""

    def work(_: int, say: Say) -> None:
        from bihuan.kernel.process.tests import personas as who  # noqa: PLC0415
        from bihuan.kernel.ui.tests.test_cases import at_the_desk  # noqa: PLC0415

        answered = 0
        with at_the_desk(who.HEAD) as client:
            while not (folder / "stop").exists():
                began = time.perf_counter()
                status = client.get(f"/cases/{case}/").status_code
                say([(folder / "go").exists(), status, time.perf_counter() - began])
                answered += 1
                if answered == QUIET:
                    (folder / "go").touch()

    return work


def corpus(folder: Path) -> list[Hostile]:
    """Have the hostile files written down, the honest twins last.

    By another process: what making them costs is not to be had by the worker as well.
    """
    from tests.assurance.forking import start  # noqa: PLC0415

    def work(_: int, say: Say) -> None:
        from bihuan.kernel.process.tests import hostile  # noqa: PLC0415

        for number, (_what, name, data) in enumerate([*hostile.hostile(), *hostile.clean()]):
            (folder / f"{number}").write_bytes(data)
            say(name)

    names = start(0, work).heard()
    return [(name, folder / f"{number}") for number, name in enumerate(names)]


def main() -> None:
    """Let the small worker meet them all; start it anew whenever it dies."""
    root = Path(os.environ["BIHUAN_VAR"])
    case = _begin(root)
    from bihuan.kernel.process import temporarily  # noqa: PLC0415
    from bihuan.kernel.process.tests.sample import process as sample  # noqa: PLC0415
    from tests.assurance.forking import start  # noqa: PLC0415

    files = corpus(Path(tempfile.mkdtemp(dir=root)))
    marks = Path(tempfile.mkdtemp(dir=root))
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        neighbour = start(0, other(marks, case))
        while not (marks / "go").exists():
            time.sleep(0.05)
        answers: dict[int, Any] = {}
        died: list[str] = []
        first = 0
        while first < len(files):
            said = start(1, small(files, first, case)).heard()
            sent = max(line[1] for line in said)
            answers |= {line[1]: line[2:] for line in said if line[0] == "answered"}
            if sent not in answers:
                died.append(files[sent][0])
            first = sent + 1
        (marks / "stop").touch()
        pages = neighbour.heard()
    found = {
        "files": len(files),
        "answers": [[files[number][0], *said] for number, said in answers.items()],
        "died": died,
        "pages": pages[WARM:],
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def _begin(root: Path) -> str:
    import logging  # noqa: PLC0415

    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.MEDIA_ROOT = root / "files"
    call_command("migrate", verbosity=0)
    from bihuan.kernel.process import temporarily  # noqa: PLC0415
    from bihuan.kernel.process.tests import personas as who  # noqa: PLC0415
    from bihuan.kernel.process.tests.sample import process as sample  # noqa: PLC0415

    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        return str(who.planning().number)


if __name__ == "__main__":
    main()
