"""The register of assurance: lanes, one file a group, and the goals that each must reach.

A lane is a file `lane_<letter>.py` here that defines `LANE`. A test belongs to a goal by
`@pytest.mark.goal("A6")`, wherever it stands, and says its figure with the fixture `figure`. What
is too slow for every push is marked `assurance` as well: `make test` leaves it out and says so.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Goal:
    """One row: what must hold, and the number that says it does."""

    key: str
    what: str
    goal: str
    missing: str = ""
    """Why there is no test, or what its tests leave out; said in the report."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One group of goals, and where its tests stand."""

    letter: str
    title: str
    goals: tuple[Goal, ...]
    paths: tuple[str, ...]
    """Files and folders with tests of this group."""


def lanes() -> tuple[Lane, ...]:
    """Return every lane there is, by its letter."""
    found = []
    for path in sorted(HERE.glob("lane_*.py")):
        lane = importlib.import_module(f"tests.assurance.{path.stem}").LANE
        if not isinstance(lane, Lane):
            msg = f"{path.name}: LANE is no Lane."
            raise TypeError(msg)
        found.append(lane)
    return tuple(found)


def goals() -> dict[str, Goal]:
    """Return every goal by its key."""
    return {goal.key: goal for lane in lanes() for goal in lane.goals}
