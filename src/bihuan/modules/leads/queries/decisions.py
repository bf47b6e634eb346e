"""What the public may read: frozen copies of decisions, and nothing else.

This file imports the table of decisions only, so no word of a working docket has a way out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bihuan.modules.leads.models.decisions import Decision

if TYPE_CHECKING:
    from datetime import date

FIELDS = (
    "number",
    "region",
    "region_name",
    "title",
    "matter",
    "lead_body",
    "lead_name",
    "partner_names",
    "division",
    "decider",
    "decision_no",
    "decided_on",
    "registered_on",
    "decision_due_on",
    "published_on",
    "publication_due_on",
    "link",
    "sm3",
)


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """One decision as its page shows it."""

    number: str
    region: str
    region_name: str
    title: str
    matter: str
    lead_body: str
    lead_name: str
    partner_names: str
    division: str
    decider: str
    decision_no: str
    decided_on: date
    registered_on: date
    decision_due_on: date
    published_on: date
    publication_due_on: date
    link: str
    sm3: str

    @property
    def decision_late_days(self) -> int:
        """How many days after the two months it was decided."""
        return max(0, (self.decided_on - self.decision_due_on).days)

    @property
    def publication_late_days(self) -> int:
        """How many days too late it was published."""
        return max(0, (self.published_on - self.publication_due_on).days)

    def as_data(self) -> dict[str, str]:
        """The same for machines."""
        return {key: str(value) for key, value in asdict(self).items()}


def published_decisions(*, region: str = "") -> tuple[PublicDecision, ...]:
    """Every published decision, newest first."""
    rows = Decision.objects.order_by("-published_on", "number")
    if region:
        rows = rows.filter(region=region)
    return tuple(PublicDecision(*row) for row in rows.values_list(*FIELDS))


def published_decision(number: str) -> PublicDecision | None:
    """One decision by its number; None where none is published."""
    row = Decision.objects.filter(number=number).values_list(*FIELDS).first()
    return PublicDecision(*row) if row else None
