"""The dated figures of the vault: how long a reason is, how long a view stays open."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from bihuan.kernel.calendar import Unit
from bihuan.kernel.deadlines import Limit

if TYPE_CHECKING:
    from pathlib import Path


class VaultPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class VaultPolicy:
    """What a request needs, and how long its answer holds."""

    least_reason: int
    reason_basis: str
    view: Limit

    @property
    def view_for(self) -> timedelta:
        """How long a granted view stays open."""
        return timedelta(hours=self.view.span.n)


def policy() -> VaultPolicy:
    """Return the figures of this installation."""
    return _load(settings.POLICY_DIR / "vault.toml")


@lru_cache(maxsize=4)
def _load(path: Path) -> VaultPolicy:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        view = Limit.read(values["span"]["view"])
        found = VaultPolicy(int(values["reason"]["least"]), values["reason"]["basis"], view)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise VaultPolicyError(f"{path}：读不出身份保险库的参数：{error}。") from error
    if view.span.unit is not Unit.HOUR:
        raise VaultPolicyError(f"{path}：查看时限应以小时计，现在是{view.span}。")
    return found
