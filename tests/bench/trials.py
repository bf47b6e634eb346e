"""The rows of assurance that are loads: how each is run, and what it must reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.bench.crowds import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.crowds import Phase
    from tests.bench.serving import Holding


@dataclass(frozen=True, slots=True)
class Trial:
    """One row: what it is, and the settings of the load that runs it."""

    what: str
    settings: dict[str, Any] = field(default_factory=dict)


TRIALS = {
    "G1": Trial("200 people, 5 s to think", {"kill": False}),
    "G2": Trial("200 people, 1 s to think", {"think": 1.0, "seconds": 60}),
    "G3": Trial("five times as many people as it can carry", {"seconds": 60, "overload": 5}),
    "G5": Trial("public pages looked at 140 times meanwhile", {"seconds": 140, "probes": 140}),
    "G6": Trial("200 sign-ins in a minute, 20 wrong a second", {"seconds": 60, "storm": True}),
    "G7": Trial("50,000 rows imported meanwhile", {"seconds": 90, "imported": 50_000}),
    "G8": Trial("half the load, for hours", {"users": 100, "seconds": 1_800}),
}
G1 = ((0.5, 60), (0.95, 200), (0.99, 400), (1, 3_000))
NAMES = {0.5: "p50", 0.95: "p95", 0.99: "p99", 1: "most"}
SLOW_SIGN_IN, SLOW_PROBE, LONGEST_IMPORT = 3_000, 1_000, 60
MOST_WAL, MOST_GROWTH, MOST_TOGETHER = 64, 1.05, 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure and the goal it is held to."""

    what: str
    found: float
    most: float
    unit: str = "ms"
    least: float = 0

    @property
    def held(self) -> bool:
        """Whether the goal is reached."""
        return self.least <= self.found <= self.most

    def __str__(self) -> str:
        goal = f"≥ {self.least:,g}" if self.least else f"≤ {self.most:,g}"
        return f"{self.what} {self.found:,.0f} {self.unit} (goal {goal})".replace("  ", " ")


def findings(
    goal: str,
    phases: Sequence[Phase],
    holding: Sequence[Holding],
    beside: Sequence[float],
    *,
    alive: bool,
) -> list[Finding]:
    """Hold what was found to the figures of a row; nothing without one."""
    if not goal:
        return []
    found = list(_of(goal, phases, holding, beside))
    faults = sum(len(phase.faults) for phase in phases)
    found.append(Finding("errors", faults, 0, unit=""))
    found.append(Finding("server dead", int(not alive), 0, unit=""))
    return found


def _of(
    goal: str, phases: Sequence[Phase], holding: Sequence[Holding], beside: Sequence[float]
) -> Iterator[Finding]:
    last = phases[-1]
    match goal:
        case "G1":
            yield from _times(last, G1)
            yield Finding("web processes together", holding[-1].megabytes, MOST_TOGETHER, "MB")
        case "G2":
            yield from _times(last, ((0.99, 1_000),))
        case "G3":
            yield Finding("503 with Retry-After", phases[-2].refused, 1e9, "times", least=1)
            yield from _times(last, G1)
            yield Finding("503 afterwards", last.refused, 0, unit="")
        case "G5":
            slow = sum(each >= SLOW_PROBE for each in last.probes)
            yield Finding(f"slow of {len(last.probes)}", slow, 0, unit="")
            yield Finding("slowest", at(sorted(last.probes), 1), SLOW_PROBE)
        case "G6":
            storm = sorted(phases[0].sign_ins)
            yield Finding(f"{len(storm)} sign-ins p99", at(storm, 0.99), SLOW_SIGN_IN)
            yield from _times(phases[0], ((0.99, 800),))
        case "G7":
            yield Finding("import", sum(beside), LONGEST_IMPORT, "s")
            yield from _times(last, ((0.99, 800),))
        case "G8":
            first, end = holding[0], holding[-1]
            grown = end.megabytes / first.megabytes
            yield Finding("memory, of what it was warm", grown * 100, MOST_GROWTH * 100, "%")
            yield Finding("handles more", end.handles - first.handles, 0, unit="")
            yield Finding("WAL", max(each.wal for each in holding), MOST_WAL, "MB")
            yield from _times(last, G1)


def _times(phase: Phase, goals: Sequence[tuple[float, float]]) -> Iterator[Finding]:
    for share, most in goals:
        yield Finding(f"{NAMES[share]} of {len(phase.others):,}", at(phase.others, share), most)
