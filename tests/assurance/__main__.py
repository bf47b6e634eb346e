"""Runs the lanes of assurance, prints seeds, times and figures, and writes docs/assurance.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from tests.assurance.marking import SEED
from tests.assurance.register import Lane, goals, lanes
from tests.assurance.results import keep, page, read_report, verdict

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "var" / "assurance"
KNOWN = REPORTS / "results.json"
PAGE = ROOT / "docs" / "assurance.md"


def asked() -> argparse.Namespace:
    """Read what is to be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="goals or letters: A6 C")
    parser.add_argument("--lane", choices=("all", "push", "night"), default="all")
    parser.add_argument("--seed", type=int, default=date.today().toordinal())  # noqa: DTZ011
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    return parser.parse_args()


def run(chosen: list[Lane], keys: list[str], *, lane: str, seed: int) -> tuple[int, Path]:
    """Run the tests of these lanes in one process of pytest."""
    report = REPORTS / f"{int(time.time())}.xml"
    paths = sorted({path for each in chosen for path in each.paths})
    marks = {"all": "not browser", "push": "not browser and not assurance"}.get(lane, "assurance")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        marks += " and not postgres"
    words = ["-q", "-p", "tests.assurance.choosing", "-m", marks, f"--junit-xml={report}", *paths]
    words += ["-o", "junit_family=xunit1"]  # the newer form has no place for figures and seeds
    env = {**os.environ, SEED: str(seed), "ASSURANCE_GOALS": " ".join(keys)}
    command = [sys.executable, "-m", "pytest", *words]
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode  # noqa: S603
    return code, report


def commit() -> str:
    """Return the commit that is checked out."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "unknown"


def main() -> int:
    """Run, print, write."""
    words = asked()
    every = lanes()
    wanted = [key for key in goals() if not words.only or key in words.only or key[0] in words.only]
    chosen = [lane for lane in every if any(goal.key in wanted for goal in lane.goals)]
    code, found = 0, {}
    REPORTS.mkdir(parents=True, exist_ok=True)
    if not words.page:
        print(f"seed {words.seed}; repeat with SEED={words.seed}")  # noqa: T201  a program on the terminal
        began = time.monotonic()
        code, report = run(chosen, wanted, lane=words.lane, seed=words.seed)
        load = f"{os.getloadavg()[0]:.1f}"
        found = read_report(report, on=f"{date.today()}", commit=commit(), load=load)  # noqa: DTZ011
        print(f"{time.monotonic() - began:.0f} s in all")  # noqa: T201  a program on the terminal
    known = keep(KNOWN, found)
    for key in wanted:
        row, goal = known.get(key), goals()[key]
        print(f"{key:4} {verdict(goal, row):10} {'; '.join(row.figures) if row else goal.missing}")  # noqa: T201  a program on the terminal
    PAGE.write_text(page(every, known), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
