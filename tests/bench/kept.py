"""What was measured, kept between runs: a nation on one database may be measured apart.

One file a part in var/bench: its figures, when they were taken, on which commit, and under which
conditions. A part that is measured again takes the place of what was kept of it.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page: a database at one size, or something without a database."""

    key: str
    text: str
    """The section as it stands on the page."""
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By name: median, SQL count and what else growth is told from."""
    on: str = ""
    commit: str = ""
    seconds: float = 0

    @property
    def when(self) -> str:
        """Say when and on which commit this was measured, and how long it took."""
        return f"{self.on} (UTC), commit {self.commit}, in {self.seconds:,.0f} s"


def keep(
    key: str, text: str, seconds: float, figures: dict[str, dict[str, Any]] | None = None
) -> Part:
    """Put a part in the place of what was kept of it."""
    on = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    part = Part(key, text, figures or {}, on, _commit(), seconds)
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{key}.json"
    file.write_text(json.dumps(asdict(part), ensure_ascii=False, indent=1), encoding="utf-8")
    return part


def kept() -> dict[str, Part]:
    """Return everything that is kept, by its key."""
    files = sorted(FOLDER.glob("*.json"))
    parts = (Part(**json.loads(file.read_text(encoding="utf-8"))) for file in files)
    return {part.key: part for part in parts}


def _commit() -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "unknown"
