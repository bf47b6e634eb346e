"""The live preview: pages as pictures beside what is being written, with what 公文体检 finds."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ui.components import Light
from bihuan.modules.documents.rules.making import live_pages_of

if TYPE_CHECKING:
    from bihuan.modules.documents.rules.checkup import Finding
    from bihuan.modules.documents.rules.values import Paper

MOST_PAGES = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages as they would be printed, or why they cannot be."""

    pages: tuple[str, ...] = ()
    count: int = 0
    faults: tuple[str, ...] = ()
    findings: tuple[tuple[Finding, Light], ...] = ()
    checked: bool = True

    @property
    def must(self) -> int:
        """How many things stop the paper."""
        return sum(each.blocks for each, _ in self.findings)

    @property
    def advice(self) -> int:
        """How many things are only said."""
        return len(self.findings) - self.must


def weighed(found: tuple[Finding, ...]) -> tuple[tuple[Finding, Light], ...]:
    """Findings with their marks: shape and words, not colour alone."""
    return tuple((each, Light("late" if each.blocks else "soon", each.weight)) for each in found)


def shown(paper: Paper, findings: tuple[Finding, ...] | None = None) -> Preview:
    """Print a paper for the screen; without `findings` nothing was checked.

    :raises BadPaper: when it cannot be printed.
    """
    pages = live_pages_of(paper)
    return Preview(
        pages=tuple(b64encode(each).decode() for each in pages[:MOST_PAGES]),
        count=len(pages),
        faults=paper.faults,
        findings=weighed(findings or ()),
        checked=findings is not None,
    )
