"""What each page of the portal shows: typed contexts, filled from published copies only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.ledger.api import AnchorLine
    from bihuan.modules.matters.queries.publications import (
        FingerprintMatch,
        PortalFigures,
        PublishedList,
        PublishedRow,
        PublishingBody,
    )
    from bihuan.modules.matters.queries.responsible import Answer


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """One region with published lists."""

    code: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """The question, its answer, and four figures."""

    question: str
    region: str
    answer: Answer | None
    figures: PortalFigures
    regions: tuple[RegionChoice, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListsPage:
    """Every body with a list in force."""

    region: str
    regions: tuple[RegionChoice, ...]
    bodies: tuple[PublishingBody, ...]


@dataclass(frozen=True, slots=True)
class BodyPage:
    """One body: its list in force and the versions before; `withdrawn` is one it took back."""

    body: str
    body_name: str
    region_name: str
    current: PublishedList | None
    withdrawn: PublishedList | None
    versions: tuple[PublishedList, ...]
    late: int

    @property
    def sentence(self) -> str:
        """How punctual the body was, in one sentence."""
        count, on_time = len(self.versions), len(self.versions) - self.late
        if not self.late:
            return f"共公开{count}版清单，每一版都按期公开。"
        longest = max(item.late_days for item in self.versions)
        return f"共公开{count}版清单，按期{on_time}版，逾期{self.late}版，最长逾期{longest}天。"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One published version with its permanent address."""

    publication: PublishedList
    rows: tuple[PublishedRow, ...]
    permanent: str


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The check of a file or a fingerprint."""

    asked: str = ""
    file_name: str = ""
    sm3: str = ""
    sha256: str = ""
    matches: tuple[FingerprintMatch, ...] = ()
    error: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class AnchorPage:
    """The anchor of today and those before it."""

    today: date
    anchor: AnchorLine | None
    earlier: tuple[AnchorLine, ...]
