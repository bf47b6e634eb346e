"""The published form of an anchor: one line of text that a person can copy into a newspaper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FORM = re.compile(
    r"bihuan-anchor 1 (?P<day>\d{4}-\d{2}-\d{2}) (?P<size>[1-9]\d{0,18}) "
    r"(?P<algorithm>[a-z0-9]+):(?P<head>[0-9a-f]{64})"
)


class NotAnAnchor(ValueError):
    """A line does not have the form of an anchor."""


@dataclass(frozen=True, slots=True)
class AnchorLine:
    """At the end of ``size`` entries the ledger's last digest was ``head``."""

    day: date
    size: int
    head: str
    algorithm: str

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        return f"{self.day.isoformat()} 的锚点"

    def __str__(self) -> str:
        """Return the published line."""
        return f"bihuan-anchor 1 {self.day.isoformat()} {self.size} {self.algorithm}:{self.head}"


def parse_anchor(line: str) -> AnchorLine:
    """Read one published line back."""
    found = _FORM.fullmatch(line.strip())
    if found is None:
        msg = f"这一行不是锚点：{line.strip()[:80]!r}。"
        raise NotAnAnchor(msg)
    try:
        day = date.fromisoformat(found["day"])
    except ValueError as error:
        msg = f"锚点的日期不存在：{found['day']}。"
        raise NotAnAnchor(msg) from error
    return AnchorLine(day, int(found["size"]), found["head"], found["algorithm"])


def parse_anchors(lines: Iterable[str]) -> tuple[AnchorLine, ...]:
    """Read every line that is neither empty nor a ``#`` comment."""
    kept = (line.strip() for line in lines)
    return tuple(parse_anchor(line) for line in kept if line and not line.startswith("#"))


def read_anchors(path: Path) -> tuple[AnchorLine, ...]:
    """Read a file of published lines."""
    with path.open(encoding="utf-8") as file:
        return parse_anchors(file)
