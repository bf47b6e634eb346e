"""The interview rule as dated data: rows, tiers, what is not verified, what was not found."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality.rules.months import MONTHS, Period

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

UNVERIFIED = {"memory": "凭记忆，待核实", "design": "本平台取舍"}


class Metric(StrEnum):
    """What a row of the rule measures."""

    RANK = "rank"
    GOOD_DAYS_DOWN = "good_days_down"
    HEAVY_DAYS = "heavy_days"
    GOOD_WATER_DOWN = "good_water_down"
    SECTION_BELOW_TARGET = "section_below_target"
    TARGET_MISSED = "target_missed"
    EVENT = "event"
    NO_IMPROVEMENT = "no_improvement"
    WATER_RANK_LAST = "water_rank_last"


class Term(StrEnum):
    """The period a row looks at."""

    HALF = "H1"
    THREE_QUARTERS = "9M"
    YEAR = "Y"
    SO_FAR = "YTD"
    EVENT = "event"
    ROLLING = "rolling"

    def span(self, year: int) -> Period:
        """Return the months of that year; events and rolling rows look at the whole of it."""
        return Period(year, 1, {Term.HALF: 6, Term.THREE_QUARTERS: 9}.get(self, MONTHS))


NUMBERED = {
    Metric.RANK,
    Metric.GOOD_DAYS_DOWN,
    Metric.HEAVY_DAYS,
    Metric.NO_IMPROVEMENT,
    Metric.WATER_RANK_LAST,
}
"""Metrics that need a number to compare with."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row: what, when, how much, at which tier, and how sure the number is."""

    id: str
    tier: int
    metric: Metric
    term: Term
    value: int
    mark: str
    text: str

    @property
    def caveat(self) -> str:
        """Return what users are told about an unverified number, "" for a found one."""
        words = UNVERIFIED.get(self.mark)
        return "" if words is None else f"（数值{self.value}：{words}）"


@dataclass(frozen=True, slots=True)
class Tier:
    """Who speaks to whom."""

    number: int
    interviewer: str
    interviewee: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the text at hand does not say."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One edition of the rule."""

    key: str
    title: str
    source: str
    mark: str
    start: date
    rules: tuple[Trigger, ...]
    tiers: dict[int, Tier]
    gaps: tuple[Gap, ...]
    tolerance: Fraction
    counts_sand: bool
    sand_mark: str
    ranked: frozenset[str]
    """The cities of the province among the 168."""


def load(path: Path) -> Policy:
    """Read an edition of the rule.

    :raises ValueError: naming the row, when it has no tier or lacks its number.
    """
    with path.open("rb") as file:
        data = tomllib.load(file)
    tiers = {
        block["number"]: Tier(block["number"], block["interviewer"], block["interviewee"])
        for block in data["tier"]
    }
    reading = data["reading"]
    return Policy(
        key=data["key"],
        title=data["title"],
        source=data["source"],
        mark=data["mark"],
        start=data["from"],
        rules=tuple(_rule(block, tiers) for block in data["rule"]),
        tiers=tiers,
        gaps=tuple(Gap(block["about"], block["text"]) for block in data.get("gap", ())),
        tolerance=Fraction(reading["valid_days_differ_percent"], 100),
        counts_sand=reading["sand"] == "with",
        sand_mark=reading["sand_mark"],
        ranked=frozenset(reading["ranked"]),
    )


def _rule(block: dict[str, Any], tiers: dict[int, Tier]) -> Trigger:
    if block["tier"] not in tiers:
        raise ValueError(f"情形 {block['id']}：没有第{block['tier']}级。")
    metric = Metric(block["metric"])
    if metric in NUMBERED and "value" not in block:
        raise ValueError(f"情形 {block['id']}：缺少数值 value。")
    return Trigger(
        id=block["id"],
        tier=block["tier"],
        metric=metric,
        term=Term(block["period"]),
        value=block.get("value", 0),
        mark=block["mark"],
        text=block["text"],
    )
