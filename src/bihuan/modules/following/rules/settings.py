"""Policy data of following, read once: which clauses are followed by reference, and the limits."""

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

PACK, FILE = "sichuan", "following.toml"
MARKS: Mapping[str, str] = {"N": "通知写明", "D": "默认读法，可调整", "R": "依其他规定"}


class FollowingPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


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
class FollowingPolicy:
    """Everything following takes from policy data."""

    departments: frozenset[str]
    places: frozenset[str]
    basis: str
    carried: tuple[tuple[str, str, str], ...]
    """Beginning of a code, the clause it is counted in for a city, and for a county."""
    limits: tuple[Limit, ...]

    def limit(self, key: str, on: date) -> Limit:
        """The limit that holds on a day; before its first day, the first.

        :raises LookupError: there is no such limit.
        """
        dated = sorted((x for x in self.limits if x.key == key), key=lambda x: x.since)
        if not dated:
            raise LookupError(key)
        return next((x for x in reversed(dated) if x.since <= on), dated[0])

    def newest(self, key: str) -> Limit:
        """The limit as it was last set, for labels."""
        return [item for item in self.limits if item.key == key][-1]


def policy() -> FollowingPolicy:
    """The policy in use."""
    return _load(settings.POLICY_DIR / PACK / FILE)


@lru_cache(maxsize=4)
def _load(path: Path) -> FollowingPolicy:
    try:
        with path.open("rb") as file:
            return read(tomllib.load(file))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FollowingPolicyError(f"{path}：参照执行的政策数据不能使用：{error}。") from error


def read(data: Mapping[str, Any]) -> FollowingPolicy:
    """Judge what the file says.

    :raises KeyError, TypeError, ValueError: something is missing or cannot be meant.
    """
    limits = tuple(_limit(item) for item in data["limit"])
    reference = data["reference"]
    if strange := ({x.mark for x in limits} | {reference["mark"]}) - set(MARKS):
        raise ValueError(f"来历标记不认识：{'、'.join(sorted(strange))}")
    return FollowingPolicy(
        departments=frozenset(reference["departments"]),
        places=frozenset(reference["places"]),
        basis=f"{reference['basis']}（{MARKS[reference['mark']]}）",
        carried=tuple((x["prefix"], x["city"], x["county"]) for x in data["carried"]),
        limits=limits,
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
