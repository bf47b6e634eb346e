"""`make bench`: measure at the size of Sichuan on both databases and write docs/benchmarks.md.

Each database is measured in a process of its own, on a throw-away database; the page is written
only when both have finished.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scripts import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `make bench` on {day} (UTC); do not edit. Figures are what this machine gave, with what
else it was doing: read a time next to the load average and next to the lean anchor of its table, a
bare Django view with one indexed query for 50 rows and nothing around it. "×" is the ratio of the
computing time to the anchor's. CPU is the computing time of the server process (on PostgreSQL
without the database's own). Pages are measured in the process, from request to rendered bytes,
signed in as the people of the demonstration.

"""


SIZES = {
    "province": ("province",),
    "five": ("province", "five"),
    "nation": ("province", "five", "nation"),
}
"""What is measured on the way: growth can be told only from the smaller ones."""
ALONE = ("start", "papers", "engine")
"""What is measured without a database."""
EVERYTHING = ("sqlite", "postgresql", *ALONE)


@dataclass(frozen=True, slots=True)
class Measured:
    """One database at one size: its section, and the medians by name."""

    kind: str
    size: str
    text: str
    medians: dict[str, float]


def growth(found: Sequence[Measured]) -> list[str]:
    """Return one table per database: how the median of every page grows with the size."""
    sections = []
    for kind in dict.fromkeys(each.kind for each in found if each.medians):
        mine = [each for each in found if each.kind == kind]
        first, last = mine[0].medians, mine[-1].medians
        head = " | ".join(f"{each.size} ms" for each in mine)
        lines = [
            f"## Growth, {kind}\n",
            f"| what | {head} | × |",
            f"|---|{'---:|' * (len(mine) + 1)}",
        ]
        for name in first:
            if name in last:
                cells = " | ".join(f"{each.medians.get(name, 0):,.1f}" for each in mine)
                factor = last[name] / first[name] if first[name] else 0
                lines.append(f"| {name} | {cells} | {factor:.1f} |")
        sections.append("\n".join([*lines, ""]))
    return sections


def main() -> int:
    """Measure and write, or, inside, measure one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--database", choices=EVERYTHING, action="append")
    parser.add_argument("--runs", type=int, default=30, help="runs per page")
    parser.add_argument("--size", choices=tuple(SIZES), default="province", help="how large")
    parser.add_argument("--built", default="province", help=argparse.SUPPRESS)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return _inside(asked.inside, asked.runs, asked.built)
    wanted = asked.database or EVERYTHING
    found: list[Measured] = []
    for kind in wanted:
        sizes = (asked.size,) if kind in ALONE else SIZES[asked.size]
        found += [_measured(kind, asked.runs, size) for size in sizes]
    sections = [section.text for section in found]
    if len(SIZES[asked.size]) > 1:
        sections += growth(found)
    text = HEAD.format(day=datetime.now(UTC).strftime("%Y-%m-%d %H:%M")) + "\n".join(sections)
    if asked.database:
        sys.stdout.write(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
    return 0


def _measured(kind: str, runs: int, size: str) -> Measured:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-bench-")))
        if kind == "start":
            from tests.bench import starting  # noqa: PLC0415  needs no Django

            return Measured(kind, size, starting.section(folder), {})
        if kind == "papers":
            from tests.bench import papers  # noqa: PLC0415  needs no Django here

            return Measured(kind, size, papers.section(), {})
        if kind == "engine":
            from tests.bench import quality  # noqa: PLC0415  needs no Django

            return Measured(kind, size, quality.section(), {})
        environment = {**os.environ, "BIHUAN_VAR": str(folder), "BIHUAN_LOG": "ERROR"}
        environment["DATABASE_URL"] = (
            stack.enter_context(empty_database()) if kind == "postgresql" else ""
        )
        out = folder / "section.md"
        words = ["--inside", str(out), "--runs", str(runs), "--built", size]
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-m", "tests.bench", *words], cwd=ROOT, env=environment, check=True
        )
        figures = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
        return Measured(kind, size, out.read_text(encoding="utf-8"), figures)


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


def _inside(out: Path, runs: int, size: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from tests.bench.measuring import measure  # noqa: PLC0415  after setup()

    report = measure(size=size, runs=runs, say=_say)
    out.write_text(report.text(), encoding="utf-8")
    figures = {figure.name: figure.median for figure in report.figures}
    out.with_suffix(".json").write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
    return 0


def _say(words: Sequence[str]) -> None:
    sys.stderr.write(" ".join(words) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
