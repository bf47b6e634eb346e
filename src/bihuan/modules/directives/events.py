"""What this module writes into the ledger and announces to the modules above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ledger import Verb

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.modules.directives.rules.faces import ClauseFace

LOADED = Verb("directives.loaded", "载入文件条款")
GENERATED = Verb("directives.generated", "生成应办事项")
HAPPENED = Verb("directives.happened", "登记触发事项")
WITHDRAWN = Verb("directives.evidence_withdrawn", "撤回佐证")
EXEMPTION_ENDED = Verb("directives.exemption_ended", "终止不适用或豁免")

MEASURED = Verb("directives.measured", "按读数判定应办事项")

LOCALISED = Verb("directives.localised", "登记本地对条款的决定")

VERBS = (LOCALISED, MEASURED, LOADED, GENERATED, HAPPENED, WITHDRAWN, EXEMPTION_ENDED)


@dataclass(frozen=True, slots=True)
class DutiesChanged:
    """What is known of these duties changed."""

    duties: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True)
class MeasureMoved:
    """Figures behind a measure came or were corrected, of these years (none named: of any)."""

    key: str
    years: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeChanged:
    """A notice was loaded anew: its clauses as they read before and as they read now."""

    key: str
    region: str
    number: str
    before: tuple[ClauseFace, ...]
    after: tuple[ClauseFace, ...]
    at: datetime
