"""The editable copy (to be written)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.modules.documents.rules.values import Paper


def write(paper: Paper) -> bytes:
    """Return the paper as .docx."""
    raise NotImplementedError(paper.kind)
