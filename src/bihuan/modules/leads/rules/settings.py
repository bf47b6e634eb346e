"""The policy data of dockets, read once: the reading of the two months, and every limit by day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.kernel.calendar import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

FILE, CATEGORIES = "leads.toml", "categories.toml"
PACK = "sichuan"
ISSUE, REGISTRATION = "issue", "registration"
MARKS: Mapping[str, str] = {"N": "通知写明", "D": "默认读法，可调整", "R": "依其他规定"}


class LeadPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Reading:
    """From which day on the two months are read how, and why."""

    since: date
    chosen: str
    mark: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as it holds from a day on."""

    key: str
    label: str
    span: Span
    since: date
    mark: str
    basis: str
    warn: tuple[Span, ...]

    @property
    def marked_basis(self) -> str:
        """The basis with the mark that says where it comes from."""
        return f"{self.basis}（{MARKS[self.mark]}）"


@dataclass(frozen=True, slots=True)
class LeadPolicy:
    """Everything dockets take from policy data."""

    issued_on: date
    question: str
    choices: Mapping[str, str]
    readings: tuple[Reading, ...]
    limits: tuple[Limit, ...]
    interim_line: str
    interim_basis: str
    categories: Mapping[str, str]

    def reading(self, on: date) -> Reading:
        """The reading that holds on a day; before its first day, the first."""
        found = self.readings[0]
        for item in self.readings:
            if item.since <= on:
                found = item
        return found

    def limit(self, key: str, on: date) -> Limit:
        """The limit that holds on a day; before its first day, the first.

        :raises LookupError: there is no such limit.
        """
        dated = sorted((item for item in self.limits if item.key == key), key=lambda x: x.since)
        if not dated:
            raise LookupError(key)
        return next((item for item in reversed(dated) if item.since <= on), dated[0])

    def newest(self, key: str) -> Limit:
        """The limit as it was last set, for labels."""
        return [item for item in self.limits if item.key == key][-1]


def policy() -> LeadPolicy:
    """The policy in use."""
    return _load(settings.POLICY_DIR / PACK)


@lru_cache(maxsize=4)
def _load(directory: Path) -> LeadPolicy:
    try:
        return read(_file(directory / FILE), _file(directory / CATEGORIES))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise LeadPolicyError(f"{directory}：牵头部门会商的政策数据不能使用：{error}。") from error


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def read(data: Mapping[str, Any], categories: Mapping[str, Any]) -> LeadPolicy:
    """Judge what the files say.

    :raises KeyError, TypeError, ValueError: something is missing or cannot be meant.
    """
    switch = data["switch"]["clock_start"]
    readings = tuple(
        Reading(item["from"], item["chosen"], item["mark"], item["reason"])
        for item in sorted(switch["reading"], key=lambda item: item["from"])
    )
    limits = tuple(_limit(item) for item in data["limit"])
    unknown = {item.chosen for item in readings} - set(switch["choices"])
    if unknown or not readings or not set(switch["choices"]) <= {ISSUE, REGISTRATION}:
        raise ValueError(f"两个月的读法不认识：{'、'.join(sorted(unknown)) or '没有写'}")
    if strange := ({x.mark for x in readings} | {x.mark for x in limits}) - set(MARKS):
        raise ValueError(f"来历标记不认识：{'、'.join(sorted(strange))}")
    return LeadPolicy(
        issued_on=data["notice"]["issued_on"],
        question=switch["question"],
        choices=switch["choices"],
        readings=readings,
        limits=limits,
        interim_line=data["interim"]["line"],
        interim_basis=data["interim"]["basis"],
        categories={item["key"]: item["label"] for item in categories["category"]},
    )


def _limit(item: Mapping[str, Any]) -> Limit:
    if not item["basis"].strip():
        raise ValueError(f"期限“{item['key']}”没有写依据")
    return Limit(
        key=item["key"],
        label=item["label"],
        span=Span.parse(item["value"]),
        since=item["from"],
        mark=item["mark"],
        basis=item["basis"],
        warn=tuple(Span.parse(text) for text in item["warn"]),
    )
