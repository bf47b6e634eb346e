"""Repeats the push lane of assurance in random order and names the tests that wavered.

`python -m tests.assurance.repeating 20` runs it twenty times on the database of `DATABASE_URL`;
`python scripts/postgres.py python -m tests.assurance.repeating 20` on a throw-away PostgreSQL.
Words after the number choose the tests instead of the whole lane.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.demo_site import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

Outcomes = dict[str, str]

LANE = ("tests/assurance", "-m", "not assurance")
ENDED = (0, 1)  # pytest ran its tests, whether or not all of them passed


def outcomes(report: str) -> Outcomes:
    """Return what became of each test in a report of pytest."""
    found: Outcomes = {}
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314  our own run wrote it
        name = f"{case.get('classname')}::{case.get('name')}"
        bad = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[name] = "+".join(sorted({*found.get(name, "").split("+"), *bad} - {""}))
    return {name: what or "passed" for name, what in found.items()}


def wavering(runs: Sequence[Outcomes]) -> dict[str, list[str]]:
    """Return the tests that did not end alike in every run; one left out of a run is absent."""
    names = sorted({name for run in runs for name in run})
    seen = {name: [run.get(name, "absent") for run in runs] for name in names}
    return {name: ends for name, ends in seen.items() if len(set(ends)) > 1}


def run_once(order: int, words: Sequence[str]) -> Outcomes:
    """Run the tests in the order that a number gives."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        asked = ["-q", "-n", "0", f"--randomly-seed={order}", f"--junitxml={report}"]
        done = subprocess.run(  # noqa: S603  the house's own tests
            [sys.executable, "-m", "pytest", *asked, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ENDED:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        return outcomes(report.read_text())


def main(words: Sequence[str]) -> int:
    """Repeat, and fail when a test wavered or always failed."""
    runs = [run_once(order, words[1:] or LANE) for order in range(1, int(words[0]) + 1)]
    wavered = wavering(runs)
    failed = {n for run in runs for n, end in run.items() if end not in {"passed", "skipped"}}
    for name in sorted(wavered.keys() | failed):
        sys.stdout.write(f"{name}: {' '.join(run.get(name, 'absent') for run in runs)}\n")
    sys.stdout.write(f"{len(runs)} repeats, {len(runs[0])} tests, {len(wavered)} wavered\n")
    return int(bool(wavered or failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
