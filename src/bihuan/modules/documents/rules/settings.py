"""The policy data behind the going of papers, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from bihuan.kernel.calendar import Span

if TYPE_CHECKING:
    from pathlib import Path

PACK = "sichuan"


class PaperPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A span of working time with the reason why it is that long."""

    label: str
    span: Span
    basis: str
    mark: str
    warn: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WordFact:
    """A word a body numbers by, as the pack proposes it."""

    body: str
    word: str
    purpose: str
    mark: str


@dataclass(frozen=True, slots=True)
class PaperPolicy:
    """Everything the going of papers takes from policy data."""

    sign_for: TimeLimit
    words: tuple[WordFact, ...]


def policy() -> PaperPolicy:
    """The policy in use."""
    return _load(settings.POLICY_DIR / PACK / "papers.toml")


@lru_cache(maxsize=4)
def _load(path: Path) -> PaperPolicy:
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        span = data["span"]["sign_for"]
        return PaperPolicy(
            sign_for=TimeLimit(
                label=span["label"],
                span=Span.parse(span["length"]),
                basis=span["basis"],
                mark=span["mark"],
                warn=tuple(Span.parse(text) for text in span["warn"]),
            ),
            words=tuple(WordFact(**item) for item in data["word"]),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PaperPolicyError(f"{path}：公文的政策数据不能用：{error}。") from error
