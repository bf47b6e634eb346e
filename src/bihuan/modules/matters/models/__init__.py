"""Tables of the matter lists: working records and, apart from them, frozen public copies."""

from bihuan.modules.matters.models.lists import (
    ContentSnapshot,
    ListState,
    MatterLevel,
    MatterList,
    MatterRole,
    MatterRow,
    ReceiptSeries,
    Reminder,
    RowNote,
    Seal,
)
from bihuan.modules.matters.models.publications import (
    Publication,
    PublishedGram,
    PublishedMatter,
)

__all__ = [
    "ContentSnapshot",
    "ListState",
    "MatterLevel",
    "MatterList",
    "MatterRole",
    "MatterRow",
    "Publication",
    "PublishedGram",
    "PublishedMatter",
    "ReceiptSeries",
    "Reminder",
    "RowNote",
    "Seal",
]
