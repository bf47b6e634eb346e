"""What the tests of assurance said, kept by goal, and the page that follows from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.assurance.register import Goal, Lane

INTRODUCTION = """# Assurance

What must hold, the figure it was held to, and the figure found. Written by `make assurance`; each
row says when, on which commit, with which seed and at which load it was last found. A goal without
a test counts as red, and what a test leaves out is said beside its figure.

`make assurance ONLY="A6 A7"` runs some goals, `SEED=740000` repeats a run, `LANE=push` runs what
every `make test` runs as well. A new group is a file `tests/assurance/lane_<letter>.py`.
"""


@dataclass(slots=True)
class Found:
    """What was last found of one goal."""

    held: bool = True
    tests: int = 0
    seconds: float = 0
    figures: list[str] = field(default_factory=list)
    seed: str = ""
    on: str = ""
    commit: str = ""
    load: str = ""


def read_report(report: Path, *, on: str, commit: str, load: str) -> dict[str, Found]:
    """Add up a JUnit report by goal; a test may serve several."""
    found: dict[str, Found] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  written by pytest just now
        said = [(each.get("name"), each.get("value", "")) for each in case.iter("property")]
        held = all(case.find(word) is None for word in ("failure", "error", "skipped"))
        for key in (value for name, value in said if name == "goal"):
            row = found.setdefault(key, Found(on=on, commit=commit, load=load))
            row.held &= held
            row.tests += 1
            row.seconds += float(case.get("time", "0"))
            row.figures += [value for name, value in said if name == "figure"]
            row.seed = next((value for name, value in said if name == "seed"), row.seed)
    return found


def keep(path: Path, found: dict[str, Found]) -> dict[str, Found]:
    """Put what was found now over what was found before; return everything known."""
    known = {}
    if path.exists():
        known = {key: Found(**row) for key, row in json.loads(path.read_text("utf-8")).items()}
    known |= found
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {key: asdict(row) for key, row in sorted(known.items())}
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return known


def verdict(goal: Goal, found: Found | None) -> str:
    """Say in a word how a goal stands."""
    if found is None:
        return "not built" if goal.missing else "not run"
    if not found.held:
        return "**missed**"
    return "partly" if goal.missing else "reached"


def row_of(goal: Goal, found: Found | None) -> str:
    """Return one line of the page."""
    said = "; ".join(found.figures) if found else ""
    if goal.missing:
        said = f"{said}; {goal.missing}" if said else goal.missing
    when = ""
    if found:
        seed = f", seed {found.seed}" if found.seed else ""
        when = f"{found.on}, `{found.commit}`{seed}, load {found.load}"
    took = f"{found.tests} in {found.seconds:.0f} s" if found else ""
    cells = (goal.key, goal.what, goal.goal, verdict(goal, found), said, took, when)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(lanes: Iterable[Lane], known: dict[str, Found]) -> str:
    """Return the page of all lanes."""
    parts = [INTRODUCTION]
    for lane in lanes:
        parts += [
            f"\n## {lane.letter}. {lane.title}\n",
            "| ID | what | goal | | found | tests | when |",
            "|---|---|---|---|---|---|---|",
            *(row_of(goal, known.get(goal.key)) for goal in lane.goals),
        ]
    return "\n".join(parts) + "\n"
