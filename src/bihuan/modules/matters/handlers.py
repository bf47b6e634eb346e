"""What the matter lists do when one of them moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.matters.models import ListState
from bihuan.modules.matters.operations import indexing
from bihuan.modules.matters.operations.partnering import ask_partners, drop_partnerships
from bihuan.modules.matters.operations.reviewing import close_revised
from bihuan.modules.matters.operations.taking import close_shown, place_row

if TYPE_CHECKING:
    from bihuan.kernel.process import StepPerformed
    from bihuan.modules.matters.events import (
        FilingChecked,
        ListFiled,
        ListPublished,
        PublicationWithdrawn,
    )


def on_list_filed(event: ListFiled) -> None:
    """Ask the bodies named as partners, and let those who may see the list find its matters."""
    ask_partners(list_number=event.number, at=event.at)
    indexing.index_filed(event.case_id, on=event.filed_on)


def on_filing_checked(event: FilingChecked) -> None:
    """A list that was sent back is not one to rely on."""
    if not event.accepted:
        indexing.unindex_filed(event.case_id, on=event.checked_on)


def on_list_published(event: ListPublished) -> None:
    """Close what waited for this list to be public, and let everybody find its matters."""
    close_shown(body=event.body, list_number=event.number, at=event.at)
    close_revised(body=event.body, at=event.at)
    indexing.index_publication(event.address, on=event.published_on)


def on_publication_withdrawn(event: PublicationWithdrawn) -> None:
    """Let nobody find the matters of a list that its body took back."""
    indexing.end_body(event.body, on=event.on)


def on_step(event: StepPerformed) -> None:
    """Place a decided matter; a withdrawn list needs no partner's answer."""
    if event.process == "matter-intake" and event.step == "place":
        place_row(number=event.number, at=event.at)
    if event.process == "matter-list" and event.after == ListState.WITHDRAWN:
        drop_partnerships(list_number=event.number, at=event.at)
