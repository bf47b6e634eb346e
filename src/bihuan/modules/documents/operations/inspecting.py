"""Looking at data before they become a paper: what cannot be printed, what the checks say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.operations.printing import render
from bihuan.modules.documents.operations.sampling import from_mapping
from bihuan.modules.documents.queries.catalogue import kind as kind_of
from bihuan.modules.documents.rules import checkup
from bihuan.modules.documents.rules.looked_up import checked_file
from bihuan.modules.documents.rules.values import BadPaper

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bihuan.modules.documents.rules.values import Paper


def inspect(
    kind: str, raw: Mapping[str, Any], *, on: date
) -> tuple[Paper, tuple[checkup.Finding, ...]]:
    """Compose as a draft and say everything the checks find; bodies are judged by their names.

    :raises BadPaper: it cannot be composed at all.
    """
    paper = from_mapping(kind, raw, draft=True)
    printing: tuple[str, ...] = ()
    try:
        render(paper)
    except BadPaper as fault:
        printing = fault.faults
    checked = checked_file(kind_of(kind), paper, raw, on=on, printing=printing)
    return paper, checkup.findings(checked)
