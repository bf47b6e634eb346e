"""`make load`: people with think time against real processes, and what they had to wait.

Starts `bihuan serve --workers N --jobs M` on a database of its own (or on the one that DATABASE_URL
or BIHUAN_VAR names), signs people in, lets them read and write, and prints one table. `--goal G1`
runs a row of assurance and keeps what it found for docs/benchmarks.md. The load comes from the same
machine: its cores are shared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.bench import crowds, serving
from tests.bench.crowds import HEAD, Crowd, Phase, at
from tests.bench.kept import ROOT, keep
from tests.bench.trials import TRIALS, Finding, findings
from tests.bench.writing import write

ARRIVE = 30
"""Seconds over which people come, where the run is long enough: a storm of sign-ins is G6."""
WORST = 4
"""Of the time of a soak after which what is held is compared: caches fill before."""


@dataclass(slots=True)
class Found:
    """Everything one run told."""

    phases: list[Phase]
    start: float
    holding: list[serving.Holding]
    beside: list[float]
    alive: bool


def main() -> int:
    """Start, load, tell."""
    asked = _arguments()
    kind = serving.Serving(
        asked.workers, asked.threads, asked.jobs, asked.regions, asked.postgresql
    )
    clock = time.perf_counter()
    with ExitStack() as stack:
        environment = stack.enter_context(serving.database(kind))
        _prepare(asked, environment)
        port = serving.free_port()
        began = time.perf_counter()
        server = stack.enter_context(serving.server(kind, environment, port))
        found = Found([], time.perf_counter() - began, [], [], alive=True)
        asyncio.run(_all(asked, port, server, environment, found))
        found.alive = server.poll() is None
    name = "PostgreSQL" if environment.get("DATABASE_URL") else "SQLite"
    told = findings(asked.goal, found.phases, found.holding, found.beside, alive=found.alive)
    text = _text(asked, name, found, told)
    sys.stdout.write(f"\n{text}")
    if asked.out:
        held = {"held": all(one.held for one in told), "figure": "; ".join(map(str, told))}
        asked.out.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    elif asked.goal:
        keep(f"load-{asked.goal}-{name.lower()}", text, time.perf_counter() - clock)
        write()
    return int(any(not one.held for one in told) or any(each.faults for each in found.phases))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--goal", choices=tuple(TRIALS), default="", help="a row of assurance")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--think", type=float, default=5, help="seconds between two pages")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--writes", type=int, default=10, help="share of writes, in a hundred")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--regions", default="", help="province, five, nation; else the demo")
    parser.add_argument("--postgresql", action="store_true", help="on a server that is lent")
    parser.add_argument("--kill", action="store_true", help="kill one web worker half-way")
    parser.add_argument("--overload", type=int, default=0, help="times as many users, then rest")
    parser.add_argument("--storm", action="store_true", help="everybody signs in within a minute")
    parser.add_argument("--probes", type=int, default=0, help="looks at public pages meanwhile")
    parser.add_argument("--imported", type=int, default=0, help="rows imported meanwhile")
    parser.add_argument("--beside", default="", help="a command that runs meanwhile")
    parser.add_argument("--out", type=Path, help="a file for the verdict, which is not kept then")
    known, _ = parser.parse_known_args()
    parser.set_defaults(**(TRIALS[known.goal].settings if known.goal else {}))
    return parser.parse_args()


def _prepare(asked: argparse.Namespace, environment: dict[str, str]) -> None:
    """Give the people passwords, and write the file that is imported meanwhile."""
    words = [*(["passwords"] if asked.storm else []), *(["file"] if asked.imported else [])]
    for word in words:
        command = [sys.executable, "-m", "tests.bench.preparing", word, str(asked.imported)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603 - ours


async def _all(
    asked: argparse.Namespace,
    port: int,
    server: subprocess.Popen[bytes],
    environment: dict[str, str],
    found: Found,
) -> None:
    dice = Random(7)  # noqa: S311 - the same visits every time
    folder = Path(environment["BIHUAN_VAR"])
    slowly = min(ARRIVE, asked.seconds / 3)
    usual = Crowd(port, asked.users, asked.think, asked.writes, asked.seconds, arrive=slowly)
    if asked.storm:
        # They come within a minute, whatever the length of the rest; who is in goes on reading.
        storm = Phase("storm of sign-ins by password, wrong passwords beside")
        minute = min(60, asked.seconds)
        coming = Crowd(
            port, asked.users, asked.think, asked.writes, minute + 10, crowds.PASSWORD, minute
        )
        work = [*coming.people(storm, dice), crowds.guess(storm, port, 20, minute)]
        await _watched(storm, work, server.pid, found)
    name = f"{asked.users} people, {asked.think:g} s to think, {asked.writes} % writes"
    first = Phase(name)
    work = usual.people(first, dice)
    if asked.kill:
        work.append(crowds.kill_one(first, server.pid, asked.seconds / 2))
    if asked.probes:
        work.append(crowds.probe(first, port, crowds.PUBLIC, asked.seconds, asked.probes))
    if asked.beside or asked.imported:
        command = shlex.split(asked.beside) or [
            *(sys.executable, "-m", "tests.bench.preparing", "import", str(asked.imported))
        ]
        work.append(crowds.beside(first, command, environment, found.beside))
    work.append(_looking(server.pid, folder, asked.seconds / WORST, found))
    await _watched(first, work, server.pid, found)
    if asked.overload:
        minute = min(60, asked.seconds)
        many = asked.users * asked.overload
        heavy = Phase(f"overload: {many} people")
        crowd = Crowd(port, many, asked.think, asked.writes, minute)
        await _watched(heavy, crowd.people(heavy, dice), server.pid, found)
        await asyncio.sleep(10)
        after = Phase("after it, from the tenth second")
        crowd = Crowd(port, asked.users, asked.think, asked.writes, minute, arrive=slowly)
        await _watched(after, crowd.people(after, dice), server.pid, found)
    found.holding.append(serving.holding(server.pid, folder))


async def _watched(phase: Phase, work: list[crowds.Work], parent: int, found: Found) -> None:
    before = serving.computed(parent)
    await crowds.run(phase, work)
    phase.computed = max(0.0, serving.computed(parent) - before)
    found.phases.append(phase)


async def _looking(parent: int, folder: Path, wait: float, found: Found) -> None:
    """See what the server holds once it is warm: the end is compared with it."""
    await asyncio.sleep(wait)
    found.holding.append(serving.holding(parent, folder))


def _text(asked: argparse.Namespace, name: str, found: Found, told: list[Finding]) -> str:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    title = f"{asked.goal}, {name}: {TRIALS[asked.goal].what}" if asked.goal else name
    held = found.holding
    lines = [
        f"### {title}",
        "",
        (
            f"- {asked.workers} web processes, {asked.threads} threads each, {asked.jobs} workers,"
            f" on {asked.regions or 'the demonstration'}; {os.cpu_count()} cores,"
            f" Python {platform.python_version()}, load average at the end {load}"
        ),
        f"- start until the first answer {found.start:.1f} s; web processes hold {held[-1]}",
        "",
        HEAD,
        *(phase.row for phase in found.phases),
        "",
        *(f"- {'reached' if one.held else 'MISSED'}: {one}" for one in told),
    ]
    for phase in found.phases:
        lines += [
            f"- {phase.name}: {phase.faults.count(fault)} × {fault}"
            for fault in sorted(set(phase.faults))[:10]
        ]
    slow = [f"{at(sorted(phase.probes), 1):,.0f} ms" for phase in found.phases if phase.probes]
    lines += [f"- slowest of the probes: {', '.join(slow)}"] if slow else []
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
