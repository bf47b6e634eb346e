"""Looking at data before they become a paper: what cannot be printed, what the checks say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.operations.sampling import from_mapping
from bihuan.modules.documents.rules import checkup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bihuan.modules.documents.rules.values import Paper


def inspect(kind: str, raw: Mapping[str, Any], *, on: date) -> tuple[Paper, tuple[str, ...]]:
    """Compose as a draft and say everything that keeps it from being signed."""
    paper = from_mapping(kind, raw, draft=True)
    checked = checkup.Checked(
        kind=paper.kind,
        title=paper.title,
        issuer=raw.get("issuer", ""),
        recipients=tuple(raw.get("recipients", ())),
        cc=tuple(raw.get("copies", ())),
        data=raw.get("data", {}),
        on=on,
        paper=paper,
    )
    found = tuple(one.sentence for one in checkup.findings(checked))
    return paper, (*paper.faults, *found)
