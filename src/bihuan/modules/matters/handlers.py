"""What the matter lists do when one of them moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.matters.operations.taking import close_shown

if TYPE_CHECKING:
    from bihuan.modules.matters.events import ListPublished


def on_list_published(event: ListPublished) -> None:
    """Close what waited for this list to be public."""
    close_shown(body=event.body, list_number=event.number, at=event.at)
