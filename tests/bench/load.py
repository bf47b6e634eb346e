"""`make load`: people with think time against real processes, and what they had to wait.

Starts `bihuan serve --workers N --jobs M` on a database of its own (or on the demonstration that
DATABASE_URL or BIHUAN_VAR names), signs people in, lets them read and write, and prints one table.
A phase can be an overload, a storm of sign-ins, a command that runs beside, or a worker's death.
The load comes from the same machine: its cores are shared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.people import Browser, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
START = 120
GOAL = {"p95": 200, "p99": 400}


@dataclass(slots=True)
class Phase:
    """What happened between two moments."""

    name: str
    times: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    spent: float = 0
    note: str = ""

    def take(self, kind: str, status: int, seconds: float, *, polite: bool) -> None:
        """Count one answer."""
        if status == 503 and polite:
            self.refused += 1
        elif status >= 400 or status == 0:
            self.faults.append(f"{status} {kind}")
        else:
            (self.writes if kind == "write" else self.times).append(seconds * 1000)

    @property
    def row(self) -> str:
        """Return the line of the table."""
        every = sorted(self.times + self.writes)
        figures = [_at(every, share) for share in (0.5, 0.95, 0.99, 1)]
        rate = len(every) / self.spent if self.spent else 0
        cells = [*(f"{value:,.0f}" for value in figures), f"{rate:,.1f}"]
        return (
            f"| {self.name} | {len(every):,} | {len(self.writes):,} | {' | '.join(cells)} |"
            f" {self.refused:,} | {len(self.faults):,} | {self.note} |"
        )


HEAD = (
    "| phase | answers | of them writes | p50 ms | p95 ms | p99 ms | most ms | a second |"
    " 503 with Retry-After | errors | note |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


def main() -> int:
    """Start, load, tell."""
    asked = _arguments()
    with ExitStack() as stack:
        environment = stack.enter_context(_database(asked))
        port = _free_port()
        began = time.perf_counter()
        server = stack.enter_context(_server(asked, environment, port))
        started = time.perf_counter() - began
        phases = asyncio.run(_all(asked, port, server, environment))
        memory = f"web processes hold {held_by_web(server.pid):.0f} MB together"
        alive = workers_alive(port)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    kind = "PostgreSQL" if environment.get("DATABASE_URL") else "SQLite"
    write = sys.stdout.write
    write(f"\n{kind}, {asked.workers} web processes, {asked.threads} threads each,")
    write(f" {asked.jobs} workers; Python {platform.python_version()}, load average {load}\n")
    write(f"start until the first answer {started:.1f} s; {memory}\n{alive}\n\n{HEAD}\n")
    write("\n".join(phase.row for phase in phases) + "\n")
    for phase in phases:
        for fault in sorted(set(phase.faults))[:10]:
            write(f"- {phase.name}: {phase.faults.count(fault)} × {fault}\n")
    return int(any(phase.faults for phase in phases))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
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
    parser.add_argument("--beside", default="", help="a command that runs meanwhile")
    return parser.parse_args()


@contextmanager
def _database(asked: argparse.Namespace) -> Iterator[dict[str, str]]:
    """Lend a filled database: one that is named, or a fresh one."""
    environment = {**os.environ, "BIHUAN_LOG": "ERROR"}
    with ExitStack() as stack:
        if asked.postgresql:
            from tests.bench.__main__ import empty_database  # noqa: PLC0415  needs a server

            environment["DATABASE_URL"] = stack.enter_context(empty_database())
        if not os.environ.get("BIHUAN_VAR"):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-load-"))
            environment["BIHUAN_VAR"] = folder
        fresh = (
            asked.postgresql or not (Path(environment["BIHUAN_VAR"]) / "bihuan.sqlite3").exists()
        )
        if fresh and (asked.postgresql or not environment.get("DATABASE_URL")):
            words = ["scale", "--regions", asked.regions] if asked.regions else ["demo"]
            subprocess.run([_bihuan(), *words], env=environment, check=True)  # noqa: S603 - ours
        yield environment


def _bihuan() -> str:
    return str(Path(sys.executable).with_name("bihuan"))


@contextmanager
def _server(
    asked: argparse.Namespace, environment: dict[str, str], port: int
) -> Iterator[subprocess.Popen[bytes]]:
    words = {"--port": port, "--workers": asked.workers, "--threads": asked.threads}
    words["--jobs"] = asked.jobs
    command = [_bihuan(), "serve", *(str(part) for pair in words.items() for part in pair)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        until = time.monotonic() + START
        while not answers(port):
            if time.monotonic() > until or server.poll() is not None:
                raise TimeoutError("The server does not answer.")
            time.sleep(0.05)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=60)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in wire.recv(64)
    except OSError:
        return False


async def _all(
    asked: argparse.Namespace,
    port: int,
    server: subprocess.Popen[bytes],
    environment: dict[str, str],
) -> list[Phase]:
    dice = _dice(7)
    phases = []
    if asked.storm:
        storm = Phase("storm of sign-ins, wrong passwords beside")
        phases.append(storm)
        await _phase(storm, _crowd(asked, port, dice, storm, asked.users, 60), 60, port, wrong=20)
    usual = Phase(f"{asked.users} people, {asked.think:g} s to think, {asked.writes} % writes")
    phases.append(usual)
    crowd = _crowd(asked, port, dice, usual, asked.users, asked.seconds)
    beside = [_kill_one(server.pid, asked.seconds / 2, usual)] if asked.kill else []
    if asked.beside:
        beside.append(_run_beside(asked.beside, environment, usual))
    await _phase(usual, crowd + beside, asked.seconds, port)
    if asked.overload:
        many = asked.users * asked.overload
        heavy = Phase(f"overload: {many} people")
        await _phase(heavy, _crowd(asked, port, dice, heavy, many, 60), 60, port)
        after = Phase("after it, from the tenth second")
        await asyncio.sleep(10)
        await _phase(after, _crowd(asked, port, dice, after, asked.users, 60), 60, port)
        phases += [heavy, after]
    return phases


def _crowd(
    asked: argparse.Namespace,
    port: int,
    dice: random.Random,
    phase: Phase,
    users: int,
    seconds: float,
) -> list[object]:
    until = time.monotonic() + seconds
    return [
        Visitor(Browser(port), _dice(dice.random()), asked.think, asked.writes, phase.take).visit(
            until
        )
        for _ in range(users)
    ]


def _dice(seed: float) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same visits every time


async def _phase(
    phase: Phase, work: list[object], seconds: float, port: int, *, wrong: int = 0
) -> None:
    began = time.monotonic()
    if wrong:
        work = [*work, Visitor.guess(port, wrong, began + seconds)]
    await asyncio.gather(*work)  # type: ignore[call-overload]
    phase.spent = time.monotonic() - began


async def _kill_one(parent: int, wait: float, phase: Phase) -> None:
    """Kill a web worker with no warning; the server starts another."""
    await asyncio.sleep(wait)
    workers = [pid for pid in _family(parent) if "gunicorn" in _command(pid)]
    victim = max(workers)  # the arbiter is the oldest
    os.kill(victim, signal.SIGKILL)
    phase.note += f"worker {victim} killed after {wait:.0f} s; "


async def _run_beside(command: str, environment: dict[str, str], phase: Phase) -> None:
    began = time.monotonic()
    run = await asyncio.create_subprocess_exec(*shlex.split(command), env=environment)
    code = await run.wait()
    phase.note += f"beside: {time.monotonic() - began:.1f} s, exit code {code}; "


def _family(parent: int) -> list[int]:
    """Return a process and all below it."""
    found, parents = [parent], {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                folder.joinpath("stat").read_text().split(") ")[1].split()[1]
            )
        except (OSError, IndexError, ValueError):
            continue
    for pid in found:
        found += [child for child, above in parents.items() if above == pid]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def held_by_web(parent: int) -> float:
    """Return the megabytes the web processes hold together: pages they share counted once."""
    total = 0
    for pid in _family(parent):
        if "gunicorn" in _command(pid):
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += next(
                int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")
            )
    return total / 1024


def processor_time(parent: int) -> float:
    """Return the seconds of processor a process and all below it have used."""
    ticks = 0
    for pid in _family(parent):
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        ticks += sum(map(int, text.split(") ")[1].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def workers_alive(port: int) -> str:
    """Say what the server tells a monitor of its processes: after a kill they are complete."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as told:
        lines = told.read().decode().splitlines()
    wanted = ("bihuan_workers", "bihuan_requests_shed_total", "bihuan_jobs{")
    return ", ".join(line for line in lines if line.startswith(wanted))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
