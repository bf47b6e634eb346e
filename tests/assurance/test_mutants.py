"""L1, L4, L5: whether the tests would notice."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.plants import PLANTS
from tests.assurance import register
from tests.assurance.sizes import size
from tests.demo_site import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

K = "src/bihuan/kernel"
CORES = {
    "bihuan.kernel.calendar.counting": (
        f"{K}/calendar/tests/test_golden.py",
        f"{K}/calendar/tests/test_provisional.py",
        f"{K}/calendar/tests/test_properties.py",
    ),
    "bihuan.kernel.calendar.spans": (f"{K}/calendar/tests/test_spans.py",),
    "bihuan.kernel.deadlines.course": (f"{K}/deadlines/tests/test_course.py",),
    "bihuan.kernel.access.rules": (f"{K}/access/tests/test_actors_and_rules.py",),
    "bihuan.kernel.ledger.canonical": (f"{K}/ledger/tests/test_canonical.py",),
}  # fmt: skip
LEAST = 0.9


@pytest.mark.goal("L1")
@pytest.mark.assurance
@pytest.mark.parametrize("core", CORES)
def test_mutants_of_a_core_are_killed(core: str, seed: int, figure: Callable[[str], None]) -> None:
    words = ["-m", "tests.assurance.one_core", core, str(size("L1", 24)), str(seed), *CORES[core]]
    done = subprocess.run(  # noqa: S603  the test's own program
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    killed, tried, every = (int(word) for word in lines[-1].split())
    short = core.removeprefix("bihuan.kernel.")
    figure(f"{short}: {killed} of {tried} mutants killed ({every} there are)")
    assert killed >= LEAST * tried, "\n".join(lines[:-1])


@pytest.mark.goal("L4")
def test_every_goal_is_in_the_register(figure: Callable[[str], None]) -> None:
    goals, missing = register.goals(), sum(bool(goal.missing) for goal in register.goals().values())
    assert len(goals) > 30
    figure(
        f"{len(goals)} goals in {len(register.lanes())} groups; {missing} say what they leave out"
    )


@pytest.mark.goal("L5")
def test_faults_are_planted(figure: Callable[[str], None]) -> None:
    judged = {judge for judge, *_ in PLANTS}
    assert len(PLANTS) >= 30
    figure(f"{len(PLANTS)} planted faults, each caught by one of {len(judged)} judges")
