"""`make bench`: measure on both databases and write docs/benchmarks.md.

Each database at each size is measured in a process of its own, on a throw-away database. What was
measured is kept in var/bench, so that a nation may be measured apart; the page is written anew
after every part from everything that is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scripts import postgres
from tests.bench.kept import ROOT, keep
from tests.bench.writing import DATABASES, PAGE, SIZES, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALONE = ("start", "papers", "engine", "contenders", "who", "algebra")
"""What has a section or a page of its own."""
ELSEWHERE = ("who", "algebra")
"""They write pages of their own."""
USUAL = (*DATABASES, "start", "papers", "engine", "contenders")
RUNS, QUICK = 30, 7


def main() -> int:
    """Measure and write, or, inside, measure one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=(*DATABASES, *ALONE), nargs="*", help="these parts")
    parser.add_argument("--size", choices=SIZES, nargs="*", default=["province"], help="how large")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs per page")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} runs per page")
    parser.add_argument(
        "--filled", action="store_true", help="on what BIHUAN_VAR or DATABASE_URL names"
    )
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    runs = min(asked.runs, QUICK) if asked.quick else asked.runs
    if asked.inside:
        return _inside(asked.inside, runs, asked.size[0], filled=asked.filled)
    if asked.page:
        write()
        return 0
    for kind in asked.only or USUAL:
        if kind not in DATABASES:
            _alone(kind)
        else:
            for size in asked.size:
                _database(kind, runs, size, filled=asked.filled)
        if kind not in ELSEWHERE:  # the page is made of what is kept here: nothing new, no new page
            write()
            sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
    return 0


def _alone(kind: str) -> None:
    """Measure what needs no database of ours, or writes a page of its own."""
    began = time.perf_counter()
    if kind in ELSEWHERE:
        command = [sys.executable, "-m", f"tests.bench.{kind}"]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - ours
        return
    from tests.bench import contenders, papers, quality, starting  # noqa: PLC0415  heavy

    sections = {
        "start": starting.section,
        "papers": papers.section,
        "engine": quality.section,
        "contenders": contenders.section,
    }
    text = sections[kind]()
    keep(kind, text, time.perf_counter() - began)
    sys.stdout.write(text)


def _database(kind: str, runs: int, size: str, *, filled: bool) -> None:
    began = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-bench-")))
        environment = {**os.environ, "BIHUAN_LOG": "ERROR"}
        if not filled:
            environment["BIHUAN_VAR"] = str(folder)
            environment["DATABASE_URL"] = (
                stack.enter_context(empty_database()) if kind == "postgresql" else ""
            )
        out = folder / "section.md"
        words = ["--inside", str(out), "--runs", str(runs), "--size", size]
        words += ["--filled"] * filled
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-m", "tests.bench", *words], cwd=ROOT, env=environment, check=True
        )
        figures = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
        text = out.read_text(encoding="utf-8")
    keep(f"{kind}-{size}", text, time.perf_counter() - began, figures)


@contextmanager
def empty_database() -> Iterator[str]:
    """Lend a database of our own: never the one that a server already holds."""
    import psycopg  # noqa: PLC0415  needed only where a server runs

    name = f"bihuan_bench_{uuid.uuid4().hex[:8]}"
    with postgres.server() as loan:
        with psycopg.connect(loan.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlsplit(loan.address)._replace(path=f"/{name}").geturl()
        finally:
            with psycopg.connect(loan.address, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _inside(out: Path, runs: int, size: str, *, filled: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from tests.bench.measuring import measure  # noqa: PLC0415  after setup()

    report = measure(size=size, runs=runs, filled=filled, say=_say)
    out.write_text(report.text(), encoding="utf-8")
    figures = json.dumps(report.kept, ensure_ascii=False)
    out.with_suffix(".json").write_text(figures, encoding="utf-8")
    return 0


def _say(words: Sequence[str]) -> None:
    sys.stderr.write(" ".join(words) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
