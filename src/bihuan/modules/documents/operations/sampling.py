"""Believable examples of every kind, invented, marked 演示数据; they come with the kind itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.rules.values import Annex, Issuer, Kind, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "演示数据"


def from_mapping(kind: str, raw: Mapping[str, Any], *, draft: bool = False) -> Paper:
    """Compose from one mapping, as it stands in a sample or a file of data."""
    rest = dict(raw)
    issuer = Issuer(
        name=rest.pop("issuer", ""),
        head=rest.pop("head", ""),
        joint=tuple(rest.pop("joint", ())),
        office=rest.pop("office", ""),
    )
    annexes = tuple(
        Annex(
            title=one["title"],
            text=one.get("text", ""),
            columns=tuple(one.get("columns", ())),
            rows=tuple(tuple(row) for row in one.get("rows", ())),
        )
        for one in rest.pop("annexes", ())
    )
    return compose(kind=kind, issuer=issuer, annexes=annexes, draft=draft, **rest)


def sample(kind: Kind) -> Paper:
    """Compose the example of a kind."""
    return from_mapping(kind.key, {**kind.sample, "mark": MARK})
