"""Tables of environmental quality: registers, versioned readings, papers that are frozen."""

from bihuan.modules.quality.models.papers import (
    CandidateState,
    FrozenSheet,
    InterviewCandidate,
    MonthPublication,
)
from bihuan.modules.quality.models.readings import (
    DayValue,
    HourBlock,
    ImportKind,
    ImportRun,
    PlaceMonth,
    PublishedRank,
    Section,
    SectionMonth,
    Station,
    YearTarget,
)

__all__ = [
    "CandidateState",
    "DayValue",
    "FrozenSheet",
    "HourBlock",
    "ImportKind",
    "ImportRun",
    "InterviewCandidate",
    "MonthPublication",
    "PlaceMonth",
    "PublishedRank",
    "Section",
    "SectionMonth",
    "Station",
    "YearTarget",
]
