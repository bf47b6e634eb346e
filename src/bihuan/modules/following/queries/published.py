"""What the public may read: frozen copies, and nothing else.

This file imports the table of public copies only, so no working answer has a way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.modules.following.models import Publication

if TYPE_CHECKING:
    from datetime import date

FIELDS = (
    *("number", "region", "region_name", "level", "notice_number", "decider", "decision_no"),
    *("signed_on", "published_on", "adopted", "adapted", "not_applicable", "link", "sm3"),
)


@dataclass(frozen=True, slots=True)
class PublicFollowing:
    """One published decision as its page shows it."""

    number: str
    region: str
    region_name: str
    level: str
    notice_number: str
    decider: str
    decision_no: str
    signed_on: date
    published_on: date
    adopted: int
    adapted: int
    not_applicable: int
    link: str
    sm3: str

    @property
    def total(self) -> int:
        """Return how many clauses it answers."""
        return self.adopted + self.adapted + self.not_applicable


def published_following(*, level: str = "", within: str = "") -> tuple[PublicFollowing, ...]:
    """Return the newest published decision of every place, by its code."""
    rows = Publication.objects.order_by("published_on", "pk")
    if level:
        rows = rows.filter(level=level)
    if within:
        rows = rows.filter(region__startswith=within)
    newest = {row[1]: PublicFollowing(*row) for row in rows.values_list(*FIELDS)}
    return tuple(newest[code] for code in sorted(newest))


def published_answers(
    number: str,
) -> tuple[PublicFollowing, tuple[dict[str, Any], ...], tuple[PublicFollowing, ...]] | None:
    """Return one published decision with its rows and the other decisions of its place."""
    row = Publication.objects.filter(number=number).first()
    if row is None:
        return None
    every = Publication.objects.filter(region=row.region).order_by("-published_on", "-pk")
    others = tuple(PublicFollowing(*each) for each in every.values_list(*FIELDS))
    own = next(each for each in others if each.number == number)
    return own, tuple(row.rows), tuple(each for each in others if each.number != number)
