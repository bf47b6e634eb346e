"""Loads on real processes: each a row of group G, run by the tool of `make load`.

They share the machine with what makes the load, so they mean something on a quiet machine only.
`LOAD_SECONDS` sets the length of a phase: the default is a minute, the goals name five.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.bench.kept import ROOT
from tests.bench.trials import TRIALS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = os.environ.get("LOAD_SECONDS", "60")


@pytest.mark.assurance
@pytest.mark.parametrize(
    "goal",
    [pytest.param(key, marks=pytest.mark.goal(key)) for key in TRIALS],
)
def test_what_a_load_must_reach_is_reached(
    goal: str, figure: Callable[[str], None], tmp_path: Path
) -> None:
    out = tmp_path / "verdict.json"
    words = ["--goal", goal, "--seconds", SECONDS, "--out", str(out)]
    environment = {key: value for key, value in os.environ.items() if key != "BIHUAN_VAR"}
    environment |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(  # noqa: S603 - the tool of `make load`
        [sys.executable, "-m", "tests.bench.load", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )
    assert out.exists(), done.stderr
    told = json.loads(out.read_text(encoding="utf-8"))
    figure(f"{SECONDS} s: {told['figure']}")
    assert told["held"], told["figure"]
