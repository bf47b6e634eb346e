"""The policy data behind matter lists, read once: spans, first dates, categories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.kernel.deadlines import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PACK = "sichuan"
HOME = "510000"
"""The region of that pack: where a question without a place is asked."""


class MatterPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class FirstDue:
    """The date by which a level owes its first list."""

    level: str
    year: int
    due_on: date
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class ReviewSeason:
    """When in a year a list in force is looked at again; both days are MM-DD."""

    opens: str
    due: str
    label: str
    basis: str
    mark: str

    def opens_on(self, year: int) -> date:
        """The day the review of a year begins."""
        return _day_of(year, self.opens)

    def due_on(self, year: int) -> date:
        """The day it ends."""
        return _day_of(year, self.due)


@dataclass(frozen=True, slots=True)
class MatterPolicy:
    """Everything the matter lists take from policy data."""

    filing: Limit
    check: Limit
    publication: Limit
    intake: Limit
    partner: Limit
    partners_asked_since: date
    review: ReviewSeason
    first_lists: tuple[FirstDue, ...]
    show_leader: bool
    categories: Mapping[str, str]

    def first_due(self, level: str, year: int) -> FirstDue | None:
        """The first-list date of that level, if the list of that year is the first one."""
        for first in self.first_lists:
            if first.level == level and first.year == year:
                return first
        return None

    def category_key(self, label: str) -> str | None:
        """The key of a category by its label."""
        for key, known in self.categories.items():
            if known == label:
                return key
        return None


def policy() -> MatterPolicy:
    """The policy in use."""
    return _load(settings.POLICY_DIR / PACK)


@lru_cache(maxsize=4)
def _load(directory: Path) -> MatterPolicy:
    matters = _read(directory / "matters.toml")
    categories = _read(directory / "categories.toml")
    try:
        spans = matters["span"]
        return MatterPolicy(
            filing=Limit.read(spans["filing"]),
            check=Limit.read(spans["check"]),
            publication=Limit.read(spans["publication"]),
            intake=Limit.read(spans["intake"]),
            partner=Limit.read(spans["partner"]),
            partners_asked_since=matters["partner"]["asks_since"],
            review=ReviewSeason(**matters["review"]),
            first_lists=tuple(FirstDue(**item) for item in matters["first_list"]),
            show_leader=bool(matters["publication"]["show_leader"]),
            categories={item["key"]: item["label"] for item in categories["category"]},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise MatterPolicyError(f"{directory}：事项清单的政策数据不完整：{error}。") from error


def _day_of(year: int, text: str) -> date:
    month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise MatterPolicyError(f"{path}：读不出政策数据：{error}。") from error
