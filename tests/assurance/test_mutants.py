"""L1, L2, L4, L5: whether the tests would notice."""

from __future__ import annotations

import json
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
    from pathlib import Path

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
BRANCHES = {
    "calendar": (f"{K}/calendar/*.py", f"{K}/calendar"),
    "deadlines.course": (f"{K}/deadlines/course.py", f"{K}/deadlines"),
    "access.rules": (f"{K}/access/rules.py", f"{K}/access/tests/test_actors_and_rules.py"),
    "ledger.canonical and chain": (
        f"{K}/ledger/canonical.py,{K}/ledger/chain.py",
        f"{K}/ledger",
    ),
    "process.judging": (f"{K}/process/judging.py", f"{K}/process"),
}
"""What is measured while which tests run."""


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


@pytest.mark.goal("L2")
@pytest.mark.assurance
@pytest.mark.parametrize("core", BRANCHES)
def test_every_branch_of_a_core_is_taken(
    core: str, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Every line as well; `figure` is said before it is judged, so that a gap has its number."""
    files, tests = BRANCHES[core]
    told = tmp_path / "covered.json"
    env = {**os.environ, "COVERAGE_FILE": str(tmp_path / "covered")}
    for words in (
        ["run", "--branch", f"--include={files}", "-m", "pytest", "-q", "-n", "0", tests],
        ["json", "-q", "-o", str(told)],
    ):
        command = [sys.executable, "-m", "coverage", *words]
        done = subprocess.run(  # noqa: S603  the test's own program
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = json.loads(told.read_text())
    total = found["totals"]
    figure(f"{core}: {total['covered_branches']} of {total['num_branches']} branches taken")
    assert total["num_branches"] > 0
    for name, one in found["files"].items():
        assert (one["missing_lines"], one["missing_branches"]) == ([], []), name


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
