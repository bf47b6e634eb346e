"""What several panels of papers read and leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.access import once_a_page
from bihuan.kernel.ui.components import Fact
from bihuan.modules.documents.queries import going

if TYPE_CHECKING:
    from bihuan.modules.documents.models import Receiving, Sending

NOT_SAID = Fact("", "").missing


def told(facts: list[Fact]) -> list[Fact]:
    """Leave out what is empty and not awaited."""
    return [fact for fact in facts if fact.value not in ("", None) or fact.missing != NOT_SAID]


def sending_of(pk: int) -> Sending:
    """One paper; a page reads it once."""
    return once_a_page(f"documents.sending:{pk}", lambda: going.sending_of(pk))


def circulations_of(detail: Receiving) -> list[Any]:
    """Everybody a paper was sent round to; a page reads them once."""
    rows = detail.circulations.order_by("pk")
    return once_a_page(f"documents.circulations:{detail.pk}", lambda: list(rows))
