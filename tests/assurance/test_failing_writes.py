"""D3 by strace: every single write, sync, opening and renaming of an act fails once."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import override_settings

from bihuan.kernel.jobs import housekeeping
from bihuan.kernel.operating import api as operating
from bihuan.kernel.process import temporarily
from bihuan.kernel.process.models import Case
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.ui.tests.test_cases import at_the_desk
from tests.assurance import repairs
from tests.assurance.breaking import FAULTS
from tests.assurance.sizes import size
from tests.assurance.test_crashes import STRACE, Stage, again
from tests.assurance.test_failing_disk import carried, judged, sent

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Figure = Callable[[str], None]
    Act = Callable[[str], str]

EVERY = size("DISK_EVERY", 8)
CALLS = ("pwrite64", "write", "fdatasync", "fsync", "openat", "rename")
DONE = b"the act is over\n"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.assurance,
    pytest.mark.usefixtures("quiet"),
]


@pytest.fixture(autouse=True)
def _sample() -> Iterator[None]:
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        yield


def acts(folder: Path) -> dict[str, tuple[Callable[[], str], Act]]:
    """Return what each act begins from, and the act: it takes a fault's name, returns a verdict.

    An act looks by itself whether what was said is true, and does it again afterwards.
    """
    at = who.AT + timedelta(hours=1)

    def step(fault: str) -> str:
        case = Case.objects.get()
        repair, entries = again(case.number), case.revision
        with at_the_desk(who.HEAD) as client:
            client.raise_request_exception = False
            answer = sent(client, repair)
            os.writev(2, [DONE])  # not a call that is made to fail
            kind = judged(answer, 503, 507)  # SQLite calls a full disk at a sync broken
            case.refresh_from_db()
            assert case.revision == entries + (kind != "refused"), (kind, fault)
            assert sent(client, repair).status_code in {302, 409}
        case.refresh_from_db()
        assert (case.state, case.revision) == ("review", entries + 1)
        assert not repairs.broken()
        return kind

    def checkpoint(fault: str) -> str:
        del fault
        kind = "taken"
        files = [str(folder / f"{os.getpid()}" / name) for name in "ab"]
        with override_settings(CHECKPOINT_FILES=files):
            try:
                housekeeping.checkpoint(at)
            except Exception:  # noqa: BLE001  the tick takes whatever it is, and tries again
                kind = "refused"
            os.writev(2, [DONE])
            assert kind == "refused" or carried(files)
            housekeeping.checkpoint(at)
            assert carried(files)
        return kind

    def backup(fault: str) -> str:
        del fault
        told = ""
        target = folder / f"{os.getpid()}"
        try:
            operating.back_up(target, at=at)
        except operating.NotPossible as refused:
            told = str(refused)
        os.writev(2, [DONE])  # not a call that is made to fail
        assert target.exists() == (not told or "已写在" in told), told
        if target.exists():
            operating.check(target)
            return "written" if told else "taken"
        operating.back_up(target, at=at)
        return "refused"

    return {
        "step with a file": (lambda: who.planning().number, step),
        "checkpoint": (lambda: who.opened().number, checkpoint),
        "backup": (lambda: who.in_review().number, backup),
    }


@pytest.mark.goal("D3")
@pytest.mark.parametrize("name", ["step with a file", "checkpoint", "backup"])
def test_a_call_that_fails_once_leaves_nothing_half_and_nothing_denied(
    name: str, tmp_path: Path, chance: random.Random, figure: Figure
) -> None:
    if connection.vendor != "sqlite" or STRACE is None:
        pytest.skip("the writes of a server are its own; and strace is needed")
    begin, act = acts(tmp_path)[name]
    begin()
    stage = Stage(tmp_path)
    act("ENOSPC")  # what is read once a process is read
    stage.restore()
    said: Counter[str] = Counter()
    verdict = tmp_path / "verdict"

    def tried(fault: str) -> Callable[[], object]:
        return lambda: verdict.write_text(act(fault))

    whole, log = stage.traced(tried("ENOSPC"), "-e", f"trace={','.join(CALLS)},writev")
    assert whole
    during = log.partition("the act is over")[0]
    found = {call: len(re.findall(rf"^{call}\(", during, re.MULTILINE)) for call in CALLS}
    for call, calls in found.items():
        for nth in range(1 + chance.randrange(min(EVERY, calls or 1)), calls + 1, EVERY):
            fault = FAULTS[(nth // EVERY) % len(FAULTS)]
            stage.restore()
            inject = f"inject={call}:error={fault}:when={nth}"
            told, _ = stage.traced(tried(fault), "-e", f"trace={call}", "-e", inject)
            assert told, f"{name}: {call} {nth} {fault}"
            said[verdict.read_text()] += 1
    stage.restore()
    assert said
    verdicts = ", ".join(f"{number} × {kind}" for kind, number in sorted(said.items()))
    figure(
        f"{name}: {said.total()} of {sum(found.values())} calls failed once: {verdicts}, "
        "0 by half, 0 false, every next try worked"
    )
