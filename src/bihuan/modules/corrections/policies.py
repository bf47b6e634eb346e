"""The policy data of corrections: by when an answer is owed."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from bihuan.kernel.deadlines import Limit

if TYPE_CHECKING:
    from pathlib import Path

PACK = "sichuan"


class CorrectionPolicyError(ValueError):
    """The policy file cannot be used; the message names the file and the fault."""


def answer_limit() -> Limit:
    """By when a correction is answered in public or closed with a reason."""
    return _load(settings.POLICY_DIR / PACK / "corrections.toml")


@lru_cache(maxsize=4)
def _load(path: Path) -> Limit:
    try:
        return Limit.read(tomllib.loads(path.read_text(encoding="utf-8"))["span"]["answer"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise CorrectionPolicyError(f"{path}：读不出纠错的答复期限：{error}。") from error
