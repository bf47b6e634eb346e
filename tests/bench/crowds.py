"""Phases of a load: a crowd between two moments, what happens beside it, and what was found."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.people import Browser, Visitor
from tests.bench.serving import web_processes

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    Work = Coroutine[object, object, None]

HEAD = (
    "| phase | answers | of them writes | p50 ms | p95 ms | p99 ms | most ms | a second |"
    " 503 with Retry-After | errors | note |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)
PASSWORD = "Ceshi-2026-henduoren"
"""What the people of the demonstration are given before they sign in by password."""
PUBLIC = ("/", "/lists/", "/?q=秸秆焚烧归谁管", "/anchor/", "/environment/", "/data/")
SIGN_IN, WRITE, PROBE = "sign-in", "write", "probe"


@dataclass(slots=True)
class Phase:
    """What happened between two moments; times in milliseconds."""

    name: str
    times: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    sign_ins: list[float] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    spent: float = 0
    computed: float = 0
    note: str = ""

    def take(self, kind: str, status: int, seconds: float, *, polite: bool) -> None:
        """Count one answer."""
        if status == 503 and polite:
            self.refused += 1
        elif status >= 400 or status == 0:
            self.faults.append(f"{status} {kind}")
        else:
            kept = {WRITE: self.writes, SIGN_IN: self.sign_ins, PROBE: self.probes}
            kept.get(kind, self.times).append(seconds * 1000)

    @property
    def others(self) -> list[float]:
        """Return the times of everything but signing in and probes, in order."""
        return sorted(self.times + self.writes)

    @property
    def row(self) -> str:
        """Return the line of the table."""
        every = sorted(self.times + self.writes + self.sign_ins)
        rate = len(every) / self.spent if self.spent else 0
        cells = [*(f"{at(every, share):,.0f}" for share in (0.5, 0.95, 0.99, 1)), f"{rate:,.1f}"]
        note = self.note
        if self.computed and every:
            note += f"{self.computed / len(every) * 1000:.1f} ms of computing an answer; "
        return (
            f"| {self.name} | {len(every):,} | {len(self.writes):,} | {' | '.join(cells)} |"
            f" {self.refused:,} | {len(self.faults):,} | {note.removesuffix('; ')} |"
        )


def at(ordered: list[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many people, how long they think, how often they write, and by what they sign in."""

    port: int
    users: int
    think: float
    writes: int
    seconds: float
    password: str = ""
    arrive: float = 0
    """Seconds over which they come; without it, as long as one of them thinks."""

    def people(self, phase: Phase, dice: random.Random) -> list[Work]:
        """Return what each of them does."""
        until = time.monotonic() + self.seconds
        return [
            Visitor(
                Browser(self.port, source=f"10.1.{number // 250}.{number % 250 + 1}"),
                random.Random(dice.random()),  # noqa: S311 - the same visits every time
                self.think,
                self.writes,
                phase.take,
                password=self.password,
            ).visit(until, arrive=self.arrive or self.think)
            for number in range(self.users)
        ]


async def run(phase: Phase, work: Iterable[Work]) -> None:
    """Let everything happen at once; say how long it took."""
    began = time.monotonic()
    await asyncio.gather(*work)
    phase.spent = time.monotonic() - began


async def guess(phase: Phase, port: int, rate: int, seconds: float) -> None:
    """Send wrong passwords from one source, so many a second; nobody waits for the answers."""
    found = await Visitor.guess(port, rate, time.monotonic() + seconds)
    told = ", ".join(f"{number:,} × {status}" for status, number in sorted(found.items()))
    phase.note += f"wrong passwords answered {told}; "


async def probe(phase: Phase, port: int, paths: tuple[str, ...], seconds: float, many: int) -> None:
    """Look at public pages now and then, as somebody who checks whether they answer."""
    browser = Browser(port)
    for number in range(many):
        path = paths[number % len(paths)]
        answer = await browser.get(path)
        polite = "retry-after" in answer.headers
        phase.take(PROBE, answer.status, answer.seconds, polite=polite)
        await asyncio.sleep(max(0.0, seconds / many - answer.seconds))


async def kill_one(phase: Phase, parent: int, wait: float) -> None:
    """Kill a web worker with no warning; the server starts another."""
    await asyncio.sleep(wait)
    victim = web_processes(parent)[-1]  # the arbiter is the oldest
    os.kill(victim, signal.SIGKILL)
    phase.note += f"worker {victim} killed after {wait:.0f} s; "


async def beside(
    phase: Phase, command: list[str], environment: dict[str, str], times: list[float]
) -> None:
    """Run a command meanwhile."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    code = await process.wait()
    times.append(time.monotonic() - began)
    phase.note += f"beside: {times[-1]:.1f} s, exit code {code}; "
    if code:
        phase.faults.append(f"{code} beside")
