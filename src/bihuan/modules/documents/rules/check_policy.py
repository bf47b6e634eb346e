"""The policy data behind 公文体检, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.modules.documents.rules.settings import PaperPolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SEVERITIES = frozenset({"必须改正", "建议"})
WORDS = (
    "instructing",
    "instructing_doctypes",
    "requesting",
    "burdening",
    "unfinished",
    "endings",
    "doctypes",
)


@dataclass(frozen=True, slots=True)
class CheckFact:
    """What the policy says of one check."""

    key: str
    name: str
    severity: str
    basis: str
    mark: str
    says: str


@dataclass(frozen=True, slots=True)
class ChecksPolicy:
    """Everything the checks take from policy data."""

    facts: Mapping[str, CheckFact]
    words: Mapping[str, tuple[str, ...]]
    general: int
    special: int
    special_kinds: frozenset[str]
    title: int
    paragraph: int
    allowed: frozenset[str]
    allowed_basis: str
    firm: frozenset[str]


def checks_policy() -> ChecksPolicy:
    """The policy in use."""
    return _load(settings.POLICY_DIR / "china" / "papers-checks.toml")


@lru_cache(maxsize=4)
def _load(path: Path) -> ChecksPolicy:
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        facts = [CheckFact(**item) for item in data["check"]]
        return _policy(data, facts)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PaperPolicyError(f"{path}：公文体检的政策数据不能用：{error}。") from error


def _policy(data: dict[str, Any], facts: list[CheckFact]) -> ChecksPolicy:
    limits, relations = data["limits"], data["relations"]
    if wrong := [each.key for each in facts if each.severity not in SEVERITIES]:
        raise ValueError(f"“{wrong[0]}”的 severity 只能是必须改正或者建议")
    return ChecksPolicy(
        facts={each.key: each for each in facts},
        words={key: tuple(data["words"][key]) for key in WORDS},
        general=limits["general"],
        special=limits["special"],
        special_kinds=frozenset(limits["special_kinds"]),
        title=limits["title"],
        paragraph=limits["paragraph"],
        allowed=frozenset(relations["allowed"]),
        allowed_basis=relations["allowed_basis"],
        firm=frozenset(relations["firm"]),
    )
