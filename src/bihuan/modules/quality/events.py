"""What this module writes into the ledger and announces to the modules above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ledger import Verb

if TYPE_CHECKING:
    from datetime import date

IMPORTED = Verb("quality.imported", "导入环境质量数据")
FROZEN = Verb("quality.sheet_frozen", "固化约谈情形判定表")
PUBLISHED = Verb("quality.month_published", "公布环境质量月度数据")
WITHDRAWN = Verb("quality.month_withdrawn", "撤下已公布的环境质量月度数据")

VERBS = (IMPORTED, FROZEN, PUBLISHED, WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewCandidateAccepted:
    """A proposal to interview was accepted and handed on; it is still not an interview."""

    case_id: int
    number: str
    place: str
    place_name: str
    rule: str
    tier: int
    term: str
    sentence: str
    sheet: str
    accepted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsChanged:
    """Readings came or were corrected, of these months of these places (both may be empty)."""

    kind: str
    run: int
    years: tuple[int, ...]
    on: date
