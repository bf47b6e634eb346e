"""Tables of the matter lists: working records and, apart from them, frozen public copies."""

from bihuan.modules.matters.models.companions import (
    IntakeState,
    MatterIntake,
    PartnerAnswer,
    PartnerMatter,
    Partnership,
    PartnershipState,
    ReviewState,
    YearlyReview,
)
from bihuan.modules.matters.models.duties import Duty, DutyRegister
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
    PublishedMatter,
)
from bihuan.modules.matters.models.searching import SearchEntry, SearchScope, SearchStamp
from bihuan.modules.matters.models.versions import Citation, ContentDay

__all__ = [
    "Citation",
    "ContentDay",
    "ContentSnapshot",
    "Duty",
    "DutyRegister",
    "IntakeState",
    "ListState",
    "MatterIntake",
    "MatterLevel",
    "MatterList",
    "MatterRole",
    "MatterRow",
    "PartnerAnswer",
    "PartnerMatter",
    "Partnership",
    "PartnershipState",
    "Publication",
    "PublishedMatter",
    "ReceiptSeries",
    "Reminder",
    "ReviewState",
    "RowNote",
    "Seal",
    "SearchEntry",
    "SearchScope",
    "SearchStamp",
    "YearlyReview",
]
