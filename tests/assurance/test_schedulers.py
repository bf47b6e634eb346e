"""F6: four schedulers at once, in processes of their own, killed at random."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from bihuan.kernel.deadlines.models import Alert, ClockRow
from bihuan.kernel.jobs.models import Job
from bihuan.kernel.ledger import api as ledger
from tests.assurance.sizes import size
from tests.assurance.test_silence import silent_rows
from tests.demo_site import ROOT, environment

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

AT_ONCE, PATIENCE = 4, 120


def started(var: Path, at: str) -> subprocess.Popen[str]:
    database = ""
    if connection.vendor == "postgresql":
        name = str(connection.settings_dict["NAME"])
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return subprocess.Popen(  # noqa: S603  the test's own program
        [sys.executable, "-m", "tests.assurance.one_scheduler", at],
        env=environment(var, database) | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.goal("F6")
@pytest.mark.assurance
def test_four_schedulers_killed_at_random_announce_everything_once(
    demo: Path, chance: random.Random, figure: Callable[[str], None]
) -> None:
    at = timezone.now()
    number = size("F6", 4_000)
    ClockRow.objects.bulk_create(silent_rows(at, number), batch_size=100)
    mine = ClockRow.objects.filter(subject__startswith="silence:")
    connection.close()
    killed = rounds = 0
    while mine.filter(next_look__lte=at).exists() and rounds < size("F6_ROUNDS", 12):
        connection.close()
        rounds += 1
        running = [started(demo, at.isoformat()) for _ in range(AT_ONCE)]
        for each in running:
            assert each.stdout is not None
            with each.stdout:
                assert each.stdout.readline() == "ready\n"
        for each in running:
            time.sleep(chance.uniform(0, 1))  # a moment nobody chose, in the middle of the work
            if each.poll() is None:
                each.kill()
                killed += 1
        for each in running:
            each.wait(PATIENCE)
    with started(demo, at.isoformat()) as last:
        assert last.wait(PATIENCE) == 0
    assert not mine.filter(next_look__lte=at).exists()
    told = Counter(map(tuple, Job.objects.filter(work="told").values_list("args", flat=True)))
    mine_told = {
        key: n for key, n in told.items() if key[0] in set(mine.values_list("pk", flat=True))
    }
    assert len(mine_told) == 2 * number, "a warning and an overdue notice each"
    assert set(mine_told.values()) == {1}
    assert Alert.objects.filter(clock__in=mine).count() == 2 * number
    assert not mine.filter(failures__gt=0).exists()
    assert ledger.verify().ok
    assert killed
    figure(
        f"{2 * number:,} announcements once each, {rounds * AT_ONCE} schedulers, {killed} killed"
    )
    assert timezone.now() - at < timedelta(hours=1)
