"""Runs everything that must hold, and says at the end what was run, on which database, what not.

Nothing is skipped in silence: a gate that could not run and a test that skipped itself are named
with their reason, and on the build server (CI=true) they count as failures.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from xml.etree import ElementTree as ET

from scripts.postgres import NoServer, environment, server

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
REPORTS = ROOT / "var" / "test-reports"
ON_BUILD_SERVER = os.environ.get("CI", "").casefold() in {"1", "true"}
WORKERS = str(min(8, max(2, len(os.sched_getaffinity(0)))))
# A worker that has nothing left takes from the others: stories that last minutes end a suite.
PARALLEL = ("-n", WORKERS, "--dist", "worksteal")
WHOLE = bool(os.environ.get("WHOLE"))
"""Also what is left to the night: tests marked `assurance`, and those marked `once` repeated."""
ONCE = "not repeated: they reach no database, or are marked `once`, and ran above"


@dataclass(slots=True)
class Run:
    """What happened so far."""

    lines: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0
    broken: bool = False
    seen: dict[str, dict[str, bool]] = field(default_factory=dict)

    def gate(self, name: str, *command: str, env: Mapping[str, str] | None = None) -> None:
        """Run one command and note its verdict."""
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        mine = {**os.environ, **(env or {})}
        code = subprocess.run(called(*command), cwd=ROOT, env=mine, check=False).returncode
        self.note(name, code, time.monotonic() - began)

    @contextmanager
    def beside(self, name: str, *command: str) -> Iterator[None]:
        """Run one command while the block runs others, and show what it said at the end of it."""
        began = time.monotonic()
        with TemporaryFile("w+", encoding="utf-8") as said:
            running = subprocess.Popen(called(*command), cwd=ROOT, stdout=said, stderr=said)
            yield
            code = running.wait()
            said.seek(0)
            print(f"\n=== {name}\n{said.read()}", end="", flush=True)
        self.note(name, code, time.monotonic() - began)

    def note(self, name: str, code: int, seconds: float) -> None:
        """Note the verdict of one command."""
        word = "ok    " if code == 0 else "FAILED"
        self.broken |= code != 0
        self.lines.append(f"{word} {name} ({seconds:.0f} s)")

    def suite(self, name: str, marks: str, env: Mapping[str, str]) -> None:
        """Run one pass of pytest and add up what it says it did."""
        report = REPORTS / f"{len(self.lines)}.xml"
        words = ("-q", *PARALLEL, "-m", marks, f"--junit-xml={report}")
        self.gate(name, "pytest", *words, env=env)
        if not report.exists():
            self.failed += 1
            return
        seen = self.seen.setdefault(name, {})
        for case in ET.parse(report).iter("testcase"):  # noqa: S314  written by pytest just now
            skip = case.find("skipped")
            where = f"{case.get('classname')}::{case.get('name')}"
            said = {each.get("name") for each in case.iter("property")}
            seen[where] = "database" in said and "once" not in said
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            elif skip is not None:
                self.not_run.append(f"{where} on {name}: {skip.get('message')}")
            else:
                self.passed += 1

    def compare(self, first: str, second: str) -> None:
        """Say what the second database did not repeat; what reaches one must be on both."""
        there = self.seen.get(second, {})
        once = [where for where in self.seen.get(first, {}) if where not in there]
        owed = [where for where in once if self.seen[first][where]]
        self.lines.append(f"       of these {len(once) - len(owed)} {ONCE}")
        self.broken |= bool(owed)
        self.not_run += [f"{where} on {second}: it reaches a database" for where in owed]

    def close(self) -> int:
        """Print the account and return the exit code."""
        print("\n=== What was run")
        print("\n".join(self.lines))
        if self.not_run:
            print("=== What was not run, and why")
            print("\n".join(self.not_run))
        else:
            print("Nothing was left out.")
        if not WHOLE:
            print("Left to the night: make test WHOLE=1, and make assurance for the figures")
        bad = self.broken or self.failed > 0 or (ON_BUILD_SERVER and bool(self.not_run))
        print("A gate failed." if bad else "Everything holds.")
        print(f"{self.passed} passed, {self.failed} failed, {len(self.not_run)} skipped")
        return 1 if bad else 0


def called(program: str, *words: str) -> list[str]:
    """Return the words that call a program of the environment."""
    return [str(BIN / program), *words]


def static_gates(run: Run) -> None:
    """Judge what can be judged without running the product; types take longest, beside the rest."""
    with run.beside("types: mypy strict", "mypy"):
        _quick_gates(run)


def _quick_gates(run: Run) -> None:
    run.gate("lint: ruff", "ruff", "check", ".")
    run.gate("format: ruff", "ruff", "format", "--check", ".")
    run.gate("templates: djlint", "djlint", "src", "--lint", "--quiet")
    run.gate("contracts: import-linter", "lint-imports", "--no-logo")
    run.gate("system checks", "python", "manage.py", "check", "--fail-level", "WARNING")
    run.gate("process pages", "bihuan", "process", "docs", "--check")
    run.gate("migrations", "python", "manage.py", "makemigrations", "--check", "--dry-run")


def suites(run: Run) -> None:
    """Run the tests on both databases, then in the browser."""
    slow, twice = ("", "") if WHOLE else (" and not assurance", " and not once")
    quick = f"not browser{slow}"
    run.suite("SQLite", f"{quick} and not postgres", {"DATABASE_URL": ""})
    try:
        with server() as loan:
            name = f"PostgreSQL ({loan.origin})"
            run.suite(name, f"{quick} and database{twice}", environment(loan))
            run.compare("SQLite", name)
    except NoServer as missing:
        run.not_run.append(f"every test on PostgreSQL: {missing}")
    if shutil.which("chromium"):
        run.suite("browser (Chromium, SQLite)", f"browser{slow}", {"DATABASE_URL": ""})
    else:
        run.not_run.append("every journey in the browser: no chromium on this system")


def main() -> int:
    """Run everything."""
    # Some build servers forbid Python to keep what it compiled. The tests start the product some
    # hundred times, and each start would compile all of it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    run = Run()
    static_gates(run)
    suites(run)
    return run.close()


if __name__ == "__main__":
    sys.exit(main())
