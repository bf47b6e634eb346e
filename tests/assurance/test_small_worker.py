"""D9: a worker of 512 MB meets every hostile file; it refuses or dies alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from statistics import quantiles
from typing import TYPE_CHECKING

import pytest

from tests.assurance.small_worker import MEGABYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TAKEN, UNFIT, FAULTS = 302, 422, frozenset({500, 503, 507})


@pytest.mark.goal("D9")
@pytest.mark.assurance
def test_a_small_worker_refuses_or_dies_alone(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.assurance.small_worker"],
        env={
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "BIHUAN_VAR": str(tmp_path),
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    statuses = Counter(status for _, status, _ in found["answers"])
    assert found["files"] >= 250
    assert sum(statuses.values()) + len(found["died"]) == found["files"]
    assert set(statuses) <= {TAKEN, UNFIT, *FAULTS}, statuses
    assert all(readable for _, status, readable in found["answers"] if status != TAKEN)
    assert statuses[UNFIT] >= 250
    assert {status for _, status, _ in found["pages"]} == {200}, "the other worker met it as well"
    odd = [(name, status) for name, status, _ in found["answers"] if status in FAULTS]
    sys.stdout.write(f"{odd}\n")
    before = [seconds for during, _, seconds in found["pages"] if not during]
    during = [seconds for during, _, seconds in found["pages"] if during]
    # How much slower the others are is told, not judged: this machine does other things as well.
    p50, p99 = (slower(before, during, percent) for percent in (50, 99))
    figure(
        f"{found['files']} files under {MEGABYTES} MB: {statuses[UNFIT]} refused, "
        f"{sum(statuses[each] for each in FAULTS)} ended in an error page, "
        f"{len(found['died'])} deaths; {len(during)} pages of another worker meanwhile, all "
        f"answered, median × {p50:.1f}, p99 × {p99:.1f}"
    )


def slower(before: list[float], during: list[float], percent: int) -> float:
    """Return by how much a percentile has grown."""
    return quantiles(during, n=100)[percent - 1] / quantiles(before, n=100)[percent - 1]
