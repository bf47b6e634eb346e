"""Figures of a paper against those of its record: compared by their numbers."""

from __future__ import annotations

from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules.linked import figures, stale_in


def test_figures_are_compared_by_their_numbers() -> None:
    kind = catalogue.kind("filing-receipt")
    given = {"count": "12", "publish_by": "2026-09-05", "list": "甲清单"}
    as_is = stale_in(kind, given, given, dict(given))
    assert as_is == ()
    (gone,) = stale_in(kind, given, given, given | {"count": "13"})
    assert (gone.field, gone.printed, gone.now, gone.by_hand) == ("count", "12", "13", False)
    (hand,) = stale_in(kind, given | {"count": "11"}, given, dict(given))
    assert hand.by_hand
    assert figures(["09", {"a": "1.50%"}]) == ("9", "1.50")
